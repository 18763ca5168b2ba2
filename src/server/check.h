/*
 * check -- `minihttp -t`: opens what serving would open, as the user that
 * would.
 *
 * Started by root, logs, counters and password files are opened as root, and
 * the rest as User, in the order of a start.  Nothing is made or changed.
 *
 *	code = check_run(&conf, &log);
 */
#ifndef SERVER_CHECK_H
#define SERVER_CHECK_H

#include "config/conf.h"
#include "os/log.h"

/*
 * EX_CONFIG if something would fail, and EX_OK; the log has a line for each
 * that would, and a warning for each that looks wrong.  The process goes on
 * as User, if it was root.
 */
int check_run(const struct conf *, const struct log *);

#endif
