#define _GNU_SOURCE
#include "daemon/generation.h"

#include "os/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* A worker may leave this many questions in a row unanswered. */
#define SILENCES 2

/* minihttpd itself is in no sandbox. */
static const struct sandbox no_sandbox;

struct generation *
generation_new(struct pool *p, const struct log *log, struct settings *settings,
    const struct sockets *sockets)
{
	unsigned n = settings_workers(settings);
	struct generation *g = calloc(1, sizeof *g + n * sizeof(struct member));

	if (g == NULL) {
		settings_free(settings);
		return NULL;
	}
	*g = (struct generation){ .pool = p,
		.log = log,
		.settings = settings,
		.sockets = *sockets,
		.board_fd = -1,
		.n = n };
	for (unsigned i = 0; i < n; i++) {
		g->member[i].of = g;
		g->member[i].number = i;
	}
	return g;
}

int
generation_open_board(struct generation *g)
{
	uint32_t nplaces = (uint32_t)g->settings->conf.max_connections;

	g->board_fd = memfd_create("minihttp-board", MFD_CLOEXEC);
	if (g->board_fd < 0 ||
	    ftruncate(g->board_fd, (off_t)scoreboard_size(nplaces)) < 0)
		return -errno;
	g->board = scoreboard_make(g->board_fd, nplaces);
	return g->board == NULL ? -errno : 0;
}

void
generation_log(const struct member *m, const char *format, ...)
{
	char what[64], why[256];
	va_list list;

	(void)snprintf(what, sizeof what, "worker %u (%d)", m->number, m->pid);
	va_start(list, format);
	(void)vsnprintf(why, sizeof why, format, list);
	va_end(list);
	log_complain(m->of->log, span_str(what), why);
}

void
generation_forget_sources(struct member *m)
{
	m->report_source = sd_event_source_disable_unref(m->report_source);
	m->restart = sd_event_source_disable_unref(m->restart);
}

void
generation_free(struct generation *g)
{
	for (unsigned i = 0; i < g->n; i++)
		generation_forget_sources(&g->member[i]);
	if (g->board != NULL)
		(void)munmap(g->board, scoreboard_size(g->board->nplaces));
	if (g->board_fd >= 0)
		close(g->board_fd);
	settings_free(g->settings);
	free(g);
}

bool
generation_is_gone(const struct generation *g)
{
	for (unsigned i = 0; i < g->n; i++)
		if (g->member[i].pid != 0)
			return false;
	return true;
}

bool
generation_is_ready(const struct generation *g)
{
	for (unsigned i = 0; i < g->n; i++)
		if (!g->member[i].ready)
			return false;
	return true;
}

struct member *
generation_find(struct generation *g, pid_t pid)
{
	for (unsigned i = 0; g != NULL && i < g->n; i++)
		if (g->member[i].pid == pid)
			return &g->member[i];
	return NULL;
}

void
generation_signal(struct generation *g, int number)
{
	for (unsigned i = 0; i < g->n; i++) {
		generation_forget_sources(&g->member[i]);
		if (g->member[i].pid != 0)
			(void)kill(g->member[i].pid, number);
	}
}

void
generation_kill(struct generation *g)
{
	/*
	 * The children of a worker then become those of this process: see
	 * generation_disband.
	 */
	g->killed = true;
	for (unsigned i = 0; i < g->n; i++)
		scoreboard_signal(g->board, (uint16_t)i, SIGKILL, &no_sandbox);
	generation_signal(g, SIGKILL);
}

void
generation_disband(const struct member *m)
{
	struct scoreboard *b = m->of->board;

	scoreboard_signal(b, (uint16_t)m->number,
	    m->of->killed ? SIGKILL : SIGTERM, &no_sandbox);
	scoreboard_abandon(b, (uint16_t)m->number);
	b->worker[m->number].running = 0;
}

void
generation_wake(const struct generation *g)
{
	for (unsigned i = 0; g != NULL && i < g->n; i++)
		if (g->member[i].pid != 0)
			(void)kill(g->member[i].pid, SIGCHLD);
}

/*
 * Kills a member that answered neither the last question nor the one before.  A
 * member that is not ready yet has answered nothing, since a start may hang
 * too.
 */
static void
judge(struct member *m)
{
	uint64_t answered =
	    m->ready ? m->of->board->worker[m->number].answered : 0;

	if (m->pid == 0)
		return;
	m->silences = m->asked > answered ? m->silences + 1 : 0;
	if (m->silences < SILENCES)
		return;
	generation_log(m, "does not answer and is killed");
	m->unresponsive = true;
	(void)kill(m->pid, SIGKILL);
}

void
generation_ask(struct generation *g)
{
	if (g == NULL)
		return;
	for (unsigned i = 0; i < g->n; i++)
		judge(&g->member[i]);
	g->board->asked++;
	for (unsigned i = 0; i < g->n; i++)
		g->member[i].asked = g->board->asked;
	generation_wake(g);
}
