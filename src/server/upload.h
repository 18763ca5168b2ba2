/*
 * upload -- carries out what a plan changes: stores a body, removes a file.
 *
 *	upload_open	before plan_make: may the peer, and what is there?
 *	upload_apply	after it: the body in, and the change
 *
 * Between the two c->fd is the directory; after upload_apply it is the file
 * that was stored, if the answer has it in it.
 */
#ifndef SERVER_UPLOAD_H
#define SERVER_UPLOAD_H

#include "os/stage.h"
#include "server/conn.h"

/* REFUSE_NOT sets c->facts. */
enum refusal upload_open(struct conn *, const struct file_want *);

/* REFUSE_NOT has settled the plan. */
enum refusal upload_apply(struct conn *, const struct asked *);

/* Of the directories that it makes: who may read may search. */
unsigned upload_directory_mode(const struct conf *);

/* For server/post: a failed write, as a refusal; and how files are synced. */
enum refusal upload_why(int err);
enum stage_sync upload_sync(const struct conn *);

/* Begins a file in c->fd; a quota has to see it while it grows.  0 or -errno.
 */
int upload_stage(const struct conn *, struct stage *);

#endif
