#include "base/address.h"

#include <string.h>

static void
put_ipv4(struct text *t, const unsigned char *b)
{
	for (int i = 0; i < 4; i++) {
		if (i > 0)
			text_char(t, '.');
		text_u64(t, b[i]);
	}
}

static unsigned
group(const unsigned char *b, int i)
{
	return (unsigned)b[2 * i] << 8 | b[2 * i + 1];
}

/* The longest run of two or more zero groups, the first of equals. */
static int
longest_zeros(const unsigned char *b, int *length)
{
	int best = -1;

	*length = 1; /* RFC 5952 4.2.2: never for one group alone */
	for (int i = 0; i < 8; i++) {
		int n = 0;

		while (i + n < 8 && group(b, i + n) == 0)
			n++;
		if (n > *length) {
			best = i;
			*length = n;
		}
		i += n;
	}
	return best;
}

static void
put_ipv6(struct text *t, const unsigned char *b)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	int run, at = longest_zeros(b, &run);

	if (memcmp(b, mapped, sizeof mapped) == 0) {
		put_ipv4(t, b + 12);
		return;
	}
	for (int i = 0; i < 8; i++) {
		if (i == at) {
			text_put(t, SPAN("::"));
			i += run - 1;
			continue;
		}
		if (i > 0 && i != at + run)
			text_char(t, ':');
		text_hex(t, group(b, i));
	}
}

void
address_put(struct text *t, const struct address *a)
{
	switch (a->family) {
	case ADDRESS_NONE:
		text_char(t, '-');
		break;
	case ADDRESS_IPV4:
		put_ipv4(t, a->byte);
		break;
	case ADDRESS_IPV6:
		put_ipv6(t, a->byte);
		break;
	case ADDRESS_UNIX:
		text_put(t, SPAN("unix"));
		break;
	}
}
