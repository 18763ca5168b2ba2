/*
 * Input that somebody may lose interest in: the wait for it is divided into
 * slices, which together are as long as one wait.
 */
#define _GNU_SOURCE
#include "base/limits.h"

#include "unit/server/fake_wire.h"
#include "unit/test.h"

static struct fake_wire fake;
static int64_t unwanted_ms; /* from this time on */
static unsigned asked;

static bool
unwanted(void *arg)
{
	asked++;
	return ((struct fake_wire *)arg)->now_ms >= unwanted_ms;
}

/* Reads from a peer that sends nothing; the time-out is 10 s. */
static ssize_t
read_silence(bool shared)
{
	const struct pace pace = { -1, 10000, 0 };
	int64_t deadline = WIRE_NO_DEADLINE;
	char byte;

	fake_init(&fake, SPAN(""), &pace);
	fake.stalls = true;
	asked = 0;
	if (shared) {
		fake.wire.unwanted = unwanted;
		fake.wire.unwanted_arg = &fake;
	}
	return wire_read(&fake.wire, &byte, 1, &deadline, 10000);
}

static void
test_time_out(void)
{
	OK(read_silence(false) == -ETIMEDOUT && asked == 0 &&
		fake.now_ms == FAKE_START_MS + 10000,
	    "one wait, to the deadline");
	unwanted_ms = INT64_MAX;
	OK(read_silence(true) == -ETIMEDOUT &&
		fake.now_ms == FAKE_START_MS + 10000 &&
		asked == 10000 / LIMIT_PART_LOOK_MS - 1,
	    "slices end at the same deadline (%u)", asked);
}

static void
test_unwanted(void)
{
	unwanted_ms = FAKE_START_MS + 3000;
	OK(read_silence(true) == -EBUSY && fake.now_ms == unwanted_ms,
	    "the wait ends when the input is not wanted any more");
	unwanted_ms = 0;
	OK(read_silence(true) == -EBUSY &&
		fake.now_ms == FAKE_START_MS + LIMIT_PART_LOOK_MS,
	    "bytes on their way have a slice to arrive, wanted or not");
}

static void
test_input_that_is_there(void)
{
	const struct pace pace = { -1, 10000, 0 };
	int64_t deadline = WIRE_NO_DEADLINE;
	char bytes[4];

	fake_init(&fake, SPAN("abc"), &pace);
	fake.wire.unwanted = unwanted;
	fake.wire.unwanted_arg = &fake;
	unwanted_ms = 0;
	OK(wire_read(&fake.wire, bytes, sizeof bytes, &deadline, 10000) == 3,
	    "what has arrived already is read all the same");
}

int
main(void)
{
	test_time_out();
	test_unwanted();
	test_input_that_is_there();
	return DONE();
}
