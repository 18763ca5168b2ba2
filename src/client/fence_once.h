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

#define FENCE_FILES 4

/*
 * The first call counts.  store may be NULL; `file` are the n files that are
 * to be written, each NULL or a path: its directory is where it may be made.
 */
void fence_once(const struct store *, const char *const *file, size_t n);

#endif
