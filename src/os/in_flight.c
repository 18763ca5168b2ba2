#define _GNU_SOURCE
#include "os/in_flight.h"

#include "os/stop.h"

#include <errno.h>
#include <poll.h>

/* The first wait, and the longest one. */
#define FIRST_MS 1
#define LONGEST_MS 100

bool
in_flight_wait(int64_t err, int64_t *waited_ms)
{
	struct pollfd none = { .fd = -1 };
	int64_t ms = *waited_ms > FIRST_MS ? *waited_ms : FIRST_MS;

	if (err == -EINTR)
		return true;
	if (err != -ETOOMANYREFS || *waited_ms >= IN_FLIGHT_MOST_MS)
		return false;
	if (ms > LONGEST_MS)
		ms = LONGEST_MS;
	(void)stop_poll(&none, ms); /* a signal only shortens the pause */
	*waited_ms += ms;
	return true;
}
