#define _GNU_SOURCE
#include "shelf/flight.h"

#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".lock"

/*
 * The content of a lock file whose response is not for the processes that wait.
 * It is written before the file is removed.
 */
#define PASS "pass"

/* The first and the longest interval between attempts to take a lock. */
#define TRY_MS 1
#define TRY_MOST_MS 20

static int
open_lock(const struct store *s, const struct store_key *key)
{
	int fd = store_open(s, key, SUFFIX, O_RDWR | O_CREAT);
	char shard[STORE_PATH + 4];
	struct text t = TEXT(shard);

	if (fd != -ENOENT)
		return fd;
	fd = store_make(s);
	if (fd < 0)
		return fd;
	text_put(&t, span_str(s->root));
	text_char(&t, '/');
	text_put(&t, (struct span){ key->name, 2 });
	text_char(&t, '\0');
	if (mkdir(shard, 0700) < 0 && errno != EEXIST)
		return -errno;
	return store_open(s, key, SUFFIX, O_RDWR | O_CREAT);
}

/*
 * Takes the lock.  Returns 0, -EWOULDBLOCK after until_ms, or -errno; sets
 * *waited if it had to wait.
 */
static int
lock(int fd, int64_t until_ms, bool *waited)
{
	int step = TRY_MS;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int64_t left = until_ms - clock_mono_ms();

		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (left <= 0)
			return -EWOULDBLOCK;
		*waited = true;
		(void)poll(NULL, 0, left < step ? (int)left : step);
		step = step * 2 < TRY_MOST_MS ? step * 2 : TRY_MOST_MS;
	}
	return 0;
}

/* Returns true if the locked file still has this name. */
static bool
is_current(int fd, const struct store *s, const struct store_key *key)
{
	struct stat ours, named;
	int again = store_open(s, key, SUFFIX, O_RDWR);
	bool same;

	if (again < 0)
		return false;
	same = fstat(fd, &ours) == 0 && fstat(again, &named) == 0 &&
	       ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
	close(again);
	return same;
}

/* Returns true if the file also has the name of a blob. */
static bool
is_shared(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_nlink > 1;
}

static bool
is_passed(int fd)
{
	char mark[sizeof PASS];

	return pread(fd, mark, sizeof mark, 0) == sizeof PASS - 1 &&
	       memcmp(mark, PASS, sizeof PASS - 1) == 0;
}

enum flight_answer
flight_take(const struct store *s, const struct store_key *key, int64_t wait_ms,
    struct flight *out)
{
	int64_t until = clock_mono_ms() + wait_ms;
	bool waited = false;

	for (;;) {
		int fd = open_lock(s, key), err;

		if (fd < 0)
			return FLIGHT_BROKEN;
		err = lock(fd, until, &waited);
		if (err == 0 && is_current(fd, s, key)) {
			if (!is_shared(fd)) {
				out->fd = fd;
				return waited ? FLIGHT_WAITED : FLIGHT_HELD;
			}
			/*
			 * The process that made it was killed before it had
			 * removed the name.
			 */
			(void)store_unlink(s, key, SUFFIX);
			close(fd);
			continue;
		}
		if (err == 0 && is_passed(fd)) {
			close(fd);
			return FLIGHT_PASSED;
		}
		close(fd);
		if (err == -EWOULDBLOCK)
			return FLIGHT_BUSY;
		if (err < 0)
			return FLIGHT_BROKEN;
		/* the file was removed: another process has finished */
		waited = true;
	}
}

void
flight_drop(struct flight *f, const struct store *s,
    const struct store_key *key, enum flight_end end)
{
	if (f->fd < 0)
		return;
	if (end == FLIGHT_REMOVE)
		/* if this fails, the sweep removes the file */
		(void)store_unlink(s, key, SUFFIX);
	close(f->fd);
	f->fd = -1;
}

void
flight_pass(
    struct flight *f, const struct store *s, const struct store_key *key)
{
	if (f->fd < 0)
		return;
	(void)!ftruncate(f->fd, 0);
	(void)!pwrite(f->fd, PASS, sizeof PASS - 1, 0);
	flight_drop(f, s, key, FLIGHT_REMOVE);
}
