#include "server/upload_quota.h"

#include "base/limits.h"
#include "os/usage.h"
#include "server/failure.h"
#include "server/upload_resume.h"
#include "server/upload_store.h"
#include "site/upload.h"

#include <errno.h>

/*
 * Opens the Upload prefix that covers the request.  Returns a descriptor or
 * -errno.
 */
static int
open_prefix(struct conn *c)
{
	struct file_want want = { .parent = upload_prefix(
				      c->service->conf, &c->req.target) };

	return docroot_open_parent(c->root, &want);
}

int
upload_quota_room(struct conn *c, uint64_t *room)
{
	uint64_t most = c->service->conf->upload_quota, used = 0;
	int fd, err = 0;

	*room = UINT64_MAX;
	if (most == 0 || c->req.method == METHOD_DELETE ||
	    (METHODS_READING & METHOD_BIT(c->req.method)))
		return 0;
	if (docroot_depth(c->found.want.parent) > LIMIT_DEPTH)
		return -ENAMETOOLONG; /* so deep a path would not be counted */
	fd = open_prefix(c);
	if (fd >= 0)
		err = usage_count(fd, USAGE_WITH_STAGED,
		    upload_resume_expired_ns(c->service->conf, c->asked.now_ns),
		    &used);
	docroot_close(&fd);
	*room = used < most ? most - used : 0;
	return err;
}

enum refusal
upload_quota_follow(struct conn *c, uint64_t seen)
{
	uint64_t most = c->service->conf->upload_quota, room;
	int err;

	if (seen > c->asked.room)
		return REFUSE_QUOTA;
	if (c->asked.room == UINT64_MAX || seen - c->counted < most / 64 + 1)
		return REFUSE_NOT;
	err =
	    /* apart from what is staged, including this upload */
	    upload_quota_room(c, &room);
	if (err < 0)
		return failure_of_store(err);
	c->counted = seen;
	/* The staged file counts in whole blocks, as os/usage counts. */
	room += usage_of(seen) + c->replaced;
	if (room < c->asked.room)
		c->asked.room = room;
	return REFUSE_NOT;
}

enum refusal
upload_quota_enter(struct conn *c, int dir, struct upload_quota *q)
{
	*q = (struct upload_quota){ c->service->conf->upload_quota, -1 };
	if (q->most == 0)
		return REFUSE_NOT;
	q->fd = open_prefix(c);
	if (q->fd < 0)
		return failure_of_store(q->fd);
	return stage_same(dir, q->fd) ? REFUSE_NOT
				      : failure_of_store(stage_lock(q->fd));
}

uint64_t
upload_quota_of(const struct file_facts *old)
{
	return old->kind == FILE_REGULAR ? usage_of(old->size) : 0;
}

enum refusal
upload_quota_check(const struct upload_quota *q, const struct stage *stage,
    const struct file_facts *old)
{
	uint64_t used = 0, less = upload_quota_of(old);
	struct file_facts mine;
	int err = 0;

	if (q->most == 0)
		return REFUSE_NOT;
	mine.size = 0;
	if (stage != NULL)
		err = docroot_describe(stage->fd, &mine);
	if (err == 0)
		err = usage_count(q->fd, USAGE_WITHOUT_STAGED, 0, &used);
	if (err < 0)
		return failure_of_store(err);
	used -= less < used ? less : used;
	return used + usage_of(mine.size) <= q->most ? REFUSE_NOT
						     : REFUSE_QUOTA;
}

void
upload_quota_leave(struct upload_quota *q)
{
	docroot_close(&q->fd); /* this releases the lock as well */
}
