#include "server/upload.h"

#include "os/stage.h"
#include "site/upload.h"

#include <errno.h>

/* Somebody who does not lock may take a free name again and again. */
#define TRIES 4

/* The one table from a failed write to what the peer is told of it. */
static enum refusal
why_of(int err)
{
	switch (-err) {
	case 0:
		return REFUSE_NOT;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return REFUSE_FULL;
	case ENOENT: /* it was there when we looked */
	case ENOTDIR:
		return REFUSE_NO_PARENT;
	case EISDIR:
		return REFUSE_IS_DIRECTORY;
	case ENOTEMPTY:
		return REFUSE_NOT_EMPTY;
	case EACCES:
	case EPERM:
	case EROFS:
		return REFUSE_UNWRITABLE;
	case ENAMETOOLONG:
	case EINVAL: /* a name that the file system does not take */
		return REFUSE_NAME;
	case ELOOP:
		return REFUSE_SYMLINK;
	case EBUSY:
	case EEXIST:
	case EMFILE:
	case ENFILE:
	case ENOMEM:
		return REFUSE_BUSY;
	default:
		return REFUSE_STORE;
	}
}

enum refusal
upload_open(struct conn *c, const struct file_want *want)
{
	const struct service *s = c->service;
	enum refusal why = upload_permit(s->conf, &c->req, c->peer);

	if (why != REFUSE_NOT)
		return why;
	c->fd = stage_open(s->root, want, &c->facts);
	return REFUSE_NOT;
}

/* The peer waits for a word, unless its content is on the way already. */
static enum refusal
invite(struct conn *c)
{
	struct span word = SPAN("HTTP/1.1 100 Continue\r\n\r\n");

	if (!c->plan.invites || c->in.at < c->in.n)
		return REFUSE_NOT;
	wire_begin(c->wire);
	return wire_write(c->wire, word.p, word.n, WIRE_LAST) < 0
		   ? REFUSE_PEER_GONE
		   : REFUSE_NOT;
}

/* The digests of a body that the peer has told us its own of. */
struct check {
	unsigned set;
	struct sha2 hash[2];
};

static void
check_init(struct check *check, const struct fields *fields)
{
	(void)digest_wanted(fields, &check->set); /* upload_plan saw to it */
	for (int i = 0; i < 2; i++)
		sha2_init(&check->hash[i], (enum sha2_kind)i);
}

static void
check_feed(struct check *check, struct span piece)
{
	for (int i = 0; i < 2; i++)
		if (check->set & DIGEST_BIT(i))
			sha2_feed(&check->hash[i], piece);
}

static enum refusal
check_end(struct check *check, const struct fields *fields)
{
	struct digest_values values;

	for (int i = 0; i < 2; i++)
		(void)sha2_end(&check->hash[i], values.of[i]);
	return digest_agrees(fields, &values) ? REFUSE_NOT : REFUSE_DIGEST;
}

/* The whole body into the staged file. */
static enum refusal
receive(struct conn *c, struct stage *stage)
{
	const struct conf *conf = c->service->conf;
	struct pace pace = { -1, (int64_t)conf->body_timeout_ms,
		conf->body_min_rate };
	enum refusal why = invite(c);
	struct check check;
	struct span piece;
	struct body body;
	int err;

	if (why != REFUSE_NOT)
		return why;
	body_init(&body, &c->req.framing, &pace);
	check_init(&check, &c->req.fields);
	for (;;)
		switch (body_next(&body, &c->in, c->wire, &piece, &why)) {
		case BODY_PIECE:
			if (body.seen > conf->max_body_size)
				return REFUSE_BODY_LARGE;
			err = stage_write(stage, piece.p, piece.n);
			if (err < 0)
				return why_of(err);
			check_feed(&check, piece);
			break;
		case BODY_OVER:
			return check_end(&check, &c->req.fields);
		case BODY_FAILED:
			return why;
		}
}

/* With the directory locked: nothing may have happened in between. */
static enum refusal
replace(struct conn *c, const struct asked *asked, struct stage *stage,
    const char *name)
{
	enum refusal why = REFUSE_BUSY;
	int err = -EEXIST;

	for (int i = 0; i < TRIES && err == -EEXIST; i++) {
		stage_look(stage->dir, name, &c->facts);
		why = upload_recheck(asked);
		if (why != REFUSE_NOT)
			return why;
		err = stage_replace(stage, name, &c->facts);
	}
	return why_of(err);
}

static enum refusal
commit(struct conn *c, const struct asked *asked, struct stage *stage,
    const char *name)
{
	enum refusal why;
	int err = stage_lock(stage->dir);

	if (err < 0)
		return why_of(err);
	why = replace(c, asked, stage, name);
	stage_unlock(stage->dir);
	return why == REFUSE_NOT ? why_of(stage_sync(stage->dir, stage->sync))
				 : why;
}

/* The directories on the way may be missing, if it is for us to make them. */
static int
open_directory(struct conn *c, const struct file_want *want)
{
	const struct conf *conf = c->service->conf;
	unsigned mode = (unsigned)conf->upload_mode;
	int err;

	if (c->fd >= 0)
		return 0;
	mode |= 0300 | (mode & 0444) >> 2; /* who may read may search */
	err = docroot_make_parent(c->service->root, want, mode);
	if (err == 0)
		c->fd = stage_open(c->service->root, want, &c->facts);
	return err < 0 ? err : c->fd < 0 ? -ENOENT : 0;
}

static enum refusal
store(struct conn *c, const struct asked *asked, const struct file_want *want,
    struct stage *stage)
{
	const struct conf *conf = c->service->conf;
	struct deed deed = { .facts = &c->facts };
	enum refusal why;
	int err = stage_begin(stage, c->fd);

	if (err < 0)
		return why_of(err);
	why = receive(c, stage);
	if (why != REFUSE_NOT)
		return why;
	err = stage_finish(stage, (unsigned)conf->upload_mode,
	    conf->upload_sync ? STAGE_SYNC : STAGE_NO_SYNC);
	if (err < 0)
		return why_of(err);
	why = commit(c, asked, stage, want->name.p);
	if (why != REFUSE_NOT)
		return why;
	deed.created = c->facts.kind == FILE_ABSENT;
	err = stage_describe(stage, &c->facts);
	if (err < 0)
		return why_of(err);
	upload_settle(asked, &deed, &c->plan);
	return REFUSE_NOT;
}

/* Stores, and leaves the file in place of its directory in c->fd. */
static enum refusal
store_body(
    struct conn *c, const struct asked *asked, const struct file_want *want)
{
	struct stage stage = { .fd = -1 };
	enum refusal why = why_of(open_directory(c, want));

	if (why == REFUSE_NOT)
		why = store(c, asked, want, &stage);
	if (c->plan.body == BODY_FILE) {
		docroot_close(&c->fd);
		c->fd = stage.fd;
		return why;
	}
	stage_end(&stage);
	return why;
}

static enum refusal
remove_name(
    struct conn *c, const struct asked *asked, const struct file_want *want)
{
	struct deed deed = { .created = false };
	enum refusal why;
	int err = stage_lock(c->fd);

	if (err < 0)
		return why_of(err);
	stage_look(c->fd, want->name.p, &c->facts);
	why = upload_recheck(asked);
	if (why == REFUSE_NOT)
		why = why_of(stage_remove(c->fd, want->name.p, &c->facts));
	stage_unlock(c->fd);
	if (why == REFUSE_NOT)
		why = why_of(stage_sync(c->fd, c->service->conf->upload_sync
						   ? STAGE_SYNC
						   : STAGE_NO_SYNC));
	if (why == REFUSE_NOT)
		upload_settle(asked, &deed, &c->plan);
	return why;
}

enum refusal
upload_apply(struct conn *c, const struct asked *asked)
{
	struct file_want want;
	enum refusal why = upload_lookup(c->service->conf, &c->req, &want);

	if (why != REFUSE_NOT) /* it was not when the plan was made */
		return why;
	switch (c->plan.effect) {
	case EFFECT_NONE:
		break;
	case EFFECT_STORE:
		return store_body(c, asked, &want);
	case EFFECT_REMOVE:
		return remove_name(c, asked, &want);
	}
	return REFUSE_NOT;
}
