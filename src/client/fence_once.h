/*
 * fence_once -- gives up rights of the client before it talks to a stranger.
 *
 * libcurl brings some thirty libraries that read what a server sends.  Before
 * they are loaded, the client gives up the rights to start programs, to gain
 * privileges, and to write to files other than those beneath its cache and in
 * the directory of the output.  It keeps the right to read, which resolvers,
 * certificates and proxies need.  This is best effort: see os/fence.
 *
 * A hit in the cache does not enter the fence, and pays nothing for it.
 */
#ifndef CLIENT_FENCE_ONCE_H
#define CLIENT_FENCE_ONCE_H

#include "shelf/store.h"

/*
 * Names a file that the client has to write, and may create in its directory;
 * NULL names none.  Call it before fence_once.
 */
void fence_allow(const char *path);

/*
 * Enters the fence at the first call; later calls do nothing.  store may be
 * NULL.
 */
void fence_once(const struct store *);

#endif
