/*
 * start -- examines the surroundings of minihttpd at its start: who has started
 * it, and where its handler is.
 */
#ifndef DAEMON_START_H
#define DAEMON_START_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Returns true if a service manager, and not a shell, has started this process.
 */
bool start_is_managed(void);

/*
 * Finds the path of the minihttp that is named, or of the one in the directory
 * of minihttpd.  Returns 0, or -errno if it cannot be executed.
 */
int start_find_handler(const char *named, char *buf, size_t room);

/*
 * Closes all descriptors that the starter left open, except systemd's sockets.
 */
void start_close_others(void);

#endif
