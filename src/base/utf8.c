#include "base/utf8.h"

/*
 * Returns whether the second byte is valid.  It decides whether a sequence is
 * overlong, a surrogate or too large.
 */
static bool
is_second(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0 && second <= 0xbf;
	case 0xed: /* surrogates */
		return second >= 0x80 && second <= 0x9f;
	case 0xf0:
		return second >= 0x90 && second <= 0xbf;
	case 0xf4: /* above U+10FFFF */
		return second >= 0x80 && second <= 0x8f;
	default:
		return second >= 0x80 && second <= 0xbf;
	}
}

size_t
utf8_length(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t n = *p < 0x80                  ? 1
		   : *p >= 0xc2 && *p <= 0xdf ? 2
		   : *p >= 0xe0 && *p <= 0xef ? 3
		   : *p >= 0xf0 && *p <= 0xf4 ? 4
					      : 0;

	if (n == 0 || n > s.n || (n > 1 && !is_second(p[0], p[1])))
		return 0;
	for (size_t i = 2; i < n; i++)
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	return n;
}

bool
utf8_is_all(struct span s)
{
	while (s.n > 0) {
		size_t n = utf8_length(s);

		if (n == 0)
			return false;
		s = span_from(s, n);
	}
	return true;
}

/* Returns the distance from a Greek capital to its small letter, or 0. */
static uint32_t
greek(uint32_t c)
{
	switch (c) {
	case 0x386:
		return 38;
	case 0x388:
	case 0x389:
	case 0x38a:
		return 37;
	case 0x38c:
		return 64;
	case 0x38e:
	case 0x38f:
		return 63;
	default:
		return c >= 0x391 && c <= 0x3ab && c != 0x3a2 ? 32 : 0;
	}
}

/*
 * The same for Latin Extended-A, where capitals and small letters alternate.
 * The capital I with a dot and the letter kra have no such partner.
 */
static uint32_t
latin(uint32_t c)
{
	bool odd = (c >= 0x139 && c <= 0x148) || c >= 0x179;

	return c != 0x130 && c != 0x138 && c != 0x178 && (c % 2 == 1) == odd;
}

static uint32_t
distance(uint32_t c)
{
	if (c >= 0xc0 && c <= 0xde)
		return c == 0xd7 ? 0 : 32; /* the sign of multiplication */
	if (c >= 0x100 && c <= 0x17e)
		return latin(c);
	if (c >= 0x386 && c <= 0x3ab)
		return greek(c);
	if (c >= 0x400 && c <= 0x42f)
		return c < 0x410 ? 80 : 32;
	return 0;
}

uint32_t
utf8_small(struct span s, size_t *length)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint32_t c;

	*length = 1;
	if (*p < 0x80)
		return (unsigned char)span_lower(s.p[0]);
	if (utf8_length(s) != 2)
		return UINT32_C(0x10000) + *p;
	*length = 2;
	c = (uint32_t)(*p & 0x1f) << 6 | (p[1] & 0x3f);
	return c + distance(c);
}
