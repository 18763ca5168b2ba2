/*
 * show -- `minihttp -T`: the configuration in effect and the sandbox, as text
 * that can be read back, or as JSON.
 *
 *	code = show_text(&confine, scratch);
 *	code = show_json(&confine, scratch, VERSION);
 *
 * Both write to standard output, and enter the sandbox to find out which of its
 * parts this system has.  The scratch is the buffer in which the output is
 * composed.
 */
#ifndef SERVER_SHOW_H
#define SERVER_SHOW_H

#include "server/confine.h"

/* Both return an exit code of sysexits.h. */
int show_text(struct confine *, struct text scratch);
int show_json(struct confine *, struct text scratch, const char *version);

#endif
