/*
 * in_flight -- waits when the kernel takes no more descriptors from a sender.
 *
 * A descriptor is in flight from sendmsg(2) until it is received.  The kernel
 * counts the descriptors in flight of one user, over all processes of that
 * user, and refuses more than the sender's RLIMIT_NOFILE with ETOOMANYREFS
 * (unix(7)).  The sandbox keeps that limit small.  So on a busy machine the
 * processes of a few visitors reach it together, although each of them sends
 * only what it has to.  No event tells when there is room again: the receiver
 * has to run first.
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

/* The longest wait for room, in milliseconds. */
#define IN_FLIGHT_MOST_MS 2000

/*
 * Returns true if the caller is to send again: err is -EINTR, or err is
 * -ETOOMANYREFS and time is left.  After -ETOOMANYREFS it has waited a little,
 * and longer each time.  *waited_ms belongs to this function, and is 0 before
 * the first call.
 */
bool in_flight_wait(int64_t err, int64_t *waited_ms);

#endif
