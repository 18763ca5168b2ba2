/*
 * cage_show -- the confinement of the processes of TLS as JSON, from the tables
 * that tls/cage installs.  minihttp-tls.8 describes the members.
 *
 *	cage_show_begin(t);
 *	for (size_t i = 0; cage_show_process(t, i); i++)
 *		write what is in t
 *	cage_show_end(t);
 */
#ifndef TLS_CAGE_SHOW_H
#define TLS_CAGE_SHOW_H

#include "base/text.h"

/* The most bytes of a piece. */
#define CAGE_SHOW_PIECE 32768

void cage_show_begin(struct text *);

/* Puts process i.  Returns false if there is none. */
bool cage_show_process(struct text *, size_t i);

void cage_show_end(struct text *);

#endif
