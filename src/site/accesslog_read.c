#include "site/accesslog_read.h"

/* The words before the request that every format has. */
#define WORDS 5

/* Returns the position of the quote that ends a string, or s.n. */
static size_t
find_quote(struct span s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] != '"')
		i += s.p[i] == '\\' ? 2 : 1;
	return i < s.n ? i : s.n;
}

/* Takes a string in quotes from the front.  Returns false if there is none. */
static bool
take_string(struct span *rest, struct span *value)
{
	size_t n;

	if (rest->n == 0 || *rest->p != '"')
		return false;
	*rest = span_from(*rest, 1);
	n = find_quote(*rest);
	*value = (struct span){ rest->p, n };
	if (n == rest->n)
		return false;
	*rest = span_from(*rest, n + 1);
	return true;
}

/* Takes a number from the front; a string may contain it. */
static bool
take_number(struct span s, uint64_t *value)
{
	struct span inner;

	return span_u64(take_string(&s, &inner) ? inner : s, value);
}

/* Sets the value that one member of an object has. */
static void
take_member(struct span name, struct span value, struct accesslog_line *l,
    bool *counted)
{
	struct span string = { value.p, 0 };

	if (span_eq(name, SPAN("bytes")) ||
	    span_eq(name, SPAN("MINIHTTP_BYTES")))
		*counted = take_number(value, &l->bytes);
	else if (span_eq(name, SPAN("remote")) ||
		 span_eq(name, SPAN("MINIHTTP_REMOTE"))) {
		if (take_string(&value, &string))
			l->visitor = string;
	} else if (span_eq(name, SPAN("referer")) ||
		   span_eq(name, SPAN("MINIHTTP_REFERER"))) {
		if (take_string(&value, &string))
			l->referrer = string;
	}
}

/*
 * Reads an object without objects in it.  An array, as journalctl writes bytes
 * that are not text, is passed over.
 */
static bool
read_object(struct span rest, struct accesslog_line *l)
{
	bool counted = false;
	struct span name, value, string;

	while (rest.n > 1 && (*rest.p == '{' || *rest.p == ',')) {
		rest = span_from(rest, 1);
		if (!take_string(&rest, &name) || rest.n < 2 || *rest.p != ':')
			return false;
		rest = span_from(rest, 1);
		value = rest;
		if (*value.p == '"') {
			if (!take_string(&rest, &string))
				return false;
		} else if (*value.p == '[') {
			(void)span_cut(rest, ']', &string, &rest);
		} else
			while (rest.n > 0 && *rest.p != ',' && *rest.p != '}')
				rest = span_from(rest, 1);
		value.n -= rest.n;
		take_member(name, value, l, &counted);
	}
	return counted && rest.n == 1 && *rest.p == '}';
}

/*
 * Takes the words before the request: the host in some formats; the address,
 * "-", the user, the time and its zone.
 */
static bool
read_begin(struct span *rest, struct accesslog_line *l)
{
	struct span word[WORDS + 1];

	for (size_t n = 0; n < WORDS + 1; n++) {
		if (!span_cut(*rest, ' ', &word[n], rest) || word[n].n == 0)
			return false;
		if (n + 1 < WORDS || word[n].p[word[n].n - 1] != ']')
			continue;
		l->visitor = word[n + 1 - WORDS];
		return true;
	}
	return false;
}

static bool
read_words(struct span rest, struct accesslog_line *l)
{
	struct span ignored, number;

	if (!read_begin(&rest, l) || !take_string(&rest, &ignored) ||
	    !span_starts(rest, SPAN(" ")))
		return false;
	(void)span_cut(span_from(rest, 1), ' ', &ignored, &rest); /* status */
	(void)span_cut(rest, ' ', &number, &rest);
	/* other servers write "-" for no bytes */
	if (!span_u64(number, &l->bytes) && !span_eq(number, SPAN("-")))
		return false;
	if (!take_string(&rest, &l->referrer) ||
	    span_eq(l->referrer, SPAN("-")))
		l->referrer.n = 0;
	return true;
}

bool
accesslog_read(struct span line, struct accesslog_line *l)
{
	*l = (struct accesslog_line){ SPAN("-"), { line.p, 0 }, 0 };
	if (line.n > 0 && *line.p == '{')
		return read_object(line, l);
	return read_words(line, l);
}
