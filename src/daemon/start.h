/*
 * start -- what minihttpd finds when it starts: its starter, its handler.
 */
#ifndef DAEMON_START_H
#define DAEMON_START_H

#include <stdbool.h>
#include <stddef.h>

/* A service manager has started this process, and no shell. */
bool start_is_managed(void);

/*
 * The minihttp that is named, or else the one that was installed beside us:
 * its path.  0, or -errno if it cannot be run.
 */
int start_find_handler(const char *named, char *buf, size_t room);

/* Closes what the starter forgot to close: all but systemd's sockets. */
void start_close_others(void);

#endif
