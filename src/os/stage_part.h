/*
 * stage_part -- staged files that outlive the process: uploads to be resumed.
 *
 * Such an upload is two files in its target directory: PART has the bytes that
 * have arrived, and HEAD has lines that describe them.  A random token is in
 * both names, so that nobody can guess them, and FILE_STAGED begins them, so
 * that they are never served.  HEAD is a file of its own, since not every file
 * system has extended attributes, and a name has no room for the lines.
 *
 * The process that works on an upload has the lock of PART.  One that waits for
 * it shares a lock of HEAD meanwhile, by which the former learns that it is to
 * let go: its peer may be gone without a word.  Nobody waits for the lock of
 * HEAD, and both locks die with their processes.
 *
 * The table continues that of os/stage: it shows what remains if the process is
 * killed, or the power fails, in each state.  From state 2 on the peer has the
 * token.
 *
 *	   state       by			killed here, there is
 *	0  begun       openat PART		PART alone: litter
 *	1  described   write HEAD, fsync	the same, and some of HEAD
 *	2  offered     fsync directory		the upload, with 0 bytes
 *	3  received    write ...		the upload, with these bytes,
 *						even if they were to be cut
 *	3a stamped     write HEAD, fsync	the upload, of which the next
 *						request cuts off what no
 *						checksum has been compared with
 *	3b cut         ftruncate, fsync PART	the upload, without the bytes
 *						of a request whose digest or
 *						checksum is not theirs
 *	4  told        fsync PART		the upload, with all that
 *						the peer knows of
 *	5  complete    fchmod, fsync		the upload, with all bytes
 *	6  replaced    renameat PART		the new file, and HEAD alone:
 *						the upload is stored
 *	7  on disk     fsync directory		the same, after a power cut
 *
 * To remove an upload means to unlink HEAD, then PART: PART alone is litter.  A
 * part gets its name by renameat and renameat2 only, never by linkat, since
 * there would be a moment with both names, and more bytes could be appended to
 * the file that is served.
 *
 *	err = stage_part_begin(&s, dir, sync, lines);		states 0 to 2
 *	err = stage_part_open(&s, dir, sync, token);		3 again
 *	err = stage_write(&s, bytes, n);
 *	stage_part_leave(&s);					it stays
 *
 * Every function returns 0 or -errno unless its comment says otherwise.
 */
#ifndef OS_STAGE_PART_H
#define OS_STAGE_PART_H

#include "base/text.h"
#include "os/stage.h"

#include <sys/types.h>

/* Hexadecimal digits of a token: 128 random bits. */
#define STAGE_TOKEN 32

/* Creates an empty upload with these lines, and locks it. */
int stage_part_begin(
    struct stage *, int dir, enum stage_sync, struct span lines);

/* Returns the token in the name of the upload. */
struct span stage_part_token(const struct stage *);

/*
 * Opens and locks an upload; s->n is its length.  If it has been stored, only
 * HEAD is left, and s->fd is -1.  The time of the last write goes to
 * *touched_ns.  Returns -ENOENT if there is no such upload, and -EBUSY if
 * another process has it: stage_part_lines and stage_part_claim may follow.
 */
int stage_part_open(struct stage *, int dir, enum stage_sync, struct span token,
    int64_t *touched_ns);

/*
 * Does the same after -EBUSY, and asks the other process to let go.  Returns
 * -EBUSY if it has not done so after LIMIT_PART_WAIT_MS.
 */
int stage_part_claim(struct stage *, int64_t *touched_ns);

/*
 * Opens HEAD for stage_part_is_claimed.  Returns a descriptor, which the caller
 * closes, or -errno.
 */
int stage_part_watch(const struct stage *);

/* Returns true if another process waits for the upload that is watched. */
bool stage_part_is_claimed(int watch);

/* Reads the lines of HEAD.  Sets t->n. */
int stage_part_lines(const struct stage *, struct text *);

/* Appends a line to HEAD, and syncs it. */
int stage_part_note(const struct stage *, struct span line);

/* Overwrites the first line of HEAD by one of the same length, and syncs it. */
int stage_part_stamp(const struct stage *, struct span line);

/* Syncs PART: the bytes that have arrived are on the disk. */
int stage_part_sync(const struct stage *);

/* Cuts PART to this length, and syncs that. */
int stage_part_cut(struct stage *, uint64_t length);

/* These end the work on an upload, which stays or is removed. */
void stage_part_leave(struct stage *);
void stage_part_remove(struct stage *);

/* Returns true if the name belongs to an upload that can be resumed. */
bool stage_part_is(const char *name);

/*
 * Removes uploads of a directory that no process works on: those that were last
 * written to before before_ns, and those that were stored, or begun but not
 * described, before stored_ns.
 */
void stage_part_sweep(int dir, int64_t before_ns, int64_t stored_ns);

#endif
