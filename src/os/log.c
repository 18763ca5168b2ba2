#define _GNU_SOURCE
#include "os/log.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* $JOURNAL_STREAM is "device:inode" of the journal's end (systemd.exec(5)). */
static bool
is_journal(const struct stat *st)
{
	const char *env = getenv("JOURNAL_STREAM");
	struct span device, inode;
	uint64_t dev, ino;

	return env != NULL && span_cut(span_str(env), ':', &device, &inode) &&
	       span_u64(device, &dev) && span_u64(inode, &ino) &&
	       dev == st->st_dev && ino == st->st_ino;
}

void
log_stderr(struct log *log, const char *name, int connection)
{
	struct stat err, peer;

	*log = (struct log){ .fd = STDERR_FILENO, .name = name };
	if (fstat(STDERR_FILENO, &err) < 0) {
		log->fd = -1;
		return;
	}
	log->file = S_ISREG(err.st_mode);
	log->pipe = S_ISFIFO(err.st_mode);
	log->waits = log->pipe || S_ISSOCK(err.st_mode);
	if (!S_ISSOCK(err.st_mode))
		return;
	if (fstat(connection, &peer) == 0 && peer.st_ino == err.st_ino &&
	    peer.st_dev == err.st_dev)
		log->fd = -1;
	else if (is_journal(&err)) {
		log->journal = true;
		log->name = NULL;
	}
}

int
log_open(struct log *log, const char *path)
{
	*log = LOG_OFF;
	log->fd = openat(AT_FDCWD, path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
	    0640);
	log->file = log->fd >= 0; /* a device counts as well: its size is 0 */
	return log->fd < 0 ? -errno : 0;
}

uint64_t
log_size(const struct log *log)
{
	struct stat st;

	if (!log->file || fstat(log->fd, &st) < 0)
		return 0;
	return (uint64_t)st.st_size;
}

void
log_pipe(struct log *log, _Atomic uint64_t *lost)
{
	log->waits = false;
	log->lost = lost;
	log->name = NULL; /* minihttpd adds the name in the journal */
}

static struct iovec
bytes(struct span s)
{
	return (struct iovec){ (void *)(uintptr_t)s.p, s.n };
}

/* v[0] is room for the priority. */
static void
put(const struct log *log, enum log_level level, struct iovec *v, int n)
{
	static const char priority[] = "<0><1><2><3><4><5><6><7>";
	struct pollfd p = { .fd = log->fd, .events = POLLOUT };
	int skip = log->journal ? 0 : 1;

	if (log->fd < 0)
		return;
	if (log->waits && poll(&p, 1, LIMIT_LOG_WAIT_MS) != 1)
		return;
	v[0] = bytes((struct span){ priority + 3 * (size_t)level, 3 });
	/* If the log itself fails, there is nowhere to report it. */
	if (writev(log->fd, v + skip, n - skip) < 0 && log->lost != NULL)
		(*log->lost)++;
}

void
log_write(const struct log *log, enum log_level level, struct span line)
{
	struct iovec v[2] = { { NULL, 0 }, bytes(line) };

	put(log, level, v, 2);
}

/* Puts a word and a colon; nothing if the word is empty. */
static int
put_word(struct iovec *v, struct span word)
{
	if (word.n == 0)
		return 0;
	if (word.n > LIMIT_LOG_LINE / 2)
		word.n = LIMIT_LOG_LINE / 2;
	v[0] = bytes(word);
	v[1] = bytes(SPAN(": "));
	return 2;
}

static int
put_name(struct iovec *v, const struct log *log)
{
	return log->name == NULL || log->fd != STDERR_FILENO
		   ? 0
		   : put_word(v, span_str(log->name));
}

void
log_named(const struct log *log, enum log_level level, struct span line)
{
	struct iovec v[4];
	int n = 1;

	n += put_name(v + n, log);
	v[n++] = bytes(line);
	put(log, level, v, n);
}

void
log_complain(const struct log *log, struct span what, const char *reason)
{
	log_complain_of(log, NULL, what, reason);
}

void
log_complain_of(const struct log *log, const char *directive, struct span path,
    const char *reason)
{
	struct iovec v[9];
	int n = 1;

	n += put_name(v + n, log);
	if (directive != NULL) {
		v[n++] = bytes(span_str(directive));
		v[n++] = bytes(SPAN(" "));
	}
	n += put_word(v + n, path);
	v[n++] = bytes(span_str(reason));
	v[n++] = bytes(SPAN("\n"));
	put(log, LOG_LEVEL_ERROR, v, n);
}
