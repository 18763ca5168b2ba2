/*
 * minihttpd -- main: opens the sockets, runs the workers, and talks to systemd.
 * minihttpd.8 is the manual.  It reads no byte of a client, and keeps the
 * sockets open until it is told to stop.
 *
 *	SIGHUP		reload_begin
 *	SIGTERM, SIGINT	pool_stop; again: at once
 *	SIGCHLD		pool_reaped
 *	every few seconds	pool_check, STATUS= and WATCHDOG=1
 */
#define _GNU_SOURCE
#include "daemon/announce.h"
#include "daemon/daemon.h"
#include "daemon/reload.h"
#include "daemon/share.h"
#include "daemon/spawn.h"
#include "daemon/start.h"
#include "os/clock.h"
#include "os/fence.h"
#include "os/privilege.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <unistd.h>

/* The longest interval between two questions whether the workers still work. */
#define TICK_MS 5000

/* The time that the journal process gets to write its last lines. */
#define RELAY_END_MS 2000

static void
log_line(const struct daemon *d, struct text t)
{
	if (t.n > t.room - 1)
		t.n = t.room - 1;
	t.p[t.n++] = '\n';
	log_named(&d->log, LOG_LEVEL_INFO, TEXT_SPAN(t));
}

/* Logs what is served and at which addresses, or what a reload has changed. */
static void
announce(struct daemon *d)
{
	char line[LIMIT_LOG_LINE];
	struct text t = TEXT(line);

	if (!pool_settings(&d->pool)->good)
		return;
	text_put(&t, span_str(d->changes));
	if (d->changes[0] != '\0')
		text_put(&t, SPAN("; "));
	announce_serving(&t, pool_settings(&d->pool), &d->sockets);
	if (d->changes[0] == '\0' && isatty(STDERR_FILENO))
		text_put(&t, SPAN("; Ctrl-C ends it"));
	log_line(d, t);
	if (d->changes[0] == '\0' && d->args.qr)
		announce_code(
		    pool_settings(&d->pool), &d->sockets, STDERR_FILENO);
}

static void
report(struct daemon *d)
{
	struct pool_counts c;

	pool_count(&d->pool, &c);
	manager_count(&d->manager, &c, d->tls.status);
	if (c.lost > d->lost)
		daemon_complain(
		    d, "journal", "is too slow, log lines are lost");
	d->lost = c.lost;
	if (c.connections > 0 || c.accepted != d->accepted)
		d->busy_ms = clock_mono_ms();
	d->accepted = c.accepted;
}

/*
 * Returns true if there was no connection for IdleExit, and systemd holds the
 * sockets.
 */
static bool
is_idle(const struct daemon *d)
{
	const struct settings *s = pool_settings(&d->pool);

	return s != NULL && d->sockets.given && s->conf.idle_exit_ms > 0 &&
	       clock_mono_ms() - d->busy_ms >= (int64_t)s->conf.idle_exit_ms;
}

static void
close_sockets(struct daemon *d)
{
	if (d->sockets.given)
		return;
	sockets_close(&d->next, &d->sockets);
	sockets_close(&d->sockets, NULL);
}

/*
 * Stops everything.  The workers close their sockets as well, so from now on
 * new connections are refused.
 */
static void
stop(struct daemon *d)
{
	(void)sd_notify(0, "STOPPING=1");
	tls_service_stop(&d->tls);
	pool_stop(&d->pool);
	close_sockets(d);
}

/*
 * Ends when the workers have ended, and minihttp-tls has sent the last bytes.
 */
static void
end_if_empty(struct daemon *d)
{
	if (d->empty && tls_service_is_gone(&d->tls))
		(void)sd_event_exit(d->event, EX_OK);
}

static int
on_tick(sd_event_source *source, uint64_t now_us, void *arg)
{
	struct daemon *d = arg;

	(void)now_us;
	pool_check(&d->pool);
	tls_service_check(&d->tls);
	watch_tick(&d->watch);
	report(d);
	if (d->watchdog)
		(void)sd_notify(0, "WATCHDOG=1");
	if (is_idle(d) && !d->pool.stopping)
		stop(d);
	/*
	 * The time counts from now and not from now_us, when the timer was due.
	 * After a pause of this process (a debugger, a freezer) the workers
	 * thus get time to answer.
	 */
	(void)sd_event_source_set_time_relative(source, d->tick_us);
	return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static void
on_news(enum pool_news news, void *arg)
{
	struct daemon *d = arg;
	struct span why = hearing_reason(&d->pool.reason);

	switch (news) {
	case POOL_READY:
	case POOL_BROKEN:
		if (!d->sockets.given)
			sockets_close(&d->sockets, &d->next);
		d->sockets = d->next;
		d->next.n = 0;
		tls_service_begin(
		    &d->tls, pool_settings(&d->pool), &d->sockets);
		/* the new scoreboard begins at 0 */
		d->accepted = d->lost = 0;
		/* IdleExit begins now, since no client could connect before */
		d->busy_ms = clock_mono_ms();
		manager_set(&d->manager,
		    news == POOL_BROKEN ? MANAGER_BROKEN : MANAGER_WELL, why);
		if (news == POOL_BROKEN && pool_settings(&d->pool)->good)
			daemon_complain(
			    d, "configuration", "every request gets 500");
		manager_ready(&d->manager, &d->sockets);
		watch_follow(&d->watch);
		if (news == POOL_READY)
			announce(d);
		reload_pending(d);
		return;
	case POOL_FAILED:
		daemon_complain(d, "new workers",
		    d->pool.current != NULL ? "failed, the old ones stay"
					    : "failed");
		if (d->pool.current == NULL) {
			(void)sd_event_exit(d->event, EX_UNAVAILABLE);
			return;
		}
		reload_failed(d, why);
		reload_pending(d);
		return;
	case POOL_EMPTY:
		d->empty = true;
		end_if_empty(d);
		return;
	}
}

static int
on_signal(
    sd_event_source *source, const struct signalfd_siginfo *info, void *arg)
{
	struct daemon *d = arg;
	int status;
	pid_t pid;

	(void)source;
	switch (info->ssi_signo) {
	case SIGHUP:
		if (!d->pool.stopping)
			reload_begin(d);
		break;
	case SIGCHLD:
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			if (!tls_service_reaped(&d->tls, pid, status) &&
			    !pool_reaped(&d->pool, pid, status) &&
			    pid == d->journal.pid && d->journal.in >= 0)
				(void)journal_restart(&d->journal);
		end_if_empty(d);
		break;
	default:
		stop(d);
	}
	return 0;
}

/* Returns 0 or -errno. */
static int
listen_to_events(struct daemon *d)
{
	static const int number[] = { SIGHUP, SIGCHLD, SIGTERM, SIGINT };
	uint64_t watchdog_us = 0;
	sigset_t set;
	int err = sd_event_new(&d->event);

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof number / sizeof *number; i++)
		sigaddset(&set, number[i]);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	for (size_t i = 0; i < sizeof number / sizeof *number && err >= 0; i++)
		err = sd_event_add_signal(
		    d->event, NULL, number[i], on_signal, d);
	d->watchdog = sd_watchdog_enabled(0, &watchdog_us) > 0;
	d->tick_us = (uint64_t)TICK_MS * 1000;
	if (d->watchdog && watchdog_us / 2 < d->tick_us)
		d->tick_us = watchdog_us / 2;
	if (err >= 0)
		err = sd_event_add_time_relative(d->event, &d->tick,
		    CLOCK_MONOTONIC, d->tick_us, d->tick_us / 10, on_tick, d);
	return err < 0 ? err : 0;
}

/*
 * Gives up rights for this process and all that it starts.  This process reads
 * nothing that a client sends, but its workers inherit its rights: neither they
 * nor their children connect to anything.  Scripts are among those children,
 * and may do everything that their user may (minihttp.conf(5), CGI).
 */
static void
confine(struct daemon *d, const struct conf *conf)
{
	unsigned parts = FENCE_TRACE;

	if (conf->cgi.n == 0)
		parts |= FENCE_CONNECT | FENCE_SIGNAL;
	d->fenced = fence_enter(parts, NULL, 0) & FENCE_CONNECT;
	/*
	 * Keeps the capabilities for the files that a reload opens, and for
	 * workers of another user.
	 */
	if (privilege_held() &&
	    privilege_keep(PRIVILEGE_FILES | PRIVILEGE_KILL | PRIVILEGE_USERS |
			   PRIVILEGE_PORTS) < 0)
		daemon_complain(d, "capabilities", strerror(errno));
}

/* Returns an exit code, or -1 to continue. */
static int
begin(struct daemon *d)
{
	struct settings *s = NULL;
	struct sockets_error e = { .err = 0 };
	const char *why;
	int err;

	if (sockets_take(&d->sockets, &e) && e.text[0] != '\0') {
		daemon_complain(d, "socket", e.text);
		return EX_USAGE;
	}
	why = reload_prepare(d, &s, &e);
	if (why != NULL) {
		daemon_complain(d, "", why);
		settings_free(s);
		return EX_CONFIG;
	}
	if (!s->good)
		daemon_complain(d, s->complaint, "every request gets 500");
	reload_warn(d, s);
	err =
	    start_find_handler(d->args.handler, d->handler, sizeof d->handler);
	if (err < 0) {
		daemon_complain(d, d->handler, strerror(-err));
		settings_free(s);
		return EX_UNAVAILABLE;
	}
	confine(d, &s->conf);
	err = listen_to_events(d);
	if (err == 0 && d->log.journal)
		err = journal_start(&d->journal);
	d->pool.event = d->event;
	d->pool.journal = d->journal.in;
	d->tls.event = d->event;
	d->tls.log = &d->log;
	watch_open(&d->watch);
	watch_note(&d->watch, s);
	if (err == 0)
		err = pool_begin(&d->pool, s, &d->next);
	if (err < 0)
		daemon_complain(d, "", strerror(-err));
	return err < 0 ? EX_OSERR : -1;
}

/* Waits until the journal process has written its last lines. */
static void
await_journal(struct daemon *d)
{
	int64_t end_ms = clock_mono_ms() + RELAY_END_MS;
	struct timespec pause = { 0, 5000000 };

	journal_let_go(&d->journal);
	while (d->journal.pid > 0 && clock_mono_ms() < end_ms &&
	       waitpid(d->journal.pid, NULL, WNOHANG) == 0)
		(void)nanosleep(&pause, NULL);
}

static int
serve(struct daemon *d)
{
	int code;

	d->pool = (struct pool){ .args = &d->args,
		.handler = d->handler,
		.log = &d->log,
		.tell = on_news,
		.arg = d };
	d->watch.pool = &d->pool;
	d->watch.sockets = &d->sockets;
	d->watch.next = &d->next;
	d->journal = (struct journal){ -1, -1, 0 };
	d->busy_ms = clock_mono_ms();
	(void)signal(SIGPIPE, SIG_IGN);
	/*
	 * The children of a worker that is killed become children of this
	 * process.
	 */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	code = begin(d);
	if (code < 0)
		code = sd_event_loop(d->event);
	if (code < 0) {
		daemon_complain(d, "waiting for events", strerror(-code));
		code = EX_OSERR;
	}
	close_sockets(d);
	await_journal(d);
	return code;
}

static int
help(void)
{
	char buf[4096];
	struct text t = TEXT(buf);

	args_help(&t);
	return fwrite(buf, 1, t.n, stdout) != t.n;
}

int
main(int argc, char **argv)
{
	static struct daemon d;
	static struct share share;
	const char *why;
	int code;

	log_stderr(&d.log, "minihttpd", STDIN_FILENO);
	why = args_parse(argc, argv, &d.args);
	if (why != NULL) {
		log_complain(&d.log, d.args.walk.wrong, why);
		return EX_USAGE;
	}
	d.args.managed = start_is_managed();
	switch (d.args.mode) {
	case ARGS_VERSION:
		return puts("minihttpd " VERSION) < 0;
	case ARGS_HELP:
		return help();
	case ARGS_TEST:
		return reload_test(&d);
	case ARGS_SERVE:
		break;
	}
	start_close_others();
	why = d.args.share ? share_begin(&share, &d.args) : NULL;
	if (why != NULL)
		log_complain(&d.log, SPAN("--share"), why);
	code = why != NULL ? EX_USAGE : serve(&d);
	share_end(&share);
	return code;
}
