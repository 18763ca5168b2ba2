/*
 * walk -- openat2(RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS) by hand.
 *
 * For kernels before 5.6 and for sandboxes that filter openat2 away.  Every
 * component is opened without following links; a link is read, its text put
 * in place of its name, and the walk begins again at the root, so that what
 * was resolved before is checked again.  What races with a rename finds a
 * component that is not what it was, and never one outside.
 */
#ifndef OS_WALK_H
#define OS_WALK_H

#include <stdbool.h>

/* A descriptor, or -errno as openat2 would set it. */
int walk_open(int root, const char *path, int flags, bool symlinks);

#endif
