/*
 * hint -- names the option to use in place of one of curl's or wget's that is
 * refused.
 *
 *	hint_for(SPAN("--spider"))	"use -I: it asks for the head alone"
 */
#ifndef CLIENT_HINT_H
#define CLIENT_HINT_H

#include "base/span.h"

/* Returns a constant sentence about this option, never NULL. */
const char *hint_for(struct span option);

#endif
