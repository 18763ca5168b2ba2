#define _GNU_SOURCE
#include "tls/key_service.h"

#include "os/obituary.h"
#include "os/privilege.h"
#include "tls/cage.h"
#include "tls/keys.h"
#include "tls/options.h"
#include "tls/passing.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* The time to read the keys. */
#define START_MS 30000

/*
 * The most channels: one for each handshake, and some whose process has just
 * ended.  Others wait in the control channel.
 */
#define CHANNELS (OPTIONS_HANDSHAKES_MOST + 64)

/* Signs until the service has ended. */
static void
serve(void)
{
	static struct pollfd p[1 + CHANNELS];
	nfds_t n = 1;
	bool ended = false;

	p[0].fd = CAGE_CONTROL;
	while (!ended) {
		p[0].events = n < 1 + CHANNELS ? POLLIN : 0;
		p[0].revents = 0;
		if (poll(p, n, -1) < 0 && errno != EINTR)
			return;
		for (nfds_t i = n; --i > 0;) {
			if (p[i].revents == 0)
				continue;
			if (p[i].revents & POLLIN)
				keys_answer(p[i].fd);
			close(p[i].fd);
			p[i] = p[--n];
		}
		if (p[0].revents == 0)
			continue;
		p[n] = (struct pollfd){ .events = POLLIN };
		ended = passing_take(CAGE_CONTROL, &p[n].fd, MSG_DONTWAIT) == 0;
		n += p[n].fd >= 0;
	}
}

/* Tells which keys can be used, and serves. */
static void
run(const struct certificate *c, size_t n, const struct log *log)
{
	char good[OPTIONS_PAIRS];
	static struct log stderr_log;
	const char *why = NULL;
	int control = CAGE_CONTROL;

	for (size_t i = 0; i < n; i++)
		good[i] = keys_open(&c[i], i, log);
	stderr_log = *log;
	stderr_log.fd = STDERR_FILENO; /* the other one reports the start */
	obituary_prepare(&stderr_log, OBITUARY_OF_ALL);
	if (privilege_held() && privilege_become(CAGE_USER, CAGE_USER) < 0)
		why = "root cannot be given up";
	else if (!cage_enter(CAGE_KEY_SERVICE, &control, 1))
		why = CAGE_NOT;
	if (why != NULL)
		log_complain(&stderr_log, SPAN("key process"), why);
	else if (send(CAGE_CONTROL, good, n, MSG_NOSIGNAL) == (ssize_t)n)
		serve();
}

int
key_service_start(const struct certificate *c, size_t n, const struct log *log,
    struct key_service *k)
{
	char good[OPTIONS_PAIRS];
	struct pollfd p = { .events = POLLIN };
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	k->pid = fork();
	if (k->pid == 0) {
		/* the process ends with the service */
		(void)signal(SIGTERM, SIG_IGN);
		if (dup2(pair[1], CAGE_CONTROL) == CAGE_CONTROL)
			run(c, n, log);
		_exit(1);
	}
	close(pair[1]);
	p.fd = k->control = pair[0];
	if (k->pid < 0)
		return -errno;
	if (poll(&p, 1, START_MS) != 1 ||
	    recv(k->control, good, n, MSG_DONTWAIT) != (ssize_t)n)
		return -ECHILD;
	for (size_t i = 0; i < n; i++)
		k->good[i] = good[i];
	return 0;
}

int
key_service_connect(const struct key_service *k)
{
	int pair[2];
	ssize_t n;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	n = passing_send(
	    k->control, (struct span){ "", 1 }, pair[1], MSG_DONTWAIT);
	close(pair[1]);
	if (n >= 0)
		return pair[0];
	close(pair[0]);
	return (int)n;
}
