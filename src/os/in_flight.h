/*
 * in_flight -- what a sender of descriptors does when the kernel takes no more.
 *
 * A descriptor is in flight from sendmsg(2) until it is received.  The kernel
 * counts those of one user, in all of that user's processes, and refuses more
 * than the sender's RLIMIT_NOFILE with ETOOMANYREFS (unix(7)).  The sandbox
 * keeps that limit small.  So on a busy machine a few visitors at one moment
 * meet it, although each of them sends only what it has to.  No event tells
 * when there is room again: the receiver has to have its turn.
 *
 *	int64_t waited = 0;
 *
 *	do
 *		err = send it;
 *	while (in_flight_wait(err, &waited));
 */
#ifndef OS_IN_FLIGHT_H
#define OS_IN_FLIGHT_H

#include <stdbool.h>
#include <stdint.h>

/* How long is waited for room, in milliseconds. */
#define IN_FLIGHT_MOST_MS 2000

/*
 * Returns true if err is -EINTR, or if it is -ETOOMANYREFS and time is left;
 * in that case it has waited a little, and longer each time.  *waited_ms is its
 * own, 0 before the first call.
 */
bool in_flight_wait(int64_t err, int64_t *waited_ms);

#endif
