/*
 * check_tls -- `minihttp -t` for HTTPS: are the certificates of minihttpd good?
 *
 * Only minihttp-tls can read them, so that its -t is executed.
 */
#ifndef SERVER_CHECK_TLS_H
#define SERVER_CHECK_TLS_H

#include "config/conf.h"
#include "os/log.h"

/*
 * Returns true if there is nothing to serve by TLS, or all of it can be served;
 * otherwise an error has been logged.  It reads what the current user may read.
 */
bool check_tls(const struct conf *, const struct log *);

#endif
