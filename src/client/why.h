/*
 * why -- "cache why": what would happen with a URL now, in sentences.
 */
#ifndef CLIENT_WHY_H
#define CLIENT_WHY_H

#include "client/messages.h"
#include "client/options.h"
#include "shelf/store.h"

/* All words of the options are URLs.  The exit code. */
int why_run(const struct store *, const struct options *, struct messages *);

#endif
