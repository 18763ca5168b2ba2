#define _GNU_SOURCE
#include "daemon/pool.h"

#include "daemon/generation.h"
#include "daemon/spawn.h"
#include "os/clock.h"
#include "os/obituary.h"
#include "os/sandbox.h"
#include "os/scoreboard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A worker that has lived for this long has started successfully. */
#define SETTLED_MS 10000

/* The first pause before another start, which doubles up to the longest one. */
#define PAUSE_FIRST_MS 100
#define PAUSE_MOST_MS 10000

/* The time that workers get after DrainTimeout, until they are killed. */
#define GRACE_MS 5000

static void start_later(struct member *);

static void
retire(struct pool *p, struct generation *g, int number)
{
	g->next = p->old;
	p->old = g;
	/*
	 * The workers observe DrainTimeout themselves; this deadline is for
	 * those that hang.
	 */
	g->deadline_ms = clock_mono_ms() + GRACE_MS +
			 (int64_t)g->settings->conf.drain_timeout_ms;
	generation_signal(g, number);
}

/* Frees old generations that have no process any more. */
static void
sweep(struct pool *p)
{
	struct generation **at = &p->old, *g;

	while ((g = *at) != NULL)
		if (generation_is_gone(g)) {
			*at = g->next;
			if (g->board != NULL)
				p->crashed += g->board->crashed;
			generation_free(g);
		} else {
			at = &g->next;
		}
	if (p->stopping && p->old == NULL)
		p->tell(POOL_EMPTY, p->arg);
}

/*
 * Makes the coming generation the current one, since each of its workers
 * accepts connections.
 */
static void
take_over(struct pool *p)
{
	struct generation *before = p->current;

	p->current = p->coming;
	p->coming = NULL;
	if (before != NULL)
		retire(p, before, SIGTERM);
	p->tell(p->current->broken ? POOL_BROKEN : POOL_READY, p->arg);
	sweep(p);
}

/* Reads the reports of a member, until it is ready or has exited. */
static void
listen_to(struct member *m)
{
	struct generation *g = m->of;
	enum hearing_news news;

	if (m->report_source == NULL)
		return;
	news = hearing_read(
	    &m->report, sd_event_source_get_io_fd(m->report_source));
	if (news == HEARING_MORE)
		return;
	m->report_source = sd_event_source_disable_unref(m->report_source);
	m->ready = news != HEARING_END;
	g->broken = g->broken || news == HEARING_BROKEN;
	/* Errors in the text were logged when it was read. */
	if (g->settings->good)
		hearing_tell(&m->report, &g->logged, g->pool->log);
	if (!m->ready || news == HEARING_BROKEN)
		g->pool->reason = m->report;
}

static int
hear(sd_event_source *source, int fd, uint32_t events, void *arg)
{
	struct member *m = arg;
	struct pool *p = m->of->pool;

	(void)source;
	(void)fd;
	(void)events;
	listen_to(m);
	if (m->of == p->coming && generation_is_ready(m->of))
		take_over(p);
	return 0;
}

/*
 * Returns true if others serve.  A member that cannot open its files leaves
 * requests to them; alone it answers 500, so that visitors need not wait.
 */
static bool
has_others(const struct member *m)
{
	const struct generation *g = m->of;

	if (g != g->pool->current)
		return g->pool->current != NULL;
	for (unsigned i = 0; i < g->n && !g->broken; i++)
		if (&g->member[i] != m && g->member[i].ready &&
		    g->member[i].pid != 0)
			return true;
	return false;
}

static int
start(struct member *m)
{
	struct generation *g = m->of;
	struct pool *p = g->pool;
	struct spawn s = { p->handler, p->args, g->settings, &g->sockets,
		g->board_fd, -1, p->journal, m->number };
	int ready[2], err;

	if (pipe2(ready, O_CLOEXEC) < 0)
		return -errno;
	(void)fcntl(ready[0], F_SETFL, O_NONBLOCK);
	g->board->strict = has_others(m);
	m->report.n = 0;
	m->ready = false;
	m->silences = 0;
	m->unresponsive = false;
	m->asked = 0;
	m->started_ms = clock_mono_ms();
	s.ready = ready[1];
	err = spawn_worker(&s);
	close(ready[1]);
	if (err < 0) {
		close(ready[0]);
		return err;
	}
	m->pid = err;
	err = sd_event_add_io(
	    p->event, &m->report_source, ready[0], EPOLLIN, hear, m);
	if (err < 0) {
		close(ready[0]);
		return err;
	}
	return sd_event_source_set_io_fd_own(m->report_source, 1);
}

static int
restart(sd_event_source *source, uint64_t now_us, void *arg)
{
	struct member *m = arg;
	int err;

	(void)source;
	(void)now_us;
	m->restart = sd_event_source_disable_unref(m->restart);
	err = start(m);
	if (err < 0) {
		generation_log(m, "cannot be started: %s", strerror(-err));
		start_later(m);
	}
	return 0;
}

/* Restarts a member, at once if it has lived for a while. */
static void
start_later(struct member *m)
{
	uint64_t now_us = (uint64_t)clock_mono_ms() * 1000;

	if (clock_mono_ms() - m->started_ms >= SETTLED_MS)
		m->pause_ms = 0;
	(void)sd_event_add_time(m->of->pool->event, &m->restart,
	    CLOCK_MONOTONIC, now_us + (uint64_t)m->pause_ms * 1000, 1000,
	    restart, m);
	m->pause_ms = m->pause_ms == 0 ? PAUSE_FIRST_MS : 2 * m->pause_ms;
	if (m->pause_ms > PAUSE_MOST_MS)
		m->pause_ms = PAUSE_MOST_MS;
}

int
pool_begin(
    struct pool *p, struct settings *settings, const struct sockets *sockets)
{
	struct generation *g = generation_new(p, p->log, settings, sockets);
	int err;

	if (g == NULL)
		return -ENOMEM;
	p->reason.n = 0;
	err = generation_open_board(g);
	for (unsigned i = 0; i < g->n && err >= 0; i++)
		err = start(&g->member[i]);
	if (err < 0) {
		retire(p, g, SIGKILL);
		sweep(p);
		return err;
	}
	p->coming = g;
	return 0;
}

static struct member *
find(struct pool *p, pid_t pid)
{
	struct member *m = generation_find(p->current, pid);

	if (m == NULL)
		m = generation_find(p->coming, pid);
	for (struct generation *g = p->old; g != NULL && m == NULL; g = g->next)
		m = generation_find(g, pid);
	return m;
}

static void
describe(const struct member *m, int status, const char *next)
{
	char end[OBITUARY_END];

	generation_log(m, "%s%s", obituary_of_status(status, end), next);
}

/*
 * Returns true for a signal by which minihttpd ends processes, and which may
 * have come from it.
 */
static bool
is_told(int status)
{
	return WTERMSIG(status) == SIGTERM || WTERMSIG(status) == SIGKILL;
}

/*
 * Retires a coming generation that failed.  Members that already serve finish
 * their connections.
 */
static void
give_up(struct pool *p, struct generation *g)
{
	p->coming = NULL;
	retire(p, g, p->current != NULL ? SIGTERM : SIGKILL);
	p->tell(POOL_FAILED, p->arg);
}

static void
forget_orphan(struct pool *p, pid_t pid, int status)
{
	char what[64], end[OBITUARY_END];

	if (WIFSIGNALED(status) && !is_told(status)) {
		p->crashed++;
		(void)snprintf(what, sizeof what, "process %d", pid);
		log_complain(
		    p->log, span_str(what), obituary_of_status(status, end));
	}
	if (p->current != NULL)
		scoreboard_forget(p->current->board, pid);
	generation_wake(p->current);
	for (struct generation *g = p->old; g != NULL; g = g->next) {
		scoreboard_forget(g->board, pid);
		generation_wake(g);
	}
}

bool
pool_reaped(struct pool *p, pid_t pid, int status)
{
	struct member *m = find(p, pid);
	struct generation *g;

	if (m == NULL) {
		forget_orphan(p, pid, status);
		return false;
	}
	g = m->of;
	p->crashed += WIFSIGNALED(status) && !m->unresponsive &&
		      (g == p->coming || g == p->current || !is_told(status));
	generation_disband(m);
	listen_to(m);
	generation_forget_sources(m);
	if (g == p->coming) {
		describe(m, status, "");
		m->pid = 0;
		give_up(p, g);
	} else if (g == p->current) {
		describe(m, status, ", another takes its place");
		m->pid = 0;
		start_later(m);
	} else {
		if (WIFSIGNALED(status) && !is_told(status))
			describe(m, status, "");
		m->pid = 0;
	}
	sweep(p);
	return true;
}

void
pool_check(struct pool *p)
{
	int64_t now_ms = clock_mono_ms();

	for (struct generation *o = p->old; o != NULL; o = o->next)
		if (now_ms >= o->deadline_ms)
			generation_kill(o);
	generation_ask(p->current);
	generation_ask(p->coming);
}

void
pool_stop(struct pool *p)
{
	if (!p->stopping) {
		p->stopping = true;
		if (p->coming != NULL)
			retire(p, p->coming, SIGTERM);
		if (p->current != NULL)
			retire(p, p->current, SIGTERM);
		p->coming = p->current = NULL;
	} else {
		for (struct generation *g = p->old; g != NULL; g = g->next)
			generation_signal(g, SIGTERM);
	}
	sweep(p);
}

void
pool_count(const struct pool *p, struct pool_counts *c)
{
	const struct generation *g = p->current;

	*c = (struct pool_counts){ .crashed = p->crashed };
	for (const struct generation *o = p->old; o != NULL; o = o->next)
		c->crashed += o->board->crashed;
	if (g == NULL)
		return;
	c->crashed += g->board->crashed;
	c->confined = SANDBOX_ALL;
	for (unsigned i = 0; i < g->n; i++) {
		if (!g->member[i].ready || g->member[i].pid == 0)
			continue;
		c->workers++;
		c->confined &= g->board->worker[g->member[i].number].confined;
	}
	for (uint32_t i = 0; i < g->board->nplaces; i++)
		c->connections +=
		    g->board->place[i].pid != 0 && !g->board->place[i].idle;
	c->accepted = g->board->accepted;
	c->sent_away = g->board->sent_away;
	c->lost = g->board->lost;
	limited_find(&g->board->rates, clock_mono_ns(), &c->limited);
}

unsigned
pool_draining(const struct pool *p)
{
	unsigned n = 0;

	for (const struct generation *g = p->old; g != NULL; g = g->next)
		n++;
	return n;
}

const struct settings *
pool_settings(const struct pool *p)
{
	return p->current != NULL ? p->current->settings : NULL;
}
