#include "server/upload_store.h"

#include "server/access_check.h"
#include "server/failure.h"
#include "server/upload_post.h"
#include "server/upload_quota.h"
#include "server/upload_receive.h"
#include "server/upload_resume.h"
#include "site/upload.h"

#include <errno.h>

/*
 * The attempts to find a free name, which a process that does not lock may
 * take.
 */
#define TRIES 4

enum stage_sync
upload_store_sync(const struct conn *c)
{
	return c->service->conf->upload_sync ? STAGE_SYNC : STAGE_NO_SYNC;
}

int
upload_store_stage(const struct conn *c, struct stage *stage)
{
	return stage_begin(stage, c->fd, upload_store_sync(c),
	    c->service->conf->upload_quota > 0);
}

enum refusal
upload_store_open(struct conn *c)
{
	const struct service *s = c->service;
	enum refusal why =
	    upload_permit(s->conf, &c->req, c->peer, c->asked.host);
	int err;

	if (why == REFUSE_WRITE_AUTH)
		why = access_check_password(c, s->passwords, REFUSE_WRITE_AUTH);
	if (why != REFUSE_NOT)
		return why;
	err = upload_quota_room(c, &c->asked.room);
	if (err < 0)
		return failure_of_store(err);
	c->fd = stage_open(c->root, &c->found.want, &c->facts);
	c->counted = 0;
	/*
	 * The space of the file that is replaced is available to the new one.
	 */
	c->replaced = upload_quota_of(&c->facts);
	if (c->asked.room < UINT64_MAX)
		c->asked.room += c->replaced;
	return c->found.want.token.n > 0 ? upload_resume_find(c) : REFUSE_NOT;
}

enum refusal
upload_store_locked(struct conn *c, int dir, struct stage *stage,
    upload_store_change *change, const void *arg)
{
	struct upload_quota quota = { .fd = -1 };
	enum refusal why = upload_quota_enter(c, dir, &quota);

	if (why == REFUSE_NOT)
		why = failure_of_store(stage_lock(dir));
	if (why == REFUSE_NOT) {
		why = change(c, stage, &quota, arg);
		stage_unlock(dir);
	}
	upload_quota_leave(&quota);
	return why;
}

enum refusal
upload_store_commit(struct conn *c, struct stage *stage,
    upload_store_change *change, const void *arg)
{
	unsigned mode = (unsigned)c->service->conf->upload_mode;
	enum refusal why = failure_of_store(stage_finish(stage, mode));

	if (why == REFUSE_NOT)
		why = upload_store_locked(c, stage->dir, stage, change, arg);
	if (why == REFUSE_NOT)
		why = failure_of_store(stage_sync(stage->dir, stage->sync));
	return why;
}

/*
 * Gives the staged file the name of the target, unless that has changed since;
 * called as an upload_store_change.
 */
static enum refusal
replace(struct conn *c, struct stage *stage, const struct upload_quota *quota,
    const void *name)
{
	enum refusal why = REFUSE_BUSY;
	int err = -EEXIST;

	for (int i = 0; i < TRIES && err == -EEXIST; i++) {
		stage_look(stage->dir, name, &c->facts);
		why = upload_recheck(&c->asked);
		if (why == REFUSE_NOT)
			why = upload_quota_check(quota, stage, &c->facts);
		if (why != REFUSE_NOT)
			return why;
		err = stage_replace(stage, name, &c->facts);
	}
	return failure_of_store(err);
}

enum refusal
upload_store_write(void *stage, struct span piece)
{
	return failure_of_store(stage_write(stage, piece.p, piece.n));
}

enum refusal
upload_store_receive(struct conn *c, struct stage *stage, bool *whole)
{
	enum refusal why;

	if (c->plan.resumes != PART_NOT)
		return upload_resume_take(c, stage, whole);
	*whole = true;
	why = failure_of_store(upload_store_stage(c, stage));
	if (why == REFUSE_NOT)
		why = upload_receive_body(c, upload_store_write, stage);
	return why;
}

/*
 * Stores the body under the name of the target, in place of an existing file.
 */
static enum refusal
store_whole(struct conn *c, const char *name, struct stage *stage)
{
	struct deed deed = { .facts = &c->facts };
	enum refusal why = upload_store_commit(c, stage, replace, name);

	if (why != REFUSE_NOT)
		return why;
	deed.created = c->facts.kind == FILE_ABSENT;
	why = failure_of_store(docroot_describe(stage->fd, &c->facts));
	if (why == REFUSE_NOT)
		upload_settle(&c->asked, &deed, &c->plan);
	return why;
}

static enum refusal
store(struct conn *c, const char *name, struct stage *stage)
{
	bool whole;
	enum refusal why = upload_store_receive(c, stage, &whole);

	if (why != REFUSE_NOT || !whole)
		return why;
	why = store_whole(c, name, stage);
	if (c->plan.resumes != PART_NOT)
		upload_resume_end(c, stage, why);
	return why;
}

/* Stores the body, and keeps the file in c->fd if it is to be the response. */
static enum refusal
store_body(struct conn *c, const char *name)
{
	struct stage stage = { .fd = -1 };
	enum refusal why = store(c, name, &stage);

	if (why == REFUSE_NOT && c->plan.content == CONTENT_FILE) {
		docroot_close(&c->fd);
		c->fd = stage.fd;
	} else
		stage_end(&stage);
	return why;
}

static enum refusal
remove_locked(struct conn *c, const char *name)
{
	enum refusal why;

	stage_look(c->fd, name, &c->facts);
	why = upload_recheck(&c->asked);
	return why == REFUSE_NOT
		   ? failure_of_store(stage_remove(c->fd, name, &c->facts))
		   : why;
}

static enum refusal
remove_name(struct conn *c, const char *name)
{
	enum refusal why = failure_of_store(stage_lock(c->fd));

	if (why != REFUSE_NOT)
		return why;
	why = remove_locked(c, name);
	stage_unlock(c->fd);
	if (why == REFUSE_NOT)
		why = failure_of_store(stage_sync(c->fd, upload_store_sync(c)));
	return why;
}

unsigned
upload_store_directory_mode(const struct conf *conf)
{
	unsigned mode = (unsigned)conf->upload_mode;

	return mode | 0300 | (mode & 0444) >> 2;
}

/*
 * Creates missing directories on the path, if UploadMakeDirectories allows it.
 */
static enum refusal
open_directory(struct conn *c, unsigned *made)
{
	const struct file_want *want = &c->found.want;
	unsigned mode = upload_store_directory_mode(c->service->conf);
	int err;

	*made = 0;
	if (c->fd >= 0)
		return REFUSE_NOT;
	err = docroot_make_parent(c->root, want, mode, made);
	if (err == 0)
		c->fd = stage_open(c->root, want, &c->facts);
	return err < 0     ? failure_of_store(err)
	       : c->fd < 0 ? REFUSE_NO_PARENT
			   : REFUSE_NOT;
}

static enum refusal
apply(struct conn *c)
{
	const char *name = c->found.want.name.p;

	switch (c->plan.effect) {
	case EFFECT_NONE:
	case EFFECT_RUN: /* by server/cgi_run */
		break;
	case EFFECT_STORE:
		return store_body(c, name);
	case EFFECT_ADD:
		return upload_post_body(c);
	case EFFECT_FORM:
		return upload_post_form(c);
	case EFFECT_REMOVE:
		return remove_name(c, name);
	case EFFECT_CANCEL:
		return upload_resume_cancel(c);
	}
	return REFUSE_NOT;
}

/* Returns true if the request begins a file: such a writer sweeps. */
static bool
begins_file(const struct plan *p)
{
	return (p->effect == EFFECT_STORE || p->effect == EFFECT_ADD ||
		   p->effect == EFFECT_FORM) &&
	       p->resumes != PART_KNOWN;
}

enum refusal
upload_store_apply(struct conn *c)
{
	unsigned made;
	enum refusal why = open_directory(c, &made);

	if (why == REFUSE_NOT) {
		if (begins_file(&c->plan))
			upload_resume_sweep(c);
		why = apply(c);
	}
	if (why != REFUSE_NOT && made > 0)
		docroot_unmake_parent(c->root, &c->found.want, made);
	return why;
}
