/* The brake: how often it asks for tokens that others take first. */
#define _GNU_SOURCE
#include "os/brake.h"

#include "os/clock.h"
#include "unit/test.h"

#include <errno.h>

static unsigned asked;

/* There will be some in no time, and then others are there first. */
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

int
main(void)
{
	static const struct wire_ops ops = { .write = write_all,
		.wait = wait_not };
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
	return DONE();
}
