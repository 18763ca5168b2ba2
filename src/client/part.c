#define _GNU_SOURCE
#include "client/part.h"

#include "base/text.h"
#include "client/child.h"
#include "shelf/store.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { PART_FIXED, PART_RANDOM };

/* Puts the name of the file.  Returns 0 or -errno. */
static int
put_name(const char *to, enum kind kind, char *out, size_t room)
{
	struct text t = { out, room, 0 };
	struct span path = span_str(to), name = path;

	for (size_t i = path.n; i > 0 && path.p[i - 1] != '/'; i--)
		name = span_from(path, i - 1);
	if (path.n > 0 && path.p[path.n - 1] == '/')
		return -EISDIR;
	text_put(&t, (struct span){ path.p, path.n - name.n });
	text_char(&t, '.');
	text_put(&t, (struct span){ name.p, name.n < 200 ? name.n : 200 });
	if (kind == PART_RANDOM) {
		text_char(&t, '.');
		text_hex(&t, store_random());
	}
	text_put(&t, SPAN(".part"));
	text_char(&t, '\0');
	return text_fits(&t) ? 0 : -ENAMETOOLONG;
}

static bool
lock(int fd)
{
	int r;

	do
		r = flock(fd, LOCK_EX | LOCK_NB);
	while (r < 0 && errno == EINTR);
	return r == 0;
}

/* Creates a file; returns -1 if it exists already or cannot be locked. */
static int
create(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0 || lock(fd))
		return fd;
	if (errno != EWOULDBLOCK) /* no other process has the lock now */
		(void)unlink(name);
	close(fd);
	return -1;
}

/*
 * Returns true if the file belongs to this user alone, and nobody else writes
 * to it.
 */
static bool
take_over(int fd, const char *name)
{
	struct stat st, at;

	return lock(fd) && fstat(fd, &st) == 0 && lstat(name, &at) == 0 &&
	       st.st_ino == at.st_ino && st.st_dev == at.st_dev &&
	       S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	       st.st_nlink == 1 && ftruncate(fd, 0) == 0;
}

/*
 * The first byte is written last, since a signal handler may read the name at
 * any moment.
 */
static void
publish(char *name, const char *work)
{
	memcpy(name + 1, work + 1, strlen(work));
	*(volatile char *)name = *work;
}

int
part_create(const char *path, char *name, size_t room)
{
	char work[4096];
	int fd, err;

	*name = '\0';
	if (room > sizeof work)
		room = sizeof work;
	err = put_name(path, PART_FIXED, work, room);
	if (err < 0)
		return err;
	fd = create(work);
	if (fd < 0) {
		fd = open(work, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (fd >= 0 && !take_over(fd, work)) {
			close(fd);
			fd = -1;
		}
	}
	if (fd < 0) {
		err = put_name(path, PART_RANDOM, work, room);
		if (err < 0)
			return err;
		fd = open(work, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	}
	if (fd < 0)
		return -errno;
	publish(name, work);
	return fd;
}

static const char *guarded;

static void
on_end(int signal_number)
{
	if (*guarded != '\0')
		(void)unlink(guarded);
	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}

void
part_guard(const char *name)
{
	static const int ends[] = CHILD_ENDS;

	guarded = name;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (signal(ends[i], on_end) == SIG_IGN)
			/* ignored before the start, as by nohup */
			(void)signal(ends[i], SIG_IGN);
}
