/*
 * announce -- composes what minihttpd reports when it serves, and after a
 * reload.
 */
#ifndef DAEMON_ANNOUNCE_H
#define DAEMON_ANNOUNCE_H

#include "daemon/settings.h"
#include "daemon/sockets.h"

/*
 * Puts "serving /srv/www on http://127.0.0.1:8080/": the full name of the
 * directory or file, and the URLs or the names that systemd gave the sockets.
 */
void announce_serving(
    struct text *, const struct settings *, const struct sockets *);

/*
 * Writes a QR code of the best address for other machines to fd, with colours
 * if fd is a terminal.  Writes nothing if there is no address of TCP.
 */
void announce_code(const struct settings *, const struct sockets *, int fd);

/*
 * Puts "configuration reloaded: Charset, Listen": the directives that differ,
 * or says that none does.
 */
void announce_changes(
    struct text *, const struct conf *old, const struct conf *new);

#endif
