/*
 * check -- `minihttp -t`: opens everything that serving would open, as the same
 * user.
 *
 * If it is started by root, logs, counters and password files are opened as
 * root, and everything else as User, in the same order as at a start.  Nothing
 * is created or changed.  Certificates are read by minihttp-tls (check_tls).
 *
 *	code = check_run(&conf, &log);
 */
#ifndef SERVER_CHECK_H
#define SERVER_CHECK_H

#include "config/conf.h"
#include "os/log.h"

/*
 * Returns EX_OK, or EX_CONFIG if something would fail.  The log gets an error
 * for each failure and a warning for each suspicious directive.  If the process
 * was root, it is User afterwards.
 */
int check_run(const struct conf *, const struct log *);

#endif
