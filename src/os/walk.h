/*
 * walk -- does what openat2(RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS) does,
 * where that call is missing.
 *
 * It serves kernels before 5.6, and sandboxes that filter out openat2.  Every
 * component is opened without following links.  The text of a link replaces its
 * name, and the walk starts again at the root, so that everything resolved
 * before is checked again.  If a rename interferes, the walk finds a component
 * that has changed, but never one outside the root.
 */
#ifndef OS_WALK_H
#define OS_WALK_H

#include <stdbool.h>

/*
 * Returns a descriptor, which the caller closes, or -errno as openat2 would set
 * it.
 */
int walk_open(int root, const char *path, int flags, bool symlinks);

#endif
