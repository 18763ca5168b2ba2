/*
 * chain -- watches a path with inotify(7).  It watches each directory in which
 * the kernel looks up a name of the path, or a name of a symbolic link on the
 * path.
 */
#ifndef DAEMON_CHAIN_H
#define DAEMON_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Watches the path as far as it exists.  Appends the names on the way, each
 * with a NUL, to `names`, which holds *n bytes already, and adds to *n.
 * Returns false if a part of the path cannot be watched, or if the room ends.
 */
bool chain_watch(
    int inotify, const char *path, char *names, size_t room, size_t *n);

/* Returns true if the name is among those that chain_watch has appended. */
bool chain_has(const char *names, size_t n, const char *name);

#endif
