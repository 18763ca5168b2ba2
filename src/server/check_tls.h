/*
 * check_tls -- `minihttp -t` for HTTPS: checks the certificates of minihttpd.
 *
 * Only minihttp-tls can read certificates, so check_tls executes its -t.
 */
#ifndef SERVER_CHECK_TLS_H
#define SERVER_CHECK_TLS_H

#include "config/conf.h"
#include "os/log.h"

/*
 * Returns true if there is nothing to serve by TLS, or if all of it can be
 * served; otherwise it has logged an error.  It reads the files with the rights
 * of the current user.
 */
bool check_tls(const struct conf *, const struct log *);

#endif
