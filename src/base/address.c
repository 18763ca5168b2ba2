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

/*
 * Finds the longest run of two or more zero groups, or the first of equally
 * long ones.
 */
static int
longest_zeros(const unsigned char *b, int *length)
{
	int best = -1;

	/* RFC 5952 4.2.2: a single zero group is never shortened */
	*length = 1;
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

/* ::ffff:0:0/96 (RFC 4291 2.5.5.2) */
static bool
is_mapped(const unsigned char *b)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	return memcmp(b, mapped, sizeof mapped) == 0;
}

static void
put_ipv6(struct text *t, const unsigned char *b)
{
	int run, at = longest_zeros(b, &run);

	if (is_mapped(b)) {
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
	case ADDRESS_TLS:
		text_put(t, SPAN("unix"));
		break;
	}
}

/*
 * Reads four decimals.  A leading zero is an error, since some programs would
 * read the number as octal.
 */
static bool
parse_ipv4(struct span s, unsigned char *b)
{
	struct span part;
	bool more;
	int n = 0;

	do {
		uint64_t v;

		more = span_cut(s, '.', &part, &s);
		if (n == 4 || part.n > 3 || !span_u64(part, &v) || v > 255 ||
		    (part.n > 1 && *part.p == '0'))
			return false;
		b[n++] = (unsigned char)v;
	} while (more);
	return n == 4;
}

/* Reads one to four hexadecimal digits. */
static bool
parse_group(struct span s, unsigned char *b)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	unsigned v = 0;

	if (s.n < 1 || s.n > 4)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		const char *d = memchr(digits, s.p[i], sizeof digits - 1);

		if (d == NULL)
			return false;
		v = v << 4 | (unsigned)(d - digits - (d - digits > 15 ? 6 : 0));
	}
	b[0] = (unsigned char)(v >> 8);
	b[1] = (unsigned char)v;
	return true;
}

/*
 * Reads groups between colons; the last two may be written as an IPv4 address.
 * Sets *n to the number of bytes; an empty text has none.
 */
static bool
parse_groups(struct span s, unsigned char b[16], size_t *n)
{
	struct span part;
	bool more = s.n > 0;

	*n = 0;
	while (more) {
		more = span_cut(s, ':', &part, &s);
		if (*n > 14)
			return false;
		if (!more && *n <= 12 && parse_ipv4(part, b + *n)) {
			*n += 4;
			return true;
		}
		if (!parse_group(part, b + *n))
			return false;
		*n += 2;
	}
	return true;
}

/* RFC 4291 2.2: reads eight groups, or fewer around one "::". */
static bool
parse_ipv6(struct span s, unsigned char b[16])
{
	unsigned char tail[16];
	size_t head_n, tail_n, gap = 0;

	while (gap + 1 < s.n && (s.p[gap] != ':' || s.p[gap + 1] != ':'))
		gap++;
	if (gap + 1 >= s.n)
		return parse_groups(s, b, &head_n) && head_n == 16;
	memset(b, 0, 16);
	/* an IPv4 address may stand only at the end */
	if (memchr(s.p, '.', gap) != NULL ||
	    !parse_groups((struct span){ s.p, gap }, b, &head_n) ||
	    !parse_groups(span_from(s, gap + 2), tail, &tail_n) ||
	    head_n + tail_n > 14)
		return false;
	memset(b + head_n, 0, 16 - head_n);
	memcpy(b + 16 - tail_n, tail, tail_n);
	return true;
}

bool
address_parse(struct span s, struct address *out)
{
	struct address a = { .family = ADDRESS_NONE };

	if (span_eq(s, SPAN("unix")))
		a.family = ADDRESS_UNIX;
	else if (s.n > 0 && memchr(s.p, ':', s.n) != NULL) {
		a.family = ADDRESS_IPV6;
		if (!parse_ipv6(s, a.byte))
			return false;
	} else if (!span_eq(s, SPAN("-"))) {
		a.family = ADDRESS_IPV4;
		if (!parse_ipv4(s, a.byte))
			return false;
	}
	*out = a;
	return true;
}

struct address
address_unmapped(const struct address *a)
{
	struct address v4 = { ADDRESS_IPV4, { 0 }, a->port };

	if (a->family != ADDRESS_IPV6 || !is_mapped(a->byte))
		return *a;
	memcpy(v4.byte, a->byte + 12, 4);
	return v4;
}
