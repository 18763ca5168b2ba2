/*
 * passing -- sends a descriptor with some bytes over a Unix socket, and
 * receives one there (SCM_RIGHTS, unix(7)).
 */
#ifndef TLS_PASSING_H
#define TLS_PASSING_H

#include "base/span.h"

#include <sys/types.h>

/*
 * Sends the bytes, and with them a copy of the descriptor unless it is -1.
 * flags: MSG_DONTWAIT, or 0, with which it also waits until the kernel takes
 * more descriptors (os/in_flight).  Returns the number of bytes sent, or
 * -errno.
 */
ssize_t passing_send(int channel, struct span bytes, int fd, int flags);

/*
 * Receives a byte, and sets *fd to the descriptor that came with it, which the
 * caller closes, or to -1.  flags: MSG_DONTWAIT and MSG_PEEK, or 0.  Returns 1,
 * 0 at the end, or -errno.
 */
ssize_t passing_take(int channel, int *fd, int flags);

#endif
