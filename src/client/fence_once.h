/*
 * fence_once -- what the client can still do while it talks to a stranger.
 *
 * Before libcurl is loaded, and with it some thirty libraries that read what
 * a server sends, it gives up starting programs, gaining privilege, and
 * writing to any file but those beneath its cache and in the directory of
 * the output.  It reads what it likes: resolvers, certificates and proxies
 * need that.  Best effort: os/fence.
 *
 * A hit in the cache does not come here, and pays nothing.
 */
#ifndef CLIENT_FENCE_ONCE_H
#define CLIENT_FENCE_ONCE_H

#include "shelf/store.h"

/*
 * Before fence_once: a file that is to be written, NULL for none.  It may be
 * made in its directory.
 */
void fence_allow(const char *path);

/*
 * Enters the fence at the first call; later calls do nothing.  store may be
 * NULL.
 */
void fence_once(const struct store *);

#endif
