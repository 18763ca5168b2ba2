/*
 * upload_quota -- enforces UploadQuota, the space below an Upload prefix.
 *
 * The files are counted (os/usage) at three moments.  They are counted when an
 * upload begins, so that a body whose Content-Length is too large is not read.
 * They are counted while it arrives, together with everything that is being
 * staged, so that the disk never holds more than the quota.  And they are
 * counted when it becomes a file, with the prefix locked, so that concurrent
 * uploads cannot together exceed the quota that each of them respects.  DELETE
 * does not count.
 *
 *	err = upload_quota_room(c, &c->asked.room);		before plan_make
 *	why = upload_quota_follow(c, seen);			after each piece
 *	why = upload_quota_enter(c, dir, &quota);		then lock dir
 *	why = upload_quota_check(&quota, &stage, &old);
 *	upload_quota_leave(&quota);				dir is unlocked
 */
#ifndef SERVER_UPLOAD_QUOTA_H
#define SERVER_UPLOAD_QUOTA_H

#include "os/stage.h"
#include "server/conn.h"

struct upload_quota {
	uint64_t most; /* 0: no quota */
	int fd;        /* of the prefix; -1: it does not exist */
};

/* Sets *room, to UINT64_MAX if there is no quota.  Returns 0 or -errno. */
int upload_quota_room(struct conn *, uint64_t *room);

/*
 * Checks an upload of which `seen` bytes have arrived.  Counts the files again
 * whenever a further 64th of the quota has arrived.  Returns REFUSE_NOT or the
 * refusal, as the next two functions do.
 */
enum refusal upload_quota_follow(struct conn *, uint64_t seen);

/* Locks the prefix, unless it is dir itself, which the caller then locks. */
enum refusal upload_quota_enter(struct conn *, int dir, struct upload_quota *);

/*
 * Checks that there is room for the staged file in place of the old one;
 * without a stage, for a new directory.  Files that other processes stage do
 * not count here, since they may still be refused.
 */
enum refusal upload_quota_check(const struct upload_quota *,
    const struct stage *, const struct file_facts *old);

/* Returns the space that removing the old file frees. */
uint64_t upload_quota_of(const struct file_facts *old);

/* Unlocks the prefix, if upload_quota_enter has locked it. */
void upload_quota_leave(struct upload_quota *);

#endif
