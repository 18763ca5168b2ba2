/*
 * request_read -- reads the next request of a connection, under its deadlines.
 *
 *	switch (request_read(c, &why)) {
 *	case READ_REQUEST:	c->req is the request
 *	case READ_REFUSED:	it is refused: why
 *	case READ_END:		the connection ends without an answer
 *	}
 */
#ifndef SERVER_REQUEST_READ_H
#define SERVER_REQUEST_READ_H

#include "server/conn.h"

enum request_reading { READ_REQUEST, READ_REFUSED, READ_END };

/*
 * Reads a head into the inbox and parses it into c->req.  Sets *why with
 * READ_REFUSED.
 */
enum request_reading request_read(struct conn *, enum refusal *why);

/*
 * Reads the body of the request to its end and discards it.  Returns
 * REFUSE_NOT, or the reason why the body did not arrive as announced.
 */
enum refusal request_read_drop(struct conn *);

#endif
