#define _GNU_SOURCE
#include "daemon/spawn.h"

#include "os/scoreboard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/*
 * The lowest number above all descriptors that are passed, so that none is
 * overwritten before it is moved.
 */
#define ABOVE (HANDED_SOCKETS + LIMIT_LISTEN + 2)

/* The most words of the command line, including those that are added here. */
#define WORDS (2 * ARGS_OVERRIDES + 16)

struct command {
	const char *word[WORDS];
	size_t n;
	char number[16];
};

static void
add(struct command *c, const char *word)
{
	c->word[c->n++] = word;
}

static void
add_settings(struct command *c, const struct args *a)
{
	if (a->conf_file != NULL) {
		add(c, "-c");
		add(c, a->conf_file);
	}
	for (size_t i = 0; i < a->noverrides; i++) {
		add(c, "-o");
		add(c, a->override[i]);
	}
}

static void
build(const struct spawn *s, struct command *c)
{
	const struct conf *conf = &s->settings->conf;

	c->n = 0;
	(void)snprintf(c->number, sizeof c->number, "%u", s->number);
	add(c, s->handler);
	add(c, "-w");
	add(c, c->number);
	add_settings(c, s->args);
	/*
	 * IdleExit does not apply to a worker: minihttpd decides when to exit.
	 */
	add(c, "-o");
	add(c, "IdleExit 0");
	if (s->journal >= 0 && conf->access_log.to == CONF_LOG_STDERR) {
		add(c, "-o");
		add(c, "LogFormat journal");
	}
	if (s->settings->docroot != NULL) {
		add(c, "--");
		add(c, s->settings->docroot);
	}
	c->word[c->n] = NULL;
}

static bool
put(int fd, int at)
{
	return fd >= 0 && dup2(fd, at) == at;
}

/*
 * Puts the sockets.  Workers get those of HTTP, and behind them their end of
 * the channel; minihttp-tls gets those of HTTPS.
 */
static bool
put_sockets(const struct sockets *s, bool tls)
{
	int fd[LIMIT_LISTEN + 1], n = 0;

	for (unsigned i = 0; i < s->n; i++)
		if (s->tls[i] == tls)
			fd[n++] = fcntl(s->fd[i], F_DUPFD_CLOEXEC, ABOVE);
	if (!tls && s->channel > 0)
		fd[n++] = fcntl(s->channel, F_DUPFD_CLOEXEC, ABOVE);
	for (int i = 0; i < n; i++)
		if (!put(fd[i], HANDED_SOCKETS + i))
			return false;
	(void)close(HANDED_SOCKETS + n);
	return true;
}

static bool
hand_down(const struct spawn *s)
{
	int board = fcntl(s->board, F_DUPFD_CLOEXEC, ABOVE);
	int ready = fcntl(s->ready, F_DUPFD_CLOEXEC, ABOVE);
	int conf = fcntl(s->settings->fd, F_DUPFD_CLOEXEC, ABOVE);
	int journal = s->journal < 0
			  ? STDERR_FILENO
			  : fcntl(s->journal, F_DUPFD_CLOEXEC, ABOVE);

	if (!put_sockets(s->sockets, false))
		return false;
	return put(board, HANDED_SCOREBOARD) && put(ready, HANDED_READY) &&
	       put(conf, HANDED_CONF) &&
	       put(open("/dev/null", O_RDWR | O_CLOEXEC), STDIN_FILENO) &&
	       put(STDIN_FILENO, STDOUT_FILENO) &&
	       (journal == STDERR_FILENO || put(journal, STDERR_FILENO));
}

/* Removes the variables that were meant for minihttpd alone. */
static void
clean_environment(bool journal)
{
	static const char *const ours[] = { "NOTIFY_SOCKET", "WATCHDOG_PID",
		"WATCHDOG_USEC", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES" };

	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		(void)unsetenv(ours[i]);
	if (journal)
		(void)unsetenv("JOURNAL_STREAM");
}

/*
 * Prepares the child, so that it drains when minihttpd ends.  Returns false if
 * minihttpd has ended already.
 */
static bool
settle(pid_t parent)
{
	sigset_t none;

	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	/*
	 * Ctrl-C on a terminal is meant for minihttpd alone; a worker would
	 * otherwise be told twice.
	 */
	(void)setpgid(0, 0);
	/*
	 * If minihttpd is killed, the worker drains, and systemd starts
	 * minihttpd again.
	 */
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	return getppid() == parent;
}

static _Noreturn void
become(const struct spawn *s, const struct command *c, pid_t parent)
{
	if (settle(parent) && hand_down(s)) {
		clean_environment(s->journal >= 0);
		execv(s->handler, (char *const *)(uintptr_t)c->word);
	}
	dprintf(STDERR_FILENO, "%s: %s\n", s->handler, strerror(errno));
	_exit(127);
}

pid_t
spawn_worker(const struct spawn *s)
{
	struct command c;
	pid_t parent = getpid(), pid;

	build(s, &c);
	pid = fork();
	if (pid == 0)
		become(s, &c, parent);
	return pid < 0 ? -errno : pid;
}

static bool
hand_down_tls(const struct spawn_tls *s)
{
	int channel = fcntl(s->channel, F_DUPFD_CLOEXEC, ABOVE);
	int ready = fcntl(s->ready, F_DUPFD_CLOEXEC, ABOVE);

	return put_sockets(s->sockets, true) && put(channel, HANDED_CHANNEL) &&
	       put(ready, HANDED_READY) &&
	       put(open("/dev/null", O_RDWR | O_CLOEXEC), STDIN_FILENO) &&
	       put(STDIN_FILENO, STDOUT_FILENO);
}

/*
 * The libraries of minihttp-tls find all their functions at its start.  They
 * would otherwise find them at the first call, and that is once again in each
 * of the processes that it forks.
 */
pid_t
spawn_tls(const struct spawn_tls *s)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0) {
		if (settle(parent) && hand_down_tls(s)) {
			clean_environment(false);
			(void)setenv("LD_BIND_NOW", "1", 1);
			execv(s->word[0], (char *const *)(uintptr_t)s->word);
		}
		dprintf(STDERR_FILENO, "%s: %s\n", s->word[0], strerror(errno));
		_exit(127);
	}
	return pid < 0 ? -errno : pid;
}

int
spawn_check(const char *handler, const struct args *a)
{
	struct command c = { .n = 0 };

	add(&c, handler);
	add(&c, "-t");
	add_settings(&c, a);
	if (a->docroot != NULL) {
		add(&c, "--");
		add(&c, a->docroot);
	}
	c.word[c.n] = NULL;
	execv(handler, (char *const *)(uintptr_t)c.word);
	return -errno;
}
