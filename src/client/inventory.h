/*
 * inventory -- minihttp-client cache ls|info|purge|verify|gc|dir.
 */
#ifndef CLIENT_INVENTORY_H
#define CLIENT_INVENTORY_H

#include "client/options.h"
#include "shelf/store.h"

/* Runs the command and returns the exit code. */
int inventory_run(const struct store *, const struct options *);

#endif
