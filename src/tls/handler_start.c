#define _GNU_SOURCE
#include "tls/handler_start.h"

#include "tls/passing.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#define WORDS 64
#define SECURE "--secure"

/*
 * Drops const for execvp(3), which changes nothing of what its pointers lead
 * to.
 */
static char *
word(const char *s)
{
	return (char *)(uintptr_t)s;
}

static void
complain(const struct log *log, int err)
{
	log_complain(log, SPAN("starting the handler"), strerror(err));
}

static void
execute(const char *const *command, const struct log *log)
{
	char *argv[WORDS + 1] = { word(command[0]), word(SECURE) };
	size_t n = 2;

	for (size_t i = 1; command[i] != NULL; i++) {
		if (n == WORDS) {
			log_complain(log, span_str(command[0]),
			    "its command has more than 62 words");
			return;
		}
		argv[n++] = word(command[i]);
	}
	(void)signal(SIGCHLD, SIG_DFL);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], argv);
	log_complain(log, span_str(argv[0]), strerror(errno));
}

/*
 * Executes the handler after its first byte.  An end without a byte means that
 * the handshake has failed.
 */
static void
wait_and_execute(const char *const *command, const struct log *log)
{
	ssize_t n;
	int fd;

	do
		n = passing_take(STDIN_FILENO, &fd, MSG_PEEK);
	while (n == -EINTR);
	if (n > 0 && (fd < 0 || dup2(fd, STDOUT_FILENO) >= 0))
		execute(command, log);
	else if (n != 0)
		complain(log, n < 0 ? (int)-n : errno);
}

bool
handler_start_send(int channel, struct span header, int connection)
{
	return passing_send(channel, header, connection, 0) ==
	       (ssize_t)header.n;
}

int
handler_start(
    const char *const *command, int channel, const struct log *log, int *fd)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	pid = fork();
	if (pid == 0) {
		close(channel);
		close(pair[0]);
		/* in place of the client's connection */
		if (dup2(pair[1], STDIN_FILENO) >= 0 &&
		    dup2(pair[1], STDOUT_FILENO) >= 0 &&
		    /*
		     * as under an inetd, where the handler does not log to
		     * stderr
		     */
		    (log->fd >= 0 || dup2(pair[1], STDERR_FILENO) >= 0) &&
		    close(pair[1]) == 0)
			wait_and_execute(command, log);
		else
			complain(log, errno);
		_exit(EX_OSERR);
	}
	if (pid < 0) {
		int err = -errno;

		close(pair[0]);
		close(pair[1]);
		return err;
	}
	close(pair[1]);
	*fd = pair[0];
	return 0;
}
