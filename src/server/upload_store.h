/*
 * upload_store -- carries out the change of a plan: stores a body or removes a
 * file.
 *
 *	upload_store_open	before plan_make: may the peer do this, and
 *				what is there today?
 *	upload_store_apply	after plan_make: reads the body, and makes
 *				the change
 *
 * Between the two calls c->fd is the directory.  After upload_store_apply it is
 * the stored file, if the answer shows it.
 */
#ifndef SERVER_UPLOAD_STORE_H
#define SERVER_UPLOAD_STORE_H

#include "os/stage.h"
#include "server/conn.h"
#include "server/upload_quota.h"

/* Sets c->facts if it returns REFUSE_NOT. */
enum refusal upload_store_open(struct conn *);

/* If it returns REFUSE_NOT, the plan is settled. */
enum refusal upload_store_apply(struct conn *);

/*
 * Returns the mode of new directories: users who may read them may search them.
 */
unsigned upload_store_directory_mode(const struct conf *);

/* Returns whether files are synced. */
enum stage_sync upload_store_sync(const struct conn *);

/*
 * Begins a file in c->fd whose growth a quota can count.  Returns 0 or -errno.
 */
int upload_store_stage(const struct conn *, struct stage *);

/*
 * Changes a directory that is locked, in most cases by giving the staged file
 * its name.
 */
typedef enum refusal upload_store_change(struct conn *, struct stage *,
    const struct upload_quota *, const void *arg);

/*
 * Enters the quota, locks dir and calls `change` with stage, which may be NULL,
 * and arg.  Returns REFUSE_NOT or the refusal.
 */
enum refusal upload_store_locked(struct conn *c, int dir, struct stage *stage,
    upload_store_change *change, const void *arg);

/*
 * Completes the staged file, calls `change` to name it, with the directory
 * locked and the quota checked there, and syncs the directory.  arg is passed
 * to `change`.  Returns REFUSE_NOT or the refusal.
 */
enum refusal upload_store_commit(struct conn *c, struct stage *stage,
    upload_store_change *change, const void *arg);

/*
 * Receives the content into a new stage.  Returns REFUSE_NOT and sets *whole if
 * it is to be named.  Without *whole the plan is settled: an upload that can be
 * resumed waits for more.
 */
enum refusal upload_store_receive(struct conn *, struct stage *, bool *whole);

/* Appends a piece of the body to a struct stage: an upload_receive_fn. */
enum refusal upload_store_write(void *stage, struct span piece);

#endif
