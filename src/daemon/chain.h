/*
 * chain -- inotify(7) on the way of a path: in each directory in which one of
 * its names, or one of a symbolic link on it, is looked up.
 */
#ifndef DAEMON_CHAIN_H
#define DAEMON_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Watches as far as the way is there, and adds the names that it goes through
 * to those of *n bytes.  False if a part of it cannot be watched.
 */
bool chain_watch(
    int inotify, const char *path, char *names, size_t room, size_t *n);

/* Whether the name is among them. */
bool chain_has(const char *names, size_t n, const char *name);

#endif
