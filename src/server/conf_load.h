/*
 * conf_load -- reads the configuration of a handler: first its file, then the
 * overrides of the command line, then DOCROOT.
 */
#ifndef SERVER_CONF_LOAD_H
#define SERVER_CONF_LOAD_H

#include "config/conf.h"
#include "os/log.h"
#include "server/options.h"

#define CONF_FILE "/etc/minihttp/minihttp.conf"

/*
 * Room for the longest file and one more byte, which shows that a file is too
 * long.
 */
#define CONF_LOAD_ROOM (LIMIT_CONF + 1)

/*
 * Fills *conf, whose spans point into the room and into the options, so both
 * must outlive it.  Returns false after logging an error.
 */
bool conf_load(struct conf *, const struct options *, char room[CONF_LOAD_ROOM],
    const struct log *);

/*
 * Logs "FILE:LINE: directive value: reason" as an error.  The place is left out
 * if the value is not from the file.
 */
void conf_complain(const struct conf *, const struct log *,
    const char *directive, struct span value, const char *reason);

#endif
