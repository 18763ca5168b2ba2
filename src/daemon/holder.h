/* holder -- finds the process that listens on a TCP port of this machine. */
#ifndef DAEMON_HOLDER_H
#define DAEMON_HOLDER_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Returns the id of a process that listens on the port, on any address, and
 * writes its name, such as "minihttpd", to name.  Returns 0 if there is none
 * that we can see; only root sees the processes of other users.
 */
pid_t holder_find(unsigned port, char *name, size_t room);

#endif
