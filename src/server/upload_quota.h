/*
 * upload_quota -- UploadQuota: how much there may be below an Upload prefix.
 *
 * What is there is counted (os/usage) when an upload begins, so that one with
 * a Content-Length that is too much is not read; while it comes, with all that
 * is being staged, so that no more than the quota is on the disk; and when it
 * becomes a file, with the prefix locked, so that several at once do not exceed
 * together what none of them does.  What DELETE removes is not counted.
 *
 *	err = upload_quota_room(c, &c->room);			before plan_make
 *	why = upload_quota_follow(c, seen);			after each piece
 *	why = upload_quota_enter(c, dir, &quota);		then lock dir
 *	why = upload_quota_check(&quota, more, less);
 *	upload_quota_leave(&quota);				dir is unlocked
 */
#ifndef SERVER_UPLOAD_QUOTA_H
#define SERVER_UPLOAD_QUOTA_H

#include "os/stage.h"
#include "server/conn.h"

struct upload_quota {
	uint64_t most; /* 0: there is none */
	int fd;        /* of the prefix; -1 if that is not there */
};

/* UINT64_MAX if there is no quota.  0 or -errno. */
int upload_quota_room(struct conn *, uint64_t *room);

/*
 * For the body of an upload of which that many bytes have come; counts again
 * each time that a 64th of the quota has come.
 */
enum refusal upload_quota_follow(struct conn *, uint64_t seen);

/* Locks the prefix, unless it is dir, which the caller then locks. */
enum refusal upload_quota_enter(struct conn *, int dir, struct upload_quota *);

/*
 * There is room for the staged file in place of what these facts are of.  What
 * others stage does not count here: it may be refused yet.
 */
enum refusal upload_quota_check(const struct upload_quota *,
    const struct stage *, const struct file_facts *old);

/* What these facts are of makes room for as much. */
uint64_t upload_quota_of(const struct file_facts *old);

void upload_quota_leave(struct upload_quota *);

#endif
