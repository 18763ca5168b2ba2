/*
 * holder -- who has a TCP port of this machine.
 */
#ifndef DAEMON_HOLDER_H
#define DAEMON_HOLDER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * "minihttpd (pid 123)": a process that listens on the port, on whichever
 * address.  False if there is none that we may see: others' are root's.
 */
bool holder_find(unsigned port, char *buf, size_t room);

#endif
