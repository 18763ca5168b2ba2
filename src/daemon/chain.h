/*
 * chain -- watches a path with inotify(7): each directory in which one of its
 * names, or a name of a symbolic link on it, is looked up.
 */
#ifndef DAEMON_CHAIN_H
#define DAEMON_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Watches the path as far as it exists, and adds the names that it passes
 * through to the *n bytes of names.  Returns false if a part of it cannot be
 * watched.
 */
bool chain_watch(
    int inotify, const char *path, char *names, size_t room, size_t *n);

/* Returns true if the name is among them. */
bool chain_has(const char *names, size_t n, const char *name);

#endif
