/*
 * vhost_enter -- the directory of the host that a request is for, VirtualHosts.
 */
#ifndef SERVER_VHOST_ENTER_H
#define SERVER_VHOST_ENTER_H

#include "server/conn.h"

/*
 * REFUSE_NOT sets c->host to its name, and c->root to c->site, which the
 * caller closes.
 */
enum refusal vhost_enter(struct conn *);

#endif
