#define _GNU_SOURCE
#include "os/stage_part.h"

#include "base/limits.h"
#include "base/text.h"
#include "os/docroot.h"
#include "os/folder.h"
#include "os/stage_parts.h"
#include "os/write_all.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PREFIX FILE_STAGED "-"
#define SUFFIX ".head"
#define TOKEN_BYTES (STAGE_TOKEN / 2)

/*
 * Fills bytes with random ones; waits for them just after the machine has
 * booted.
 */
static int
draw(unsigned char *bytes, size_t n)
{
	for (size_t got = 0; got < n;) {
		long k = syscall(SYS_getrandom, bytes + got, n - got, 0);

		if (k < 0 && errno != EINTR)
			return -errno;
		got += k > 0 ? (size_t)k : 0;
	}
	return 0;
}

static void
name_part(struct stage *s, struct span token)
{
	struct text t = TEXT(s->name);

	text_put(&t, SPAN(PREFIX));
	text_put(&t, token);
	text_char(&t, '\0');
	s->part = true;
}

/* Returns the name of HEAD, in room. */
static const char *
head_name(const char *part, char room[STAGE_NAME])
{
	struct text t = { room, STAGE_NAME, 0 };

	text_put(&t, (struct span){ part, sizeof PREFIX - 1 + STAGE_TOKEN });
	text_put(&t, SPAN(SUFFIX));
	text_char(&t, '\0');
	return room;
}

struct span
stage_part_token(const struct stage *s)
{
	return (struct span){ s->name + sizeof PREFIX - 1, STAGE_TOKEN };
}

static int
name_at_random(struct stage *s)
{
	unsigned char bytes[TOKEN_BYTES];
	char room[STAGE_TOKEN];
	struct text token = TEXT(room);
	int err = draw(bytes, sizeof bytes);

	if (err < 0)
		return err;
	text_hex_bytes(&token, bytes, sizeof bytes);
	name_part(s, TEXT_SPAN(token));
	return 0;
}

static int
open_head(const struct stage *s, int flags)
{
	char room[STAGE_NAME];
	int fd = openat(s->dir, head_name(s->name, room),
	    flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

	return fd < 0 ? -errno : fd;
}

/* Writes to the head, which is opened with these flags. */
static int
write_head(const struct stage *s, int flags, struct span lines)
{
	int fd = open_head(s, O_WRONLY | flags), err;

	if (fd < 0)
		return fd;
	err = write_all(fd, lines);
	if (err == 0)
		err = stage_sync_file(fd, s->sync);
	close(fd);
	return err;
}

static int
describe(const struct stage *s, struct span lines)
{
	int err = write_head(s, O_CREAT | O_EXCL, lines);

	return err == 0 ? stage_sync(s->dir, s->sync) : err;
}

int
stage_part_begin(
    struct stage *s, int dir, enum stage_sync sync, struct span lines)
{
	int err;

	*s = (struct stage){ .dir = dir, .fd = -1, .sync = sync };
	err = name_at_random(s);
	if (err < 0)
		return err;
	s->fd = openat(dir, s->name,
	    O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (s->fd < 0) {
		err = -errno;
		s->name[0] = '\0';
		return err;
	}
	err = stage_lock(s->fd);
	if (err == 0)
		err = describe(s, lines);
	if (err < 0)
		stage_part_remove(s);
	return err;
}

static int64_t
changed_ns(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

/* Returns true if s->name is still the name of this file. */
static bool
is_there(const struct stage *s, const struct stat *mine)
{
	struct stat there;

	return fstatat(s->dir, s->name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	       mine->st_dev == there.st_dev && mine->st_ino == there.st_ino;
}

/*
 * Locks the part.  Returns -ENOENT if the process that had the lock has stored
 * or removed it meanwhile.
 */
static int
hold(struct stage *s, struct stat *st, int64_t wait_ms)
{
	int err = stage_lock_within(s->fd, LOCK_EX, wait_ms);

	if (err == 0 && fstat(s->fd, st) < 0)
		err = -errno;
	if (err == 0 && !S_ISREG(st->st_mode))
		err = -ENOENT;
	if (err == 0 && !is_there(s, st))
		err = -ENOENT;
	return err;
}

/* Without PART, the time of HEAD tells when the upload was stored. */
static int
date_of_head(const struct stage *s, int64_t *touched_ns)
{
	int fd = open_head(s, O_RDONLY), err;
	struct stat st;

	if (fd < 0)
		return fd;
	err = stage_result(fstat(fd, &st));
	close(fd);
	if (err == 0)
		*touched_ns = changed_ns(&st);
	return err;
}

static int
open_part(struct stage *s, int64_t wait_ms, int64_t *touched_ns)
{
	struct stat st;
	int err;

	s->fd = openat(s->dir, s->name,
	    O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	err = s->fd < 0 ? -errno : hold(s, &st, wait_ms);
	if (err == 0) {
		s->n = s->sent = (uint64_t)st.st_size;
		*touched_ns = changed_ns(&st);
		return 0;
	}
	docroot_close(&s->fd);
	return err == -ENOENT ? date_of_head(s, touched_ns) : err;
}

int
stage_part_open(struct stage *s, int dir, enum stage_sync sync,
    struct span token, int64_t *touched_ns)
{
	*s = (struct stage){ .dir = dir, .fd = -1, .sync = sync };
	name_part(s, token);
	return open_part(s, 0, touched_ns);
}

int
stage_part_claim(struct stage *s, int64_t *touched_ns)
{
	int head = open_head(s, O_RDONLY), err;

	/*
	 * The other process has the lock of HEAD for moments, and may have
	 * removed HEAD.  Without the lock we still wait.
	 */
	if (head >= 0)
		(void)stage_lock_within(head, LOCK_SH, LIMIT_PART_LOOK_MS);
	err = open_part(s, LIMIT_PART_WAIT_MS, touched_ns);
	docroot_close(&head);
	return err;
}

int
stage_part_watch(const struct stage *s)
{
	return open_head(s, O_RDWR);
}

bool
stage_part_is_claimed(int watch)
{
	if (flock(watch, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK;
	stage_unlock(watch);
	return false;
}

int
stage_part_lines(const struct stage *s, struct text *t)
{
	int fd = open_head(s, O_RDONLY);
	ssize_t got = 1;

	if (fd < 0)
		return fd;
	for (t->n = 0; got > 0 && t->n < t->room;) {
		got = pread(fd, t->p + t->n, t->room - t->n, (off_t)t->n);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			t->n += (size_t)got;
	}
	got = got < 0 ? -errno : 0;
	close(fd);
	return (int)got;
}

int
stage_part_note(const struct stage *s, struct span line)
{
	return write_head(s, O_APPEND, line);
}

int
stage_part_stamp(const struct stage *s, struct span line)
{
	return write_head(s, 0, line);
}

int
stage_part_sync(const struct stage *s)
{
	return stage_sync_file(s->fd, s->sync);
}

int
stage_part_cut(struct stage *s, uint64_t length)
{
	int err;

	do
		err = stage_result(ftruncate(s->fd, (off_t)length));
	while (err == -EINTR);
	if (err < 0)
		return err;
	s->n = s->sent = length;
	return stage_part_sync(s);
}

void
stage_part_leave(struct stage *s)
{
	s->name[0] = '\0';
	docroot_close(&s->fd);
}

void
stage_part_remove(struct stage *s)
{
	char room[STAGE_NAME];

	if (s->name[0] != '\0') {
		(void)unlinkat(s->dir, head_name(s->name, room), 0);
		(void)unlinkat(s->dir, s->name, 0);
	}
	stage_part_leave(s);
}

bool
stage_part_is(const char *name)
{
	struct span s = span_str(name), rest;

	if (!span_starts(s, SPAN(PREFIX)) ||
	    s.n < sizeof PREFIX - 1 + STAGE_TOKEN)
		return false;
	rest = span_from(s, sizeof PREFIX - 1 + STAGE_TOKEN);
	return rest.n == 0 || span_eq(rest, SPAN(SUFFIX));
}

/*
 * Removes an expired upload.  A PART without HEAD was begun and never offered:
 * it is kept as long as the HEAD of a stored one.
 */
static void
sweep_part(
    struct stage *s, const struct stat *st, int64_t before, int64_t stored)
{
	char room[STAGE_NAME];
	struct stat other;
	bool alone = fstatat(s->dir, head_name(s->name, room), &other,
			 AT_SYMLINK_NOFOLLOW) < 0;

	if (changed_ns(st) >= (alone && stored > before ? stored : before))
		return;
	s->fd = openat(
	    s->dir, s->name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (s->fd >= 0 && flock(s->fd, LOCK_EX | LOCK_NB) == 0 &&
	    is_there(s, st))
		stage_part_remove(s);
	docroot_close(&s->fd);
}

static void
sweep_name(int dir, const char *name, int64_t before, int64_t stored)
{
	struct stage s = { .dir = dir, .fd = -1 };
	struct stat st, other;
	bool head;

	if (!stage_part_is(name) ||
	    fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	name_part(&s, (struct span){ name + sizeof PREFIX - 1, STAGE_TOKEN });
	head = name[sizeof PREFIX - 1 + STAGE_TOKEN] != '\0';
	if (!head)
		sweep_part(&s, &st, before, stored);
	else if (changed_ns(&st) < stored &&
		 fstatat(dir, s.name, &other, AT_SYMLINK_NOFOLLOW) < 0 &&
		 errno == ENOENT)
		(void)unlinkat(dir, name, 0);
}

void
stage_part_sweep(int dir, int64_t before_ns, int64_t stored_ns)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct folder folder;
	struct span name;

	if (fd < 0)
		return;
	folder_init(&folder, fd, NULL, "", false);
	while (folder_next(&folder, &name) > 0)
		sweep_name(fd, name.p, before_ns, stored_ns);
	docroot_close(&fd);
}
