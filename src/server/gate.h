/*
 * gate -- decides whether a request may access a path: Allow, Deny and Auth.
 *
 *	gate_pass	before the path is opened
 *	gate_opened	after it, if that was the index of a directory, or the
 *			file of Fallback: they have paths of their own
 */
#ifndef SERVER_GATE_H
#define SERVER_GATE_H

#include "server/conn.h"

/* A refusal because of a missing password sets asked->realm. */
enum refusal gate_pass(struct conn *, struct asked *);
enum refusal gate_opened(struct conn *, struct asked *);

/*
 * The user name and password of the request are in the file, and the name is
 * c->user from then on; if not it is `otherwise`.  Nothing is being sent yet.
 *
 * A check takes long, and so it has the listener's leave, if there is one
 * (os/crew): REFUSE_AUTH_FAILURES with c->wait_s if the peer has failed too
 * often, REFUSE_BUSY if it has waited for its turn too long.  It ends when the
 * peer has gone: REFUSE_PEER_GONE.
 */
enum refusal gate_check(struct conn *, int passwords, enum refusal otherwise);

#endif
