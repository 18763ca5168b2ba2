/*
 * quota -- UploadQuota: how much there may be below an Upload prefix.
 *
 * What is there is counted when an upload begins, so that one with a
 * Content-Length that is too much is not read, and again when it becomes a
 * file, with the prefix locked, so that several at once do not exceed
 * together what none of them does.
 *
 *	err = quota_room(c, &c->room);			before plan_make
 *	why = quota_enter(c, dir, &quota);		then lock dir
 *	why = quota_check(&quota, more, less);
 *	quota_leave(&quota);				dir is unlocked
 */
#ifndef SERVER_QUOTA_H
#define SERVER_QUOTA_H

#include "server/conn.h"

struct quota {
	uint64_t most; /* 0: there is none */
	int fd;        /* of the prefix; -1 if that is not there */
};

/* UINT64_MAX if there is no quota.  0 or -errno. */
int quota_room(struct conn *, uint64_t *room);

/* Locks the prefix, unless it is dir, which the caller then locks. */
enum refusal quota_enter(struct conn *, int dir, struct quota *);

/* There is room for that many bytes more and that many less. */
enum refusal quota_check(const struct quota *, uint64_t more, uint64_t less);

void quota_leave(struct quota *);

#endif
