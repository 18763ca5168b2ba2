/*
 * doubt -- warnings about combinations of directives that are valid, but admit
 * nobody or have no effect.
 *
 *	for (size_t i = 0; i < DOUBTS; i++)
 *		if ((sentence = doubt_about(&conf, i)) != NULL)
 *			warn of it
 */
#ifndef SITE_DOUBT_H
#define SITE_DOUBT_H

#include "config/conf.h"

#define DOUBTS 10

/* Returns a sentence if doubt i applies to the configuration, else NULL. */
const char *doubt_about(const struct conf *, size_t i);

#endif
