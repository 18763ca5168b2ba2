#define _GNU_SOURCE
#include "shelf/writebehind.h"

#include "unit/test.h"

#include <errno.h>

struct sink {
	size_t n;
	unsigned calls, wrong, short_ones;
	pthread_t first, last;
	int fail_at; /* the number of the call, from 1; 0: none */
};

static unsigned char
byte_at(size_t i)
{
	return (unsigned char)(i * 31 + i / 251);
}

static int
check(void *arg, struct span s)
{
	struct sink *k = arg;

	k->last = pthread_self();
	if (++k->calls == 1)
		k->first = k->last;
	if ((int)k->calls == k->fail_at)
		return -ENOSPC;
	k->short_ones += s.n < LIMIT_CHUNK;
	for (size_t i = 0; i < s.n; i++)
		k->wrong += (unsigned char)s.p[i] != byte_at(k->n + i);
	k->n += s.n;
	return 0;
}

/*
 * Writes `total` bytes, `step` at a time.  Returns the first error of
 * writebehind_put or writebehind_end.
 */
static int
feed(struct writebehind *b, size_t total, size_t step)
{
	static char buf[3 * LIMIT_CHUNK];
	int err = 0;

	for (size_t at = 0; at < total && err == 0; at += step) {
		size_t n = total - at < step ? total - at : step;

		for (size_t i = 0; i < n; i++)
			buf[i] = (char)byte_at(at + i);
		err = writebehind_put(b, (struct span){ buf, n });
	}
	return err;
}

static struct writebehind b;

static void
test_order(void)
{
	static const struct {
		size_t total, step;
	} cases[] = {
		{ 0, 1 },
		{ 1, 1 },
		{ LIMIT_CHUNK - 1, 4096 },
		{ LIMIT_CHUNK, 4096 },
		{ LIMIT_CHUNK + 1, 4096 },
		{ 2 * LIMIT_CHUNK, LIMIT_CHUNK },
		{ 9 * LIMIT_CHUNK + 77, 16384 },
		{ 20 * LIMIT_CHUNK, 3 * LIMIT_CHUNK },
		{ 5 * LIMIT_CHUNK + 5, 10007 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sink k = { 0 };
		int err;

		writebehind_init(&b, check, &k);
		err = feed(&b, cases[i].total, cases[i].step);
		OK(err == 0 && writebehind_end(&b) == 0 &&
			k.n == cases[i].total && k.wrong == 0 &&
			k.short_ones <= 1,
		    "%zu bytes, %zu at a time: in order, in whole pieces",
		    cases[i].total, cases[i].step);
	}
}

static void
test_thread(void)
{
	struct sink k = { 0 };

	writebehind_init(&b, check, &k);
	(void)feed(&b, LIMIT_CHUNK + 1, 4096);
	OK(k.calls == 1 && pthread_equal(k.first, pthread_self()),
	    "the first piece is written at once");
	(void)feed(&b, 2 * LIMIT_CHUNK, 4096);
	(void)writebehind_end(&b);
	OK(!pthread_equal(k.last, pthread_self()), "a thread writes others");
	k = (struct sink){ 0 };
	OK(feed(&b, 3 * LIMIT_CHUNK, 4096) == 0 && writebehind_end(&b) == 0 &&
		k.n == 3 * LIMIT_CHUNK && k.wrong == 0,
	    "behind the end it can begin again");
}

static void
test_failure(void)
{
	for (int at = 1; at <= 4; at += 3) {
		struct sink k = { .fail_at = at };
		int put, end;

		writebehind_init(&b, check, &k);
		put = feed(&b, 40 * LIMIT_CHUNK, LIMIT_CHUNK);
		end = writebehind_end(&b);
		OK(put == -ENOSPC && end == -ENOSPC && (int)k.calls == at,
		    "what fails at piece %d is told, and it is the last", at);
	}
}

int
main(void)
{
	static struct writebehind none;

	OK(writebehind_end(&none) == 0, "all zero: there is nothing to end");
	test_order();
	test_thread();
	test_failure();
	return DONE();
}
