/*
 * output_state -- functions that the parts of client/output share.
 *
 *	output			writes the bytes
 *	output_continue		does a response continue the file (-C)?
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

#endif
