#define _GNU_SOURCE
#include "client/follow.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MOST 8
#define DESCRIPTORS 1024

static int
descriptor(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	struct span s = span_str(path);
	uint64_t n;

	if (strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		struct span folder = span_str(folders[i]);

		if (span_starts(s, folder) &&
		    span_u64(span_from(s, folder.n), &n) && n < DESCRIPTORS)
			return (int)n;
	}
	return -1;
}

/* Puts the target of the link, relative to the directory of the link. */
static bool
step(char path[FOLLOW_ROOM])
{
	char to[FOLLOW_ROOM], next[FOLLOW_ROOM];
	struct text t = TEXT(next);
	const char *slash = strrchr(path, '/');
	ssize_t n = readlink(path, to, sizeof to);

	if (n <= 0)
		return true; /* the link has just gone */
	if (*to != '/' && slash != NULL)
		text_put(&t, (struct span){ path, (size_t)(slash - path) + 1 });
	text_put(&t, (struct span){ to, (size_t)n });
	text_char(&t, '\0');
	if (text_fits(&t))
		memcpy(path, next, t.n);
	return text_fits(&t);
}

bool
follow_links(const char *path, char target[FOLLOW_ROOM])
{
	struct text t = { target, FOLLOW_ROOM, 0 };
	struct stat st;

	text_put(&t, span_str(path));
	text_char(&t, '\0');
	if (!text_fits(&t))
		return false;
	for (int i = 0; i < LINKS_MOST && descriptor(target) < 0; i++) {
		if (lstat(target, &st) < 0 || !S_ISLNK(st.st_mode) ||
		    (st.st_uid != geteuid() && st.st_uid != 0))
			break;
		if (!step(target))
			return false;
	}
	return true;
}

int
follow_descriptor(const char *path)
{
	char target[FOLLOW_ROOM];

	return follow_links(path, target) ? descriptor(target) : -1;
}

int
follow_open(int fd)
{
	int flags = fcntl(fd, F_GETFD), copy;

	if (flags < 0 || (flags & FD_CLOEXEC))
		return -EBADF;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	return copy < 0 ? -errno : copy;
}
