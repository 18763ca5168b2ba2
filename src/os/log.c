#define _GNU_SOURCE
#include "os/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

void
log_stderr(struct log *log, int connection)
{
	struct stat err, peer;

	*log = (struct log){ STDERR_FILENO, false };
	if (fstat(STDERR_FILENO, &err) < 0) {
		log->fd = -1;
		return;
	}
	if (!S_ISSOCK(err.st_mode))
		return;
	if (fstat(connection, &peer) == 0 && peer.st_ino == err.st_ino &&
	    peer.st_dev == err.st_dev)
		log->fd = -1;
	else
		log->journal = getenv("JOURNAL_STREAM") != NULL;
}

int
log_open(struct log *log, const char *path)
{
	*log = (struct log){ -1, false };
	log->fd = openat(AT_FDCWD, path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
	    0640);
	return log->fd < 0 ? -errno : 0;
}

void
log_write(const struct log *log, enum log_level level, struct span line)
{
	char priority[3] = { '<', (char)('0' + level), '>' };
	struct iovec v[2] = { { priority, sizeof priority },
		{ (void *)(uintptr_t)line.p, line.n } };

	if (log->fd < 0)
		return;
	/* Nobody is left to tell if the log itself fails. */
	if (log->journal)
		(void)!writev(log->fd, v, 2);
	else
		(void)!write(log->fd, line.p, line.n);
}
