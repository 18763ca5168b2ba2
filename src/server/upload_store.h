/*
 * upload_store -- carries out the change that a plan makes: it stores a body or
 * removes a file.
 *
 *	upload_store_open	before plan_make: may the peer do this, and
 *				what is there today?
 *	upload_store_apply	after plan_make: reads the body, and makes
 *				the change
 *
 * Between the two calls c->fd is the directory.  After upload_store_apply it is
 * the file that was stored, if the answer shows it.
 */
#ifndef SERVER_UPLOAD_STORE_H
#define SERVER_UPLOAD_STORE_H

#include "os/stage.h"
#include "server/conn.h"

/* REFUSE_NOT sets c->facts. */
enum refusal upload_store_open(struct conn *, const struct file_want *);

/* REFUSE_NOT has settled the plan. */
enum refusal upload_store_apply(struct conn *, const struct asked *);

/* The mode of directories that it makes: readers of them may search them. */
unsigned upload_store_directory_mode(const struct conf *);

/* A failed write as a refusal, and how files are synced; for upload_post. */
enum refusal upload_store_why(int err);
enum stage_sync upload_store_sync(const struct conn *);

/* Begins a file in c->fd that a quota sees while it grows.  0 or -errno. */
int upload_store_stage(const struct conn *, struct stage *);

#endif
