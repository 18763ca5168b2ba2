#include "server/quota.h"

#include "os/usage.h"
#include "server/upload.h"
#include "site/upload.h"

#include <errno.h>

/* The prefix that the request is below, or -errno. */
static int
open_prefix(struct conn *c)
{
	struct file_want want = { .parent = upload_prefix(
				      c->service->conf, &c->req.target) };

	return docroot_open_parent(c->root, &want);
}

int
quota_room(struct conn *c, uint64_t *room)
{
	uint64_t most = c->service->conf->upload_quota, used = 0;
	int fd, err = 0;

	*room = UINT64_MAX;
	if (most == 0)
		return 0;
	fd = open_prefix(c);
	if (fd >= 0)
		err = usage_count(fd, &used);
	docroot_close(&fd);
	*room = used < most ? most - used : 0;
	return err;
}

enum refusal
quota_enter(struct conn *c, int dir, struct quota *q)
{
	*q = (struct quota){ c->service->conf->upload_quota, -1 };
	if (q->most == 0)
		return REFUSE_NOT;
	q->fd = open_prefix(c);
	if (q->fd < 0)
		return upload_why(q->fd);
	return stage_same(dir, q->fd) ? REFUSE_NOT
				      : upload_why(stage_lock(q->fd));
}

enum refusal
quota_check(const struct quota *q, uint64_t more, uint64_t less)
{
	uint64_t used = 0;
	int err;

	if (q->most == 0)
		return REFUSE_NOT;
	err = usage_count(q->fd, &used);
	if (err < 0)
		return upload_why(err);
	used -= less < used ? less : used;
	return more <= q->most && used <= q->most - more ? REFUSE_NOT
							 : REFUSE_QUOTA;
}

void
quota_leave(struct quota *q)
{
	docroot_close(&q->fd); /* and its lock with it */
}
