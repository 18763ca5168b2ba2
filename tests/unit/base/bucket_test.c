/* The token bucket: rates, bursts, jumps of the clock, and large numbers. */
#define _GNU_SOURCE
#include "base/bucket.h"

#include "unit/test.h"

#define S BUCKET_SECOND

static const struct bucket ten = { 10, S, 20 };
static const struct bucket third = { 3, S, 3 };
static const struct bucket minute = { 7, BUCKET_MINUTE, 1 };
static const struct bucket bytes = { 100000000, S, 10000000 };
static const struct bucket large = { 1000000, BUCKET_MINUTE, 1000000000000 };

static const struct {
	const char *why;
	const struct bucket *b;
	int64_t full_ns, now_ns;
	uint64_t tokens;
	uint64_t level;
	int64_t wait_ns;
} cases[] = {
	{ "one that was never seen is full", &ten, 0, S, 1, 20, 0 },
	{ "the time of its state itself", &ten, S, S, 20, 20, 0 },
	{ "one token is gone", &ten, S + S / 10, S, 19, 19, 0 },
	{ "and the twentieth comes in a tenth", &ten, S + S / 10, S, 20, 19,
	    S / 10 },
	{ "it is empty", &ten, 3 * S, S, 1, 0, S / 10 },
	{ "a nanosecond before the first", &ten, 3 * S, S + S / 10 - 1, 1, 0,
	    1 },
	{ "the first", &ten, 3 * S, S + S / 10, 1, 1, 0 },
	{ "more than the burst is never there", &ten, 3 * S, S, 50, 0, 2 * S },
	{ "nor ever in a full one", &ten, 0, S, 50, 20, 0 },
	{ "a rate that divides no second: the last", &third,
	    10 * S + 2 * (S / 3), 10 * S, 1, 1, 0 },
	{ "a burst of one in minutes is full", &minute, 0, S, 1, 1, 0 },
	{ "and empty", &minute, S + 60 * S / 7, S, 1, 0, 60 * S / 7 },
	{ "a clock that went back a year: the burst", &ten,
	    31536000 * S + 3 * S, S, 1, 0, S / 10 },
	{ "below zero", &ten, 3 * S, -3600 * S, 1, 0, S / 10 },
	{ "from the last moment to the first", &ten, INT64_MAX, INT64_MIN, 1, 0,
	    S / 10 },
	{ "a clock that went on a century", &ten, 3 * S, INT64_MAX, 20, 20, 0 },
	{ "a state before all time", &ten, INT64_MIN, 0, 20, 20, 0 },
	{ "many bytes", &bytes, 0, S, 10000000, 10000000, 0 },
	{ "half of them", &bytes, S + S / 20, S, 10000000, 5000000, S / 20 },
	{ "a wait of centuries is cut, and nothing overflows", &large,
	    INT64_MAX, 0, 1, 0, 60000 },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint64_t level =
		    bucket_level(cases[i].b, cases[i].full_ns, cases[i].now_ns);
		int64_t wait_ns = bucket_wait(cases[i].b, cases[i].full_ns,
		    cases[i].now_ns, cases[i].tokens);

		OK(level == cases[i].level && wait_ns == cases[i].wait_ns,
		    "%s (%llu, %lld)", cases[i].why, (unsigned long long)level,
		    (long long)wait_ns);
	}
}

/* Takes every token that it can get, asking once in each step of the clock. */
static uint64_t
taken(const struct bucket *b, int64_t step_ns, int64_t end_ns)
{
	int64_t full_ns = 0;
	uint64_t n = 0;

	for (int64_t now = 0; now < end_ns; now += step_ns)
		while (bucket_wait(b, full_ns, now, 1) == 0) {
			full_ns = bucket_take(b, full_ns, now, 1);
			n++;
		}
	return n;
}

static void
test_rates(void)
{
	OK(taken(&ten, S / 1000, 100 * S) == 20 + 10 * 100 - 1,
	    "ten a second over 100 s, after the burst");
	OK(taken(&third, S / 1000, 100 * S) == 3 + 3 * 100 - 1,
	    "three a second likewise");
	OK(taken(&minute, S / 10, 600 * S) == 1 + 7 * 10 - 1,
	    "seven a minute over ten");
}

static void
test_back(void)
{
	int64_t full_ns = bucket_take(&ten, 0, S, 20);

	OK(full_ns == 3 * S, "all were taken");
	full_ns = bucket_put_back(&ten, full_ns, S, 5);
	OK(bucket_level(&ten, full_ns, S) == 5, "five come back");
	full_ns = bucket_put_back(&ten, full_ns, S, 5000);
	OK(bucket_level(&ten, full_ns, S) == 20, "never more than the burst");
	OK(bucket_put_back(&ten, INT64_MIN, S, UINT64_MAX) == S,
	    "into a full one nothing");
	OK(bucket_take(&ten, INT64_MAX, INT64_MAX, 1) == INT64_MAX,
	    "there is no time after the last");
	OK(bucket_time(&bytes, UINT64_MAX) <= BUCKET_FOREVER &&
		bucket_time(&minute, UINT64_MAX) == BUCKET_FOREVER,
	    "the longest time");
}

static void
test_none(void)
{
	static const struct bucket none = { 0, S, 1 };

	OK(bucket_wait(&none, INT64_MAX, 0, UINT64_MAX) == 0 &&
		bucket_level(&none, 0, 0) == 1 && bucket_time(&none, 9) == 0,
	    "without a rate nobody waits");
}

int
main(void)
{
	test_cases();
	test_rates();
	test_back();
	test_none();
	return DONE();
}
