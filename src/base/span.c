#include "base/span.h"

#include <string.h>

unsigned char
span_lower(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 'A' && u <= 'Z' ? (unsigned char)(u | 0x20) : u;
}

struct span
span_str(const char *s)
{
	return (struct span){ s, strlen(s) };
}

bool
span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
span_eq_nocase(struct span a, struct span b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (span_lower(a.p[i]) != span_lower(b.p[i]))
			return false;
	return true;
}

bool
span_starts(struct span s, struct span prefix)
{
	return s.n >= prefix.n &&
	       span_eq((struct span){ s.p, prefix.n }, prefix);
}

struct span
span_from(struct span s, size_t n)
{
	/* C11 6.5.6: not even 0 may be added to a null pointer. */
	return n == 0 ? s : (struct span){ s.p + n, s.n - n };
}

bool
span_cut(struct span s, char sep, struct span *head, struct span *tail)
{
	const char *at = s.n ? memchr(s.p, sep, s.n) : NULL;

	if (at == NULL) {
		*head = s;
		*tail = span_from(s, s.n);
		return false;
	}
	*head = (struct span){ s.p, (size_t)(at - s.p) };
	*tail = span_from(s, head->n + 1);
	return true;
}

struct span
span_trim(struct span s)
{
	while (s.n > 0 && (*s.p == ' ' || *s.p == '\t'))
		s = span_from(s, 1);
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

bool
span_u64(struct span s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned char)s.p[i] - (unsigned)'0';

		if (digit > 9 || v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}
