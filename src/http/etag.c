#include "http/etag.h"

#include "http/octet.h"

/*
 * Takes one entity-tag off the front.  Returns false, with *s unchanged, if
 * there is none.
 */
static bool
take(struct span *s, struct etag *out)
{
	bool weak = span_starts(*s, SPAN("W/")); /* case-sensitive */
	struct span rest = span_from(*s, weak ? 2 : 0);
	size_t n = 1;

	if (rest.n < 2 || *rest.p != '"')
		return false;
	while (n < rest.n && octet_is(rest.p[n], OCTET_ETAG))
		n++;
	if (n == rest.n || rest.p[n] != '"')
		return false;
	n++;
	*out = (struct etag){ { rest.p, n }, weak };
	*s = span_from(rest, n);
	return true;
}

enum etag_answer
etag_next(struct span *list, struct etag *out)
{
	struct span s = span_trim(*list);

	while (s.n > 0 && *s.p == ',') /* empty members, 9110 5.6.1.2 */
		s = span_trim(span_from(s, 1));
	if (s.n == 0) {
		*list = s;
		return ETAG_END;
	}
	if (!take(&s, out))
		return ETAG_BAD;
	s = span_trim(s);
	if (s.n > 0 && *s.p != ',')
		return ETAG_BAD;
	*list = s;
	return ETAG_ONE;
}

bool
etag_parse(struct span s, struct etag *out)
{
	struct etag e;

	if (!take(&s, &e) || s.n > 0)
		return false;
	*out = e;
	return true;
}

bool
etag_weak_match(const struct etag *a, const struct etag *b)
{
	return span_eq(a->opaque, b->opaque);
}

bool
etag_strong_match(const struct etag *a, const struct etag *b)
{
	return !a->weak && !b->weak && etag_weak_match(a, b);
}

void
etag_put(struct text *t, const struct etag *e)
{
	if (e->weak)
		text_put(t, SPAN("W/"));
	text_put(t, e->opaque);
}
