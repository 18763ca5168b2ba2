#include "cache/control.h"

#include "http/octet.h"

static const char name[CONTROL_COUNT][24] = {
	[CONTROL_MAX_AGE] = "max-age",
	[CONTROL_MAX_STALE] = "max-stale",
	[CONTROL_MIN_FRESH] = "min-fresh",
	[CONTROL_STALE_WHILE_REVALIDATE] = "stale-while-revalidate",
	[CONTROL_STALE_IF_ERROR] = "stale-if-error",
	[CONTROL_NO_CACHE] = "no-cache",
	[CONTROL_NO_STORE] = "no-store",
	[CONTROL_ONLY_IF_CACHED] = "only-if-cached",
	[CONTROL_MUST_REVALIDATE] = "must-revalidate",
	[CONTROL_MUST_UNDERSTAND] = "must-understand",
	[CONTROL_PUBLIC] = "public",
	[CONTROL_PRIVATE] = "private",
	[CONTROL_IMMUTABLE] = "immutable",
};

bool
control_has(const struct control *c, enum control_directive d)
{
	return (c->set & 1u << d) != 0;
}

bool
control_delta(struct span s, int64_t *seconds)
{
	uint64_t v;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	if (!span_u64(s, &v) || v > CONTROL_FOREVER) /* 9111 1.2.2 */
		v = CONTROL_FOREVER;
	*seconds = (int64_t)v;
	return true;
}

static struct span
unquote(struct span s)
{
	if (s.n >= 2 && *s.p == '"' && s.p[s.n - 1] == '"')
		return (struct span){ s.p + 1, s.n - 2 };
	return s;
}

/*
 * Sets the value of a directive without a readable number.  Returns false if
 * the directive is then ignored.
 */
static bool
assume(enum control_directive d, bool has_value, int64_t *seconds)
{
	switch (d) {
	case CONTROL_MAX_AGE: /* 4.2.1: an invalid lifetime means stale */
	case CONTROL_STALE_WHILE_REVALIDATE:
	case CONTROL_STALE_IF_ERROR:
		*seconds = 0;
		return true;
	/* 5.2.1.2: without a number, any age is acceptable */
	case CONTROL_MAX_STALE:
		*seconds = has_value ? 0 : CONTROL_FOREVER;
		return true;
	case CONTROL_MIN_FRESH:
	case CONTROL_NO_CACHE:
	case CONTROL_NO_STORE:
	case CONTROL_ONLY_IF_CACHED:
	case CONTROL_MUST_REVALIDATE:
	case CONTROL_MUST_UNDERSTAND:
	case CONTROL_PUBLIC:
	case CONTROL_PRIVATE:
	case CONTROL_IMMUTABLE:
	case CONTROL_COUNT:
		break;
	}
	return false;
}

static void
add(struct control *c, enum control_directive d, struct span value, bool valued)
{
	int64_t seconds = 0;
	bool again = control_has(c, d);

	if (d < CONTROL_SECONDS) {
		if (!control_delta(unquote(value), &seconds) &&
		    !assume(d, valued, &seconds))
			return;
		/* 4.2.1: contradictory values */
		if (again && c->seconds[d] != seconds)
			seconds = 0;
		c->seconds[d] = seconds;
	}
	c->set |= 1u << d;
}

static void
add_item(struct control *c, struct span item)
{
	struct span key, value;
	bool valued = span_cut(item, '=', &key, &value);

	if (!octet_all(key, OCTET_TOKEN))
		return;
	for (int d = 0; d < CONTROL_COUNT; d++)
		if (span_eq_nocase(key, span_str(name[d])))
			add(c, (enum control_directive)d, value, valued);
}

void
control_parse(const struct fields *fields, struct control *c)
{
	struct span list, item;

	*c = (struct control){ 0 };
	for (size_t i = 0;
	     field_next(fields, SPAN("Cache-Control"), &i, &list);)
		while (field_list_next(&list, &item))
			add_item(c, item);
}

void
control_parse_request(const struct fields *fields, struct control *c)
{
	control_parse(fields, c);
	if (field_count(fields, SPAN("Cache-Control")) == 0 &&
	    field_lists(fields, SPAN("Pragma"), SPAN("no-cache")))
		c->set |= 1u << CONTROL_NO_CACHE;
}
