/*
 * vhost_enter -- opens the directory of the host that a request is for
 * (VirtualHosts).
 */
#ifndef SERVER_VHOST_ENTER_H
#define SERVER_VHOST_ENTER_H

#include "server/conn.h"

/*
 * If it returns REFUSE_NOT, c->asked.host is the name of the host and c->root
 * is c->site, which the caller closes.
 */
enum refusal vhost_enter(struct conn *);

#endif
