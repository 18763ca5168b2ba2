/*
 * conf_load -- the configuration of a handler: its file, then the overrides,
 * then DOCROOT of the command line.
 */
#ifndef SERVER_CONF_LOAD_H
#define SERVER_CONF_LOAD_H

#include "config/conf.h"
#include "os/log.h"
#include "server/options.h"

#define CONF_FILE "/etc/minihttp/minihttp.conf"

/* A byte more, which shows that a file is too long. */
#define CONF_LOAD_ROOM (LIMIT_CONF + 1)

/*
 * Fills *conf, whose spans lie in the room and in the options.  Returns false
 * after logging an error.
 */
bool conf_load(struct conf *, const struct options *, char room[CONF_LOAD_ROOM],
    const struct log *);

#endif
