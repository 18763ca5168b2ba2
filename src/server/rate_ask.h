/*
 * rate_ask -- asks the listener whether a request is within RequestRate.
 *
 * The listener has the buckets of all sources (base/rates), and no process of a
 * connection can read or write them.  The process asks for tokens through its
 * channel (os/crew): for one request at first, and for several at once if the
 * peer goes on.  A purse holds the tokens that were granted and not used yet.
 * The rest goes back to the listener at the end of the connection.  If as many
 * tokens have flowed into the bucket meanwhile, the purse is void.  So a source
 * with many connections has its burst once, and in addition what flows in
 * within a hundredth of a second.  A peer that was refused is refused again
 * without a question until the time that the listener named.
 *
 * A process without a listener has no such limit, unless it counts in a file
 * (server/rate_file).
 */
#ifndef SERVER_RATE_ASK_H
#define SERVER_RATE_ASK_H

#include "server/conn.h"

/*
 * Called before and after conn_serve: rate_ask_begin empties the purse, and
 * rate_ask_end gives back what is left in it.
 */
void rate_ask_begin(struct conn *);
void rate_ask_end(struct conn *);

/*
 * Returns REFUSE_RATE, and sets c->asked.wait_s, if the request comes too soon,
 * and REFUSE_NOT otherwise.  A second call for the same request takes no token.
 */
enum refusal rate_ask_pass(struct conn *);

#endif
