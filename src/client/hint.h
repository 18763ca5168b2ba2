/*
 * hint -- options that are refused, curl's and wget's: which one to use.
 *
 *	hint_for(SPAN("--spider"))	"use -I: it asks for the head alone"
 */
#ifndef CLIENT_HINT_H
#define CLIENT_HINT_H

#include "base/span.h"

/* Returns the sentence about this option, never NULL. */
const char *hint_for(struct span option);

#endif
