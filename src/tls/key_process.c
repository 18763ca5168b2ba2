#define _GNU_SOURCE
#include "tls/key_process.h"

#include "os/obituary.h"
#include "os/privilege.h"
#include "tls/cage.h"
#include "tls/keys.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static bool
is_ready(int fd, uint64_t timeout_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, (int)timeout_ms) == 1;
}

static void
run(const struct key_process_setup *setup, int channel)
{
	bool good = true;

	for (size_t i = 0; i < setup->n && good; i++)
		good = keys_open(&setup->certificate[i], i, setup->log);
	obituary_prepare(setup->log, OBITUARY_OF_ALL);
	if (!good ||
	    (privilege_held() && privilege_become(CAGE_USER, CAGE_USER) < 0) ||
	    !cage_enter(CAGE_KEY, &channel, 1))
		return;
	if (is_ready(channel, setup->timeout_ms))
		keys_answer(channel);
}

int
key_process_start(const struct key_process_setup *setup, int *channel)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	pid = fork();
	if (pid < 0) {
		int err = -errno;

		close(pair[0]);
		close(pair[1]);
		return err;
	}
	if (pid == 0) {
		close(pair[0]);
		close(STDIN_FILENO); /* the client's connection */
		close(STDOUT_FILENO);
		run(setup, pair[1]);
		_exit(0);
	}
	close(pair[1]);
	*channel = pair[0];
	return 0;
}

long
key_process_ask(int *channel, const struct signing_request *r,
    uint64_t timeout_ms, char answer[SIGNING_ANSWER])
{
	char bytes[SIGNING_REQUEST];
	struct text t = TEXT(bytes);
	ssize_t n = -1;
	int err = EBADF;

	if (*channel < 0)
		return -EBADF;
	signing_put(&t, r);
	if (text_fits(&t) &&
	    send(*channel, t.p, t.n, MSG_NOSIGNAL) == (ssize_t)t.n) {
		err = ETIMEDOUT;
		if (is_ready(*channel, timeout_ms)) {
			n = recv(
			    *channel, answer, SIGNING_ANSWER, MSG_DONTWAIT);
			err = n < 0 ? errno : ECONNRESET;
		}
	}
	close(*channel);
	*channel = -1;
	return n > 0 ? n : -err;
}
