#include "base/natural.h"

#include <string.h>

static bool
is_digit(struct span s)
{
	return s.n > 0 && *s.p >= '0' && *s.p <= '9';
}

/* Cuts the digits off the front, and returns them without leading zeros. */
static struct span
cut_number(struct span *s)
{
	struct span number;

	while (s->n > 1 && *s->p == '0' && is_digit(span_from(*s, 1)))
		*s = span_from(*s, 1);
	number = (struct span){ s->p, 0 };
	while (is_digit(*s)) {
		number.n++;
		*s = span_from(*s, 1);
	}
	return number;
}

/* Compares the numbers or the bytes at the front of both, and cuts them off. */
static int
compare_front(struct span *a, struct span *b)
{
	int c;

	if (is_digit(*a) && is_digit(*b)) {
		struct span m = cut_number(a), n = cut_number(b);

		return m.n != n.n ? (m.n < n.n ? -1 : 1)
				  : memcmp(m.p, n.p, n.n);
	}
	c = span_lower(*a->p) - span_lower(*b->p);
	*a = span_from(*a, 1);
	*b = span_from(*b, 1);
	return c;
}

int
natural_compare(struct span a, struct span b)
{
	struct span x = a, y = b;
	int c = 0;

	while (c == 0 && x.n > 0 && y.n > 0)
		c = compare_front(&x, &y);
	if (c == 0)
		c = (x.n > 0) - (y.n > 0);
	if (c == 0)
		c = (a.n > b.n) - (a.n < b.n);
	return c != 0 || a.n == 0 ? c : memcmp(a.p, b.p, a.n);
}
