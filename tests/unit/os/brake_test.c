/*
 * The brake: how often it asks for tokens when other processes take them first,
 * and which deadlines run while it holds a request.
 */
#define _GNU_SOURCE
#include "os/brake.h"

#include "os/clock.h"
#include "unit/test.h"

#include <errno.h>

static unsigned asked;

/* Promises a token at once, which another process then always takes first. */
static uint64_t
lose(uint64_t least, uint64_t most, int64_t *wait_ns, void *arg)
{
	(void)least;
	(void)most;
	(void)arg;
	asked++;
	*wait_ns = 1000;
	return 0;
}

static ssize_t
write_all(struct wire *w, const void *buf, size_t n, bool more)
{
	(void)w;
	(void)buf;
	(void)more;
	return (ssize_t)n;
}

static int
wait_not(struct wire *w, bool to_write, int64_t deadline_ms)
{
	(void)w;
	(void)to_write;
	(void)deadline_ms;
	return 1;
}

static const struct wire_ops ops = { .write = write_all, .wait = wait_not };

#define HELD_MS 100

static bool
is_held(int64_t ms)
{
	return ms >= HELD_MS - 1 && ms < 20 * HELD_MS;
}

static void
test_deadlines(void)
{
	struct wire wire = { .ops = &ops };
	struct brake brake;
	int64_t now_ms = clock_mono_ms();

	brake_put(&brake, &wire);
	wire.pace.start_ms = wire.moved_ms = now_ms;
	brake.send.rate = (struct bucket){ 10, BUCKET_SECOND, 1 };
	brake.send.next_ns = clock_mono_ns() + HELD_MS * INT64_C(1000000);
	OK(wire.ops->wait(&wire, true, 0) == 1 &&
		is_held(wire.pace.start_ms - now_ms) &&
		is_held(wire.moved_ms - now_ms) && wire.slept_ms == 0,
	    "no deadline of sending runs while the brake holds");
	brake.receive.rate = brake.send.rate;
	brake.receive.next_ns = clock_mono_ns() + HELD_MS * INT64_C(1000000);
	now_ms = wire.moved_ms;
	OK(wire.ops->wait(&wire, false, 0) == 1 && is_held(wire.slept_ms) &&
		wire.moved_ms == now_ms,
	    "nor one of receiving");
	wire.pace.start_ms = -1;
	brake.send.next_ns = clock_mono_ns() + HELD_MS * INT64_C(1000000);
	OK(wire.ops->wait(&wire, true, 0) == 1 && wire.pace.start_ms == -1,
	    "one that has not begun stays so");
}

int
main(void)
{
	struct wire wire = { .ops = &ops, .pace.start_ms = -1 };
	struct brake brake;
	int64_t began = clock_mono_ms(), took;
	unsigned sent = 0;

	brake_put(&brake, &wire);
	brake.take = lose;
	brake.shared = 200000;
	while (clock_mono_ms() - began < 500) {
		sent += wire.ops->write(&wire, "x", 1, false) != -EAGAIN;
		(void)wire.ops->wait(&wire, true, 0);
	}
	took = clock_mono_ms() - began;
	OK(sent == 0, "nothing goes without tokens");
	OK(asked >= 2 && asked <= (uint64_t)took / 50 + 1,
	    "one that loses asks at most 20 times a second: %u in %d ms", asked,
	    (int)took);
	test_deadlines();
	return DONE();
}
