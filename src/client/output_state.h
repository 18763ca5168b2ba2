/*
 * output_state -- functions that the parts of client/output share.
 *
 *	output			writes the bytes
 *	output_continue		does a response continue the file (-C)?
 *	output_matches		does the body have the SHA-256 that is wanted?
 */
#ifndef CLIENT_OUTPUT_STATE_H
#define CLIENT_OUTPUT_STATE_H

#include "client/output.h"

/* Stores the message for errno, and always returns false. */
bool output_fail(struct output *);

/*
 * For -C - and for -C N: open the file if the response fits it, and otherwise
 * note why it does not.  Return false if the output cannot continue.
 */
bool output_continue(struct output *, const struct fetch_head *);
bool output_at_offset(struct output *, const struct fetch_head *);

/*
 * For --sha256: returns true if the body has that digest.  If no body came, the
 * file that stays has to have it; without a file nothing can be wrong.
 */
bool output_matches(struct output *);

#endif
