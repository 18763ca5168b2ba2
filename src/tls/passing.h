/*
 * passing -- sends a descriptor with some bytes over a Unix socket, and
 * receives one there (SCM_RIGHTS, unix(7)).
 */
#ifndef TLS_PASSING_H
#define TLS_PASSING_H

#include "base/span.h"

#include <stdbool.h>
#include <sys/types.h>

/*
 * Sends the bytes, and with them a copy of the descriptor unless it is -1.
 * flags: MSG_DONTWAIT, or 0, with which it also waits until the kernel takes
 * more descriptors (os/in_flight).  Returns the number of bytes sent, or
 * -errno.
 */
ssize_t passing_send(int channel, struct span bytes, int fd, int flags);

/* The most descriptors that are sent at once. */
#define PASSING_MOST 3

/*
 * Sends the bytes with copies of n descriptors, and does not wait.  Returns the
 * number of bytes sent, or -errno.
 */
ssize_t passing_send_all(
    int channel, struct span bytes, const int *fds, size_t n);

/*
 * Waits for a message of that size with n descriptors, which the caller closes.
 * Returns true if it has come; false at the end, or if it is another message.
 */
bool passing_take_all(
    int channel, void *bytes, size_t size, int *fds, size_t n);

/*
 * Receives a byte, and sets *fd to the descriptor that came with it, which the
 * caller closes, or to -1.  flags: MSG_DONTWAIT and MSG_PEEK, or 0.  Returns 1,
 * 0 at the end, or -errno.
 */
ssize_t passing_take(int channel, int *fd, int flags);

#endif
