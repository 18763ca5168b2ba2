/*
 * rate_ask -- asks the listener whether a request is within RequestRate.
 *
 * The listener has the buckets of all sources (base/rates), and no process of a
 * connection can read or write them.  It is asked through the channel
 * (os/crew), for one request at first, and for more at once from a peer that
 * goes on; a purse holds those that were granted and not used.  The rest goes
 * back at the end of the connection.  When as many have flowed in meanwhile, it
 * is void: a source with many connections has its burst once, and what flows in
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
 * Begin and end a connection, before and after conn_serve: the purse is empty,
 * and what is left of it goes back.
 */
void rate_ask_begin(struct conn *);
void rate_ask_end(struct conn *);

/*
 * Returns REFUSE_RATE, and sets c->wait_s, if the request comes too soon.  A
 * second call for the same request does nothing.
 */
enum refusal rate_ask_pass(struct conn *);

#endif
