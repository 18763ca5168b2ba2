/*
 * request_lines -- turns further options into fields of the request.
 *
 * -H @FILE, -A, -e, -b, -r, -z and --etag-compare become lines like those of
 * -H, so that the key of the cache and the rules for other origins cover them.
 */
#ifndef CLIENT_REQUEST_LINES_H
#define CLIENT_REQUEST_LINES_H

#include "client/options.h"

/*
 * Called once, before the first request; the lines are never freed.  Returns
 * EXIT_DONE, or an exit code after reporting an error.
 */
int request_lines_collect(struct options *);

#endif
