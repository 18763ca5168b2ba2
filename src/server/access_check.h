/*
 * access_check -- decides whether a request may access a path: Allow, Deny and
 * Auth.
 *
 *	access_check_path	before the path is opened
 *	access_check_opened	afterwards, if the opened file has another path:
 *				the index of a directory, the file of Fallback
 */
#ifndef SERVER_ACCESS_CHECK_H
#define SERVER_ACCESS_CHECK_H

#include "server/conn.h"

/*
 * Return REFUSE_NOT or the refusal.  If a password is missing, c->asked.realm
 * is set too.
 */
enum refusal access_check_path(struct conn *);
enum refusal access_check_opened(struct conn *);

/*
 * Checks the user name and password of the request against the file, whose
 * descriptor is `passwords`.  If they are right, returns REFUSE_NOT, and
 * c->user is the name from then on; if not, returns `otherwise`.  Call it
 * before anything is sent.
 *
 * A check takes long, so it needs the permission of the listener, if there is
 * one (os/crew).  It returns REFUSE_AUTH_FAILURES and sets c->asked.wait_s if
 * the peer has failed too often, REFUSE_BUSY if it has waited too long for its
 * turn, and REFUSE_PEER_GONE if the peer goes away meanwhile.
 */
enum refusal access_check_password(
    struct conn *, int passwords, enum refusal otherwise);

#endif
