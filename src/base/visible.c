#include "base/visible.h"

#include "base/escape.h"
#include "base/utf8.h"

/*
 * Returns the length of the character at the start of s, or 0 if it is not
 * kept.
 */
static size_t
passes(struct span s)
{
	unsigned char c = (unsigned char)*s.p;
	size_t n = utf8_length(s);

	if (n == 1)
		return (c >= ' ' && c < 0x7f) || c == '\t';
	if (n == 2 && c == 0xc2 && (unsigned char)s.p[1] < 0xa0)
		return 0; /* a C1 control */
	return n;
}

size_t
visible_length(struct span s)
{
	size_t n = 0, one;

	while (n < s.n && (one = passes(span_from(s, n))) > 0)
		n += one;
	return n;
}

void
visible_put(struct text *t, struct span s)
{
	while (s.n > 0) {
		size_t n = visible_length(s);

		text_put(t, (struct span){ s.p, n });
		s = span_from(s, n);
		if (s.n == 0)
			return;
		escape_x(t, *s.p);
		s = span_from(s, 1);
	}
}
