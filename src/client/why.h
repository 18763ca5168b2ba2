/*
 * why -- "cache why": explains in sentences what a fetch of a URL would do now.
 */
#ifndef CLIENT_WHY_H
#define CLIENT_WHY_H

#include "client/messages.h"
#include "client/options.h"
#include "shelf/store.h"

/* Explains all URLs in word[] and returns the exit code. */
int why_run(const struct store *, const struct options *, struct messages *);

#endif
