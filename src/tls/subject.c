#include "tls/subject.h"

#include "base/visible.h"

#include <string.h>

/* Returns how many bytes at the start are printable; a tab is not. */
static size_t
seen(struct span s)
{
	size_t n = visible_length(s);
	const char *tab = n > 0 ? memchr(s.p, '\t', n) : NULL;

	return tab != NULL ? (size_t)(tab - s.p) : n;
}

static void
put_number(struct text *t, char c)
{
	static const char digit[] = "0123456789ABCDEF";

	text_char(t, '\\');
	text_char(t, digit[(unsigned char)c >> 4]);
	text_char(t, digit[(unsigned char)c & 15]);
}

void
subject_put(struct text *t, struct span s)
{
	while (s.n > 0) {
		size_t n = seen(s);

		if (n == 0)
			put_number(t, *s.p);
		else
			text_put(t, (struct span){ s.p, n });
		s = span_from(s, n == 0 ? 1 : n);
	}
}

bool
subject_is_name(struct span s)
{
	return s.n > 0 && s.n <= LIMIT_HOST && seen(s) == s.n;
}
