#define _GNU_SOURCE
#include "os/clock.h"

#include <stdbool.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define TRIES 3

/* this process serves a kept connection, and reads the clock often */
static bool often;

void
clock_often(void)
{
	often = true;
}

void
clock_locate(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
}

static int64_t
read_clock(clockid_t id)
{
	struct timespec t = { 0, 0 };

	/* this is a system call as well where the vDSO cannot answer */
	if (often && clock_gettime(id, &t) == 0)
		return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
	/*
	 * The call cannot fail for these clocks.  If it did, a time of 0 would
	 * make a wait last hours.
	 */
	for (int i = 0; i < TRIES && syscall(SYS_clock_gettime, id, &t) < 0;
	     i++)
		;
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t
clock_wall_ns(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t
clock_mono_ns(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t
clock_mono_ms(void)
{
	return clock_mono_ns() / 1000000;
}
