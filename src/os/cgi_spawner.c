#define _GNU_SOURCE
#include "os/cgi_spawner.h"

#include "os/cgi_keeper.h"
#include "os/in_flight.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Some calls here and in the keeper are plain system calls, since libc's
 * functions do more around them.  libc lies on the launch path, between this
 * program's code and its constants, so every GET pays for its growth.
 */

/*
 * The spawner only forks; if it does not take a job within this time, it is
 * broken.
 */
#define PATIENCE_S 5

int
cgi_spawner_start(const struct cgi_spawner_setup *setup, int *spawner)
{
	struct timeval patience = { PATIENCE_S, 0 };
	int size = (int)sizeof(struct cgi_keeper_message) + 4096, on = 1;
	int end[2];
	pid_t pid;

	if (syscall(SYS_socketpair, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
		end) < 0)
		return -errno;
	/* from the first job on, the kernel reports each job's sender */
	if (setsockopt(end[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on) < 0) {
		int err = -errno;

		(void)close(end[0]);
		(void)close(end[1]);
		return err;
	}
	/* If the kernel refuses, the default remains, which is larger. */
	(void)setsockopt(end[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	(void)setsockopt(
	    end[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	(void)shutdown(end[0], SHUT_RD);
	pid = fork();
	if (pid == 0) {
		(void)close(end[0]);
		if (fork() == 0)
			cgi_keeper_serve(setup, end[1]);
		_exit(0);
	}
	(void)close(end[1]);
	if (pid < 0) {
		int err = -errno;

		(void)close(end[0]);
		return err;
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	*spawner = end[0];
	return 0;
}

static void
close_all(int *fd, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (fd[i] >= 0)
			(void)close(fd[i]);
		fd[i] = -1;
	}
}

/*
 * The handler's ends are at even places and the script's at odd ones.  The
 * keeper makes the latter block, so that the handler needs no call for that.
 */
static int
open_pipes(int fd[2 * CGI_KEEPER_ENDS])
{
	for (size_t i = 0; i < 2 * CGI_KEEPER_ENDS; i++)
		fd[i] = -1;
	for (size_t i = 0; i < CGI_KEEPER_ENDS; i++) {
		int end[2], ours = i == CGI_KEEPER_IN;

		if (pipe2(end, O_CLOEXEC | O_NONBLOCK) < 0)
			return -errno;
		fd[2 * i] = end[ours];
		fd[2 * i + 1] = end[!ours];
	}
	return 0;
}

static int
send_job(int spawner, const struct cgi_spawner_job *job,
    const int fd[CGI_KEEPER_ENDS])
{
	struct cgi_keeper_job head = { (uint32_t)job->prefix, job->stages,
		(uint32_t)job->host.n, (uint32_t)job->script.n,
		(uint32_t)job->environment.n };
	struct iovec part[] = { { &head, sizeof head },
		{ (void *)(uintptr_t)job->host.p, job->host.n },
		{ (void *)(uintptr_t) "", 1 },
		{ (void *)(uintptr_t)job->script.p, job->script.n },
		{ (void *)(uintptr_t) "", 1 },
		{ (void *)(uintptr_t)job->environment.p, job->environment.n } };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(CGI_KEEPER_ENDS * sizeof(int))];
	} control = { .head = {
			  .cmsg_len = CMSG_LEN(CGI_KEEPER_ENDS * sizeof(int)),
			  .cmsg_level = SOL_SOCKET,
			  .cmsg_type = SCM_RIGHTS } };
	struct msghdr message = { .msg_iov = part,
		.msg_iovlen = sizeof part / sizeof *part,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room };

	int64_t waited_ms = 0;
	int err;

	memcpy(CMSG_DATA(&control.head), fd, CGI_KEEPER_ENDS * sizeof *fd);
	do {
		err = 0;
		if (syscall(SYS_sendmsg, spawner, &message, MSG_NOSIGNAL) < 0)
			err = -errno;
	} while (in_flight_wait(err, &waited_ms));
	return err == -ETOOMANYREFS ? -EAGAIN : err;
}

int
cgi_spawner_run(
    int spawner, const struct cgi_spawner_job *job, struct cgi_spawned *script)
{
	int fd[2 * CGI_KEEPER_ENDS], theirs[CGI_KEEPER_ENDS];
	int err = open_pipes(fd);

	for (size_t i = 0; i < CGI_KEEPER_ENDS; i++)
		theirs[i] = fd[2 * i + 1];
	if (err == 0)
		err = send_job(spawner, job, theirs);
	if (err < 0) {
		close_all(fd, 2 * CGI_KEEPER_ENDS);
		return err;
	}
	close_all(theirs, CGI_KEEPER_ENDS);
	*script = (struct cgi_spawned){ .in = fd[2 * CGI_KEEPER_IN],
		.out = fd[2 * CGI_KEEPER_OUT],
		.err = fd[2 * CGI_KEEPER_ERR],
		.told = fd[2 * CGI_KEEPER_TELL] };
	return 0;
}

/*
 * Closes the handler's end of `told` first, so that a keeper that stages does
 * not take the rest for the end of the input.
 */
void
cgi_spawner_end(struct cgi_spawned *script)
{
	int fd[] = { script->told, script->in, script->out, script->err };

	close_all(fd, sizeof fd / sizeof *fd);
	*script = (struct cgi_spawned){ -1, -1, -1, -1 };
}

bool
cgi_spawner_hear(struct cgi_spawned *script, struct cgi_spawner_word *word)
{
	int64_t n = cgi_spawner_read(script->told, word, sizeof *word);

	if (n == -EAGAIN)
		return false;
	if (n != (int64_t)sizeof *word)
		*word = (struct cgi_spawner_word){ CGI_SPAWNER_ENDED, -1 };
	(void)close(script->told);
	script->told = -1;
	return true;
}

int64_t
cgi_spawner_read(int fd, void *buf, size_t n)
{
	ssize_t got;

	do
		got = read(fd, buf, n);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

int64_t
cgi_spawner_write(int fd, const void *buf, size_t n)
{
	ssize_t put;

	do
		put = write(fd, buf, n);
	while (put < 0 && errno == EINTR);
	return put < 0 ? -errno : put;
}
