#define _GNU_SOURCE
#include "base/pace.h"

#include "unit/test.h"

#define CENTURY_S ((uint64_t)100 * 365 * 86400)
#define CENTURY_MS ((int64_t)CENTURY_S * 1000)

static const struct {
	const char *why;
	struct pace pace;
	uint64_t done;
	int64_t want;
} cases[] = {
	{ "nothing done: the grace", { 1000, 500, 100 }, 0, 1500 },
	{ "no minimum: the grace alone", { 1000, 500, 0 }, 0, 1500 },
	{ "no minimum, whatever was done", { 1000, 500, 0 }, UINT64_MAX, 1500 },
	{ "no grace", { 1000, 0, 100 }, 0, 1000 },
	{ "a second's worth earns a second", { 0, 0, 100 }, 100, 1000 },
	{ "one byte less earns less", { 0, 0, 100 }, 99, 990 },
	{ "rounded down", { 0, 0, 3 }, 1, 333 },
	{ "rounded down, not summed up", { 0, 0, 3 }, 2, 666 },
	{ "less than a millisecond is none", { 0, 0, 1001 }, 1, 0 },
	{ "exactly a millisecond", { 0, 0, 1000 }, 1, 1 },
	{ "seconds and the rest of one", { 10, 20, 100 }, 250, 2530 },
	{ "one byte a second", { 0, 0, 1 }, 7, 7000 },
	{ "a clock before zero", { -5000, 500, 100 }, 100, -3500 },
	{ "4 GiB at 1 MiB/s", { 0, 0, 1 << 20 }, (uint64_t)1 << 32, 4096000 },
	{ "a century, to the byte", { 0, 0, 1 }, CENTURY_S, CENTURY_MS },
	{ "never more than a century", { 0, 0, 1 }, CENTURY_S + 1, CENTURY_MS },
	{ "2^64-1 bytes do not overflow", { 0, 0, 1 }, UINT64_MAX, CENTURY_MS },
	{ "start and grace come on top", { 7, 5, 1 }, UINT64_MAX,
	    CENTURY_MS + 12 },
	{ "a high rate", { 0, 0, (uint64_t)1 << 40 }, (uint64_t)1 << 41, 2000 },
};

/* More work is never an earlier deadline, and a quicker pace never a later. */
static void
test_monotonous(void)
{
	static const uint64_t rates[] = { 1, 2, 3, 7, 999, 1000, 1001, 65536 };

	for (size_t i = 0; i < COUNT(rates); i++) {
		struct pace p = { 100, 50, rates[i] };
		struct pace quick = { 100, 50, rates[i] + 1 };
		int64_t before = pace_deadline(&p, 0);
		bool good = before == 150;

		for (uint64_t done = 1; done < 5000; done++) {
			int64_t now = pace_deadline(&p, done);

			good = good && now >= before &&
			       pace_deadline(&quick, done) <= now;
			before = now;
		}
		OK(good, "at %d bytes a second it never moves back",
		    (int)rates[i]);
	}
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t got = pace_deadline(&cases[i].pace, cases[i].done);

		OK(got == cases[i].want, "%s: %lld", cases[i].why,
		    (long long)got);
	}
	test_monotonous();
	return DONE();
}
