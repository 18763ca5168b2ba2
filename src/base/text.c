#include "base/text.h"

#include <string.h>

bool
text_fits(const struct text *t)
{
	return t->n <= t->room;
}

void
text_put(struct text *t, struct span s)
{
	size_t left = t->n < t->room ? t->room - t->n : 0;

	if (s.n < left)
		left = s.n;
	if (left > 0)
		memcpy(t->p + t->n, s.p, left);
	t->n += s.n;
}

void
text_char(struct text *t, char c)
{
	if (t->n < t->room)
		t->p[t->n] = c;
	t->n++;
}

void
text_pad(struct text *t, uint64_t v, unsigned width)
{
	char digit[20];
	size_t at = sizeof digit;

	do {
		digit[--at] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0 || sizeof digit - at < width);
	text_put(t, (struct span){ digit + at, sizeof digit - at });
}

void
text_u64(struct text *t, uint64_t v)
{
	text_pad(t, v, 1);
}

void
text_hex(struct text *t, uint64_t v)
{
	char digit[16];
	size_t at = sizeof digit;

	do {
		digit[--at] = "0123456789abcdef"[v & 15];
		v >>= 4;
	} while (v > 0);
	text_put(t, (struct span){ digit + at, sizeof digit - at });
}

void
text_hex_bytes(struct text *t, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		text_hex(t, bytes[i] >> 4);
		text_hex(t, bytes[i] & 15);
	}
}
