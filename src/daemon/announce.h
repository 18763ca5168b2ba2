/*
 * announce -- what minihttpd says when it serves, and after a reload.
 */
#ifndef DAEMON_ANNOUNCE_H
#define DAEMON_ANNOUNCE_H

#include "daemon/settings.h"
#include "daemon/sockets.h"

/*
 * "serving /srv/www on http://127.0.0.1:8080/": the directory or file, in
 * full, and the URLs or systemd's names of the sockets.
 */
void announce_serving(
    struct text *, const struct settings *, const struct sockets *);

/*
 * "configuration read anew: Charset, Listen": the directives that differ; or
 * that none does.
 */
void announce_changes(
    struct text *, const struct conf *old, const struct conf *new);

#endif
