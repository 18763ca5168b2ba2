#define _GNU_SOURCE
#include "daemon/tls_service.h"

#include "daemon/spawn.h"
#include "daemon/tls_words.h"
#include "os/clock.h"
#include "os/counters_file.h"
#include "os/obituary.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The first pause before another start, which doubles up to the longest one. */
#define PAUSE_FIRST_MS 100
#define PAUSE_MOST_MS 30000

/* A process that has served for this long has started successfully. */
#define SETTLED_MS 10000

/* The time that an old process gets after DrainTimeout. */
#define GRACE_MS 5000

/* The same as in daemon/sockets. */
#define BACKLOG 4096

static void
complain(const struct tls_service *t, const char *what, const char *why)
{
	log_complain(t->log, span_str(what), why);
}

/* Returns when the first certificate expires, or 0 if there is none. */
static uint64_t
first_end(const struct tls_service *t)
{
	uint64_t first = 0;

	for (size_t i = 0; i < LIMIT_CERTIFICATES; i++) {
		uint64_t until = t->certificate[i].until_s;

		if (until > 0 && (first == 0 || until < first))
			first = until;
	}
	return first;
}

static void
set_status(struct tls_service *t, struct span why)
{
	int n = (int)(why.n < 200 ? why.n : 200);
	time_t until = (time_t)first_end(t);
	struct tm tm;
	size_t used = 0;

	t->status[0] = '\0';
	if (n > 0)
		used = (size_t)snprintf(
		    t->status, sizeof t->status, "HTTPS: %.*s", n, why.p);
	else if (until > 0 && gmtime_r(&until, &tm) != NULL)
		used = strftime(t->status, sizeof t->status,
		    "HTTPS: certificates until %Y-%m-%d", &tm);
	if (used >= sizeof t->status)
		t->status[sizeof t->status - 1] = '\0';
}

/* The workers have made the file, or nobody counts. */
static void
tell_counters(const struct tls_service *t)
{
	if (t->counters[0] != '\0')
		(void)counters_file_note_certificates(
		    t->counters, t->certificate);
}

static struct tls_process *
find(struct tls_service *t, int state)
{
	for (size_t i = 0; i < TLS_SERVICE_PROCESSES; i++)
		if ((int)t->process[i].state == state)
			return &t->process[i];
	return NULL;
}

/*
 * Refuses new connections while no process accepts them, instead of queueing
 * them. systemd's sockets are left as they are.
 */
static void
mute(struct tls_service *t, bool on)
{
	if (t->muted == on || t->sockets->given)
		return;
	t->muted = on;
	for (unsigned i = 0; i < t->sockets->n; i++)
		if (t->sockets->tls[i] && on)
			(void)shutdown(t->sockets->fd[i], SHUT_RD);
		else if (t->sockets->tls[i])
			(void)listen(t->sockets->fd[i], BACKLOG);
}

static void
retire(struct tls_process *p, int number)
{
	p->state = TLS_OLD;
	p->since_ms = clock_mono_ms();
	p->report_source = sd_event_source_disable_unref(p->report_source);
	(void)kill(p->pid, number);
}

static int
on_alarm(sd_event_source *source, uint64_t now_us, void *arg)
{
	(void)source;
	(void)now_us;
	tls_service_check(arg);
	return 0;
}

/* Makes the event loop call tls_service_check after the pause. */
static void
set_alarm(struct tls_service *t)
{
	uint64_t after_us = (uint64_t)t->pause_ms * 1000;

	if (t->alarm != NULL &&
	    sd_event_source_set_time_relative(t->alarm, after_us) >= 0)
		(void)sd_event_source_set_enabled(t->alarm, SD_EVENT_ONESHOT);
	else if (t->alarm == NULL)
		(void)sd_event_add_time_relative(t->event, &t->alarm,
		    CLOCK_MONOTONIC, after_us, 1000, on_alarm, t);
}

/* Starts a process after a pause, which then doubles. */
static void
start_later(struct tls_service *t)
{
	if (!t->wanted || t->stopping)
		return;
	t->start_at_ms = clock_mono_ms() + t->pause_ms;
	set_alarm(t);
	t->pause_ms = t->pause_ms == 0 ? PAUSE_FIRST_MS : 2 * t->pause_ms;
	if (t->pause_ms > PAUSE_MOST_MS)
		t->pause_ms = PAUSE_MOST_MS;
}

static void
take_over(struct tls_process *p)
{
	struct tls_service *t = p->of;
	struct tls_process *before = find(t, TLS_CURRENT);

	if (before != NULL)
		retire(before, SIGTERM);
	p->state = TLS_CURRENT;
	p->since_ms = clock_mono_ms();
	tls_words_dates(&p->report, t->certificate);
	tell_counters(t);
	hearing_tell(&p->report, &t->logged, t->log);
	/* the process may have left a certificate out */
	set_status(t, hearing_reason(&p->report));
}

/*
 * Handles a process that did not start.  hearing_tell logs the same reason only
 * once.
 */
static void
fail(struct tls_service *t, const struct tls_process *p)
{
	struct span why = hearing_reason(&p->report);

	hearing_tell(&p->report, &t->logged, t->log);
	set_status(t, why.n > 0 ? why : SPAN("minihttp-tls does not start"));
	if (find(t, TLS_CURRENT) != NULL) {
		complain(t, "HTTPS", "the certificates stay as they were");
		return;
	}
	mute(t, true);
	start_later(t);
}

static int
hear(sd_event_source *source, int fd, uint32_t events, void *arg)
{
	struct tls_process *p = arg;
	struct tls_service *t = p->of;

	(void)source;
	(void)events;
	switch (hearing_read(&p->report, fd)) {
	case HEARING_MORE:
		return 0;
	case HEARING_GOOD:
		if (p->state == TLS_COMING)
			take_over(p);
		p->report.n = 0;
		return 0;
	case HEARING_BROKEN: /* here this means that a file has changed */
		p->report.n = 0;
		if (p->state == TLS_CURRENT && find(t, TLS_COMING) == NULL)
			t->start_at_ms = clock_mono_ms();
		tls_service_check(t);
		return 0;
	case HEARING_END:
		p->report_source =
		    sd_event_source_disable_unref(p->report_source);
		return 0;
	}
	return 0;
}

/*
 * Returns a free place for a process.  If there is none, ends the oldest
 * process.
 */
static struct tls_process *
make_place(struct tls_service *t)
{
	struct tls_process *p = find(t, TLS_NONE), *oldest = NULL;

	for (size_t i = 0; p == NULL && i < TLS_SERVICE_PROCESSES; i++)
		if (t->process[i].state == TLS_OLD &&
		    (oldest == NULL ||
			t->process[i].since_ms < oldest->since_ms))
			oldest = &t->process[i];
	if (oldest != NULL)
		/* the second SIGTERM ends connections, too */
		(void)kill(oldest->pid, SIGTERM);
	return p;
}

static int
start(struct tls_service *t)
{
	struct tls_process *p = make_place(t);
	struct spawn_tls s = { t->word, t->sockets, t->end[1], -1 };
	int ready[2], err;

	if (p == NULL)
		return -EAGAIN;
	tls_words_strict(t->word, find(t, TLS_CURRENT) != NULL);
	if (pipe2(ready, O_CLOEXEC) < 0)
		return -errno;
	(void)fcntl(ready[0], F_SETFL, O_NONBLOCK);
	mute(t, false);
	s.ready = ready[1];
	err = spawn_tls(&s);
	close(ready[1]);
	if (err > 0) {
		*p = (struct tls_process){ .of = t,
			.state = TLS_COMING,
			.pid = err,
			.since_ms = clock_mono_ms() };
		err = sd_event_add_io(
		    t->event, &p->report_source, ready[0], EPOLLIN, hear, p);
	}
	if (err < 0) {
		close(ready[0]);
		return err;
	}
	return sd_event_source_set_io_fd_own(p->report_source, 1);
}

int
tls_service_channel(struct tls_service *t)
{
	if (t->end[0] == 0 &&
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK,
		0, t->end) < 0)
		return -errno;
	return t->end[0];
}

void
tls_service_begin(struct tls_service *t, const struct settings *s,
    const struct sockets *sockets)
{
	struct tls_process *p = find(t, TLS_COMING);
	const char *why = NULL;

	t->sockets = sockets;
	t->wanted = sockets_have_tls(sockets);
	(void)snprintf(t->counters, sizeof t->counters, "%.*s",
	    (int)s->conf.counters.n, s->conf.counters.p);
	t->drain_ms = (int64_t)s->conf.drain_timeout_ms;
	t->start_at_ms = t->pause_ms = 0;
	t->logged.n = 0;
	if (p != NULL)
		retire(p, SIGKILL);
	if (t->wanted)
		why = tls_words_make(t, &s->conf);
	if (why != NULL) {
		complain(t, "HTTPS", why);
		set_status(t, span_str(why));
		t->wanted = false;
		if (find(t, TLS_CURRENT) == NULL)
			mute(t, true);
	} else if (t->wanted) {
		start_later(t);
		tls_service_check(t);
	} else {
		p = find(t, TLS_CURRENT);
		if (p != NULL)
			retire(p, SIGTERM);
		memset(t->certificate, 0, sizeof t->certificate);
		tell_counters(t);
		t->status[0] = '\0';
	}
}

bool
tls_service_reaped(struct tls_service *t, pid_t pid, int status)
{
	char end[OBITUARY_END], why[OBITUARY_END + 32];
	struct tls_process *p = NULL;
	int state;

	for (size_t i = 0; i < TLS_SERVICE_PROCESSES; i++)
		if (t->process[i].state != TLS_NONE && t->process[i].pid == pid)
			p = &t->process[i];
	if (p == NULL)
		return false;
	if (p->report_source != NULL)
		(void)hear(
		    NULL, sd_event_source_get_io_fd(p->report_source), 0, p);
	state = (int)p->state;
	p->state = TLS_NONE;
	p->report_source = sd_event_source_disable_unref(p->report_source);
	if (state == TLS_COMING)
		fail(t, p);
	if (state != TLS_CURRENT)
		return true;
	(void)snprintf(why, sizeof why, "%s, another takes its place",
	    obituary_of_status(status, end));
	complain(t, "minihttp-tls", why);
	if (clock_mono_ms() - p->since_ms >= SETTLED_MS)
		t->pause_ms = 0;
	t->logged.n = 0;
	start_later(t);
	tls_service_check(t);
	return true;
}

void
tls_service_check(struct tls_service *t)
{
	int64_t now_ms = clock_mono_ms();
	int err;

	for (size_t i = 0; i < TLS_SERVICE_PROCESSES; i++) {
		struct tls_process *p = &t->process[i];

		if (p->state == TLS_OLD &&
		    now_ms - p->since_ms >= t->drain_ms + GRACE_MS)
			/* the second SIGTERM ends connections, too */
			(void)kill(p->pid, SIGTERM);
	}
	if (t->start_at_ms == 0 || now_ms < t->start_at_ms || t->stopping)
		return;
	t->start_at_ms = 0;
	err = start(t);
	if (err < 0) {
		complain(t, "minihttp-tls", strerror(-err));
		start_later(t);
	}
}

void
tls_service_stop(struct tls_service *t)
{
	t->stopping = true;
	t->wanted = false;
	for (size_t i = 0; i < TLS_SERVICE_PROCESSES; i++)
		if (t->process[i].state != TLS_NONE)
			retire(&t->process[i], SIGTERM);
	for (int i = 0; i < 2; i++)
		if (t->end[i] > 0)
			close(t->end[i]);
	t->end[0] = t->end[1] = 0;
}

bool
tls_service_is_gone(const struct tls_service *t)
{
	for (size_t i = 0; i < TLS_SERVICE_PROCESSES; i++)
		if (t->process[i].state != TLS_NONE)
			return false;
	return true;
}
