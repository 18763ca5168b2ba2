/* holder -- finds the process that listens on a TCP port of this machine. */
#ifndef DAEMON_HOLDER_H
#define DAEMON_HOLDER_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Returns a process that listens on the port, on any address, and writes its
 * name, such as "minihttpd".  Returns 0 if none is visible; only root sees the
 * processes of other users.
 */
pid_t holder_find(unsigned port, char *name, size_t room);

#endif
