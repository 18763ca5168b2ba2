/* holder -- finds the process that listens on a TCP port of this machine. */
#ifndef DAEMON_HOLDER_H
#define DAEMON_HOLDER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes "minihttpd (pid 123)" for a process that listens on the port, on any
 * address.  Returns false if none is visible; only root sees the processes of
 * other users.
 */
bool holder_find(unsigned port, char *buf, size_t room);

#endif
