/*
 * upload -- carries out what a plan changes: stores a body, removes a file.
 *
 *	upload_open	before plan_make: may the peer, and what is there?
 *	upload_apply	after it: the body in, and the change
 *
 * Between the two c->fd is the directory; after upload_apply it is the file
 * that was stored, or -1.
 */
#ifndef SERVER_UPLOAD_H
#define SERVER_UPLOAD_H

#include "server/conn.h"

/* REFUSE_NOT sets c->facts. */
enum refusal upload_open(struct conn *, const struct file_want *);

/* REFUSE_NOT has settled the plan. */
enum refusal upload_apply(struct conn *, const struct asked *);

#endif
