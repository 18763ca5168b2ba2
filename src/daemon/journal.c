#define _GNU_SOURCE
#include "daemon/journal.h"

#include "daemon/journal_entry.h"

#include "os/fence.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

/* The most bytes that wait for the journal: about 4 000 lines. */
#define PIPE_SIZE (1 << 20)

struct journal_reader {
	struct journal_entry entry;
	size_t n;
	char buf[1 << 16];
};

/*
 * Sends the complete lines of what has been read; the rest moves to the front.
 */
static void
send_lines(struct journal_reader *r)
{
	char *line = r->buf, *end;

	while ((end = memchr(line, '\n', r->n - (size_t)(line - r->buf))) !=
	       NULL) {
		size_t n = (size_t)(end - line);

		if (n > LIMIT_LOG_LINE)
			n = LIMIT_LOG_LINE;
		journal_entry_make(&r->entry, (struct span){ line, n });
		/* If the journal fails, there is nowhere to report it. */
		(void)sd_journal_sendv(r->entry.field, (int)r->entry.n);
		line = end + 1;
	}
	r->n -= (size_t)(line - r->buf);
	memmove(r->buf, line, r->n);
	if (r->n == sizeof r->buf)
		r->n = 0; /* a line as long as that is not ours */
}

static _Noreturn void
run(int out)
{
	static struct journal_reader r;
	ssize_t got;

	/*
	 * A signal that ends the other processes must not end this one before
	 * their last line.
	 */
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)prctl(PR_SET_NAME, "minihttpd-log");
	/*
	 * This process formats text from strangers, and needs nothing but the
	 * journal.
	 */
	(void)fence_enter(FENCE_WRITE | FENCE_EXECUTE, NULL, 0);
	for (;;) {
		got = read(out, r.buf + r.n, sizeof r.buf - r.n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			_exit(0);
		r.n += (size_t)got;
		send_lines(&r);
	}
}

int
journal_restart(struct journal *r)
{
	r->pid = fork();
	if (r->pid == 0) {
		close(r->in);
		/*
		 * This closes the listening sockets too, since the process must
		 * not keep a port that is given up.
		 */
		(void)dup2(r->out, STDIN_FILENO);
		(void)close_range(STDERR_FILENO + 1, ~0U, 0);
		run(STDIN_FILENO);
	}
	return r->pid < 0 ? -errno : 0;
}

int
journal_start(struct journal *r)
{
	int ends[2], flags;

	*r = (struct journal){ -1, -1, 0 };
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	r->out = ends[0];
	r->in = ends[1];
	/* if this fails, the pipe holds the usual 64 KiB */
	(void)fcntl(r->in, F_SETPIPE_SZ, PIPE_SIZE);
	flags = fcntl(r->in, F_GETFL);
	if (flags < 0 || fcntl(r->in, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	return journal_restart(r);
}

void
journal_let_go(struct journal *r)
{
	if (r->in >= 0)
		close(r->in);
	if (r->out >= 0)
		close(r->out);
	r->in = r->out = -1;
}
