/*
 * proxy_enter -- reads the header of a trusted proxy before anything else of
 * the connection is read (ProxyProtocol), and asks whether the visitor that it
 * names may be served.
 */
#ifndef SERVER_PROXY_ENTER_H
#define SERVER_PROXY_ENTER_H

#include "server/conn.h"

enum proxy_enter {
	PROXY_ENTER_ADMITTED,
	PROXY_ENTER_REFUSED, /* the source has too many connections */
	PROXY_ENTER_END      /* close without an answer */
};

/*
 * If the proxy speaks for a visitor, c->peer and c->link become the visitor,
 * and c->secure is set.  A header that is wrong is logged.
 */
enum proxy_enter proxy_enter(struct conn *);

#endif
