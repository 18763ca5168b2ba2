/* The penalty of a mask: ISO/IEC 18004 7.8.3.1. */
#include "base/qr_parts.h"

#define RUN 3u   /* N1: five or more of one colour in a row */
#define BLOCK 3u /* N2: 2 by 2 of one colour */
/* N3: a pattern like a finder, with four light modules beside it */
#define FINDER 40u
/* N4: each 5 % by which the dark part differs from a half */
#define BALANCE 10u

/*
 * Returns the modules of a line as bits, the first lowest, with 8 light modules
 * on each side.
 */
static unsigned
of_line(uint64_t line, unsigned side)
{
	unsigned penalty = 0, run = 0;

	for (unsigned i = 0; i < side; i++) {
		run = i > 0 && (line >> i & 1) == (line >> (i - 1) & 1)
			  ? run + 1
			  : 1;
		penalty += run == 5 ? RUN : run > 5 ? 1 : 0;
	}
	for (unsigned i = 0; i + 7 <= side; i++) {
		bool before = i < 4 ? (line & ((UINT64_C(1) << i) - 1)) == 0
				    : (line >> (i - 4) & 0xf) == 0;

		if ((line >> i & 0x7f) == 0x5d &&
		    (before || (line >> (i + 7) & 0xf) == 0))
			penalty += FINDER;
	}
	return penalty;
}

static uint64_t
column(const struct qr *q, unsigned x)
{
	uint64_t line = 0;

	for (unsigned y = 0; y < q->side; y++)
		line |= (q->dark[y] >> x & 1) << y;
	return line;
}

static unsigned
of_blocks(const struct qr *q)
{
	unsigned n = 0;

	for (unsigned y = 0; y + 1 < q->side; y++)
		for (unsigned x = 0; x + 1 < q->side; x++) {
			unsigned four = (unsigned)(q->dark[y] >> x & 3) << 2 |
					(unsigned)(q->dark[y + 1] >> x & 3);

			n += four == 0 || four == 15;
		}
	return BLOCK * n;
}

static unsigned
of_balance(const struct qr *q)
{
	unsigned dark = 0, all = q->side * q->side, off;

	for (unsigned y = 0; y < q->side; y++)
		for (unsigned x = 0; x < q->side; x++)
			dark += qr_dark(q, x, y);
	off = 2 * dark > all ? 2 * dark - all : all - 2 * dark;
	return BALANCE * (off * 10 / all);
}

unsigned
qr_penalty(const struct qr *q)
{
	unsigned penalty = of_blocks(q) + of_balance(q);

	for (unsigned i = 0; i < q->side; i++)
		penalty += of_line(q->dark[i], q->side) +
			   of_line(column(q, i), q->side);
	return penalty;
}
