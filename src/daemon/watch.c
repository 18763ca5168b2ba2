#define _GNU_SOURCE
#include "daemon/watch.h"

#include "base/prefix.h"
#include "daemon/chain.h"
#include "http/method.h"
#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

/* The pause after an event, so that related events are handled together. */
#define CALM_MS 20

/* The pause between two generations; doubled when one fails. */
#define PAUSE_MS 1000
#define PAUSE_MOST_MS 60000

/* The interval for paths that inotify cannot watch. */
#define BLIND_MS 1000

static void
check_in(struct watch *w, int64_t ms)
{
	(void)sd_event_source_set_time(
	    w->timer, (uint64_t)(clock_mono_ms() + ms) * 1000);
	(void)sd_event_source_set_enabled(w->timer, SD_EVENT_ONESHOT);
}

/* Returns true if the path leads elsewhere than when it was opened. */
static bool
has_moved(const struct watched *x)
{
	struct stat st;

	if (stat(x->path, &st) < 0)
		return false;
	return x->pin < 0 || st.st_dev != x->device || st.st_ino != x->inode;
}

static const struct watched *
find_moved(const struct watch *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (has_moved(&w->at[i]))
			return &w->at[i];
	return NULL;
}

/*
 * Reads all pending events.  Returns true if one is about a name on the paths.
 */
static bool
hear_all(const struct watch *w)
{
	_Alignas(struct inotify_event) char buf[4096];
	bool ours = false;
	ssize_t n;

	while ((n = read(w->inotify, buf, sizeof buf)) > 0)
		for (ssize_t i = 0; i < n;) {
			const struct inotify_event *e = (const void *)(buf + i);

			ours = ours || e->len == 0 ||
			       chain_has(w->names, w->nnames, e->name);
			i += (ssize_t)sizeof *e + (ssize_t)e->len;
		}
	return ours;
}

static int
hear(sd_event_source *source, int fd, uint32_t events, void *arg)
{
	struct watch *w = arg;

	(void)fd;
	(void)events;
	if (!hear_all(w))
		return 0;
	w->stirred = true;
	/* later events are read when the paths have been examined */
	(void)sd_event_source_set_enabled(source, SD_EVENT_OFF);
	check_in(w, CALM_MS);
	return 0;
}

/*
 * Watches these paths instead of others, or again, since a part of them may
 * have changed.
 */
static void
watch_ways(struct watch *w, const struct watched *at, size_t n)
{
	bool all = true;

	w->inotify_source = sd_event_source_disable_unref(w->inotify_source);
	w->nnames = 0;
	w->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (w->inotify >= 0 &&
	    sd_event_add_io(w->pool->event, &w->inotify_source, w->inotify,
		EPOLLIN, hear, w) < 0) {
		close(w->inotify);
		w->inotify = -1;
	}
	if (w->inotify >= 0)
		(void)sd_event_source_set_io_fd_own(w->inotify_source, 1);
	for (size_t i = 0; i < n; i++)
		all = chain_watch(w->inotify, at[i].path, w->names,
			  sizeof w->names, &w->nnames) &&
		      all;
	if (!all)
		check_in(w, BLIND_MS);
}

/*
 * Starts new workers, which open everything again.  The configuration stays the
 * same.
 */
static void
begin(struct watch *w, const struct watched *moved)
{
	struct pool *p = w->pool;
	char what[LIMIT_PATH + 32];
	struct settings *s = settings_copy(pool_settings(p), p->args);

	w->ours = true;
	if (s == NULL || s->fd < 0 || !s->good || !settings_check_root(s)) {
		log_complain(p->log,
		    span_str(s != NULL ? s->complaint : "no memory"),
		    "the workers stay as they are");
		settings_free(s);
		watch_failed(w);
		return;
	}
	(void)snprintf(what, sizeof what, "%s %s", moved->what, moved->path);
	log_complain(
	    p->log, span_str(what), "has been replaced, new workers open it");
	sockets_share(w->next, w->sockets);
	watch_note(w, s);
	if (pool_begin(p, s, w->next) < 0) {
		if (!w->next->given)
			sockets_close(w->next, w->sockets);
		w->next->n = 0;
		watch_failed(w);
	}
}

static void
check_paths(struct watch *w)
{
	const struct watched *moved;
	int64_t now_ms = clock_mono_ms();

	if (w->pool->stopping || w->pool->coming != NULL || w->n == 0)
		/* watch_follow and watch_failed examine the paths again */
		return;
	moved = find_moved(w);
	if (moved == NULL && w->doubted)
		moved = &w->at[0];
	if (moved == NULL)
		return;
	if (now_ms < w->not_before_ms) {
		check_in(w, w->not_before_ms - now_ms);
		return;
	}
	/* generations that drain have processes, too */
	w->not_before_ms =
	    now_ms + w->pause_ms * (1 + (int64_t)pool_draining(w->pool));
	begin(w, moved);
}

static int
on_timer(sd_event_source *source, uint64_t now_us, void *arg)
{
	struct watch *w = arg;

	(void)source;
	(void)now_us;
	if (w->pool->stopping || w->pool->coming != NULL)
		return 0;
	watch_ways(w, w->at, w->n);
	check_paths(w);
	return 0;
}

static void
let_go(struct watched *at, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		if (at[i].pin >= 0)
			close(at[i].pin);
	*n = 0;
}

/* Notes which file is at the path now. */
static void
pin(struct watched *x)
{
	struct stat st;

	x->pin = open(x->path, O_PATH | O_CLOEXEC);
	if (x->pin >= 0 && fstat(x->pin, &st) == 0) {
		x->device = st.st_dev;
		x->inode = st.st_ino;
	}
}

static void
note(struct watch *w, const char *what, struct span path)
{
	struct watched *x = &w->coming[w->ncoming];

	if (path.n == 0 || path.n >= sizeof x->path)
		return;
	(void)snprintf(x->path, sizeof x->path, "%.*s", (int)path.n, path.p);
	x->what = what;
	x->made = false;
	x->pin = -1;
	w->ncoming++;
}

/*
 * The directories of Upload.  With VirtualHosts everything beneath the root is
 * writable, and "/" is the root itself.
 */
static void
note_uploads(struct watch *w, const struct conf *conf)
{
	if (conf->virtual_hosts.n > 0 || !(conf->methods & METHODS_WRITING))
		return;
	for (size_t i = 0; i < conf->upload.n; i++) {
		char room[LIMIT_PATH];
		struct text t = TEXT(room);
		struct span prefix = prefix_bare(conf->upload.at[i]);
		size_t before = w->ncoming;

		text_put(&t, conf_root(conf));
		text_char(&t, '/');
		text_put(&t, prefix);
		if (prefix.n == 0 || !text_fits(&t))
			continue;
		note(w, "Upload", TEXT_SPAN(t));
		if (w->ncoming > before)
			w->coming[before].made = conf->upload_make_directories;
	}
}

void
watch_open(struct watch *w)
{
	w->inotify = -1;
	w->pause_ms = PAUSE_MS;
	(void)sd_event_add_time(
	    w->pool->event, &w->timer, CLOCK_MONOTONIC, 0, 1000, on_timer, w);
	(void)sd_event_source_set_enabled(w->timer, SD_EVENT_OFF);
}

void
watch_note(struct watch *w, const struct settings *s)
{
	const struct conf *conf = &s->conf;

	let_go(w->coming, &w->ncoming);
	w->stirred = false;
	if (!s->good)
		return;
	note(w, conf_root_directive(conf), conf_root(conf));
	note(w, "WriteAuth", conf->write_auth);
	for (size_t i = 0; i < conf->auth.n; i++)
		note(w, "Auth", conf->auth.at[i].file);
	/* not those of Upload, since the workers themselves may make them */
	watch_ways(w, w->coming, w->ncoming);
	note_uploads(w, conf);
	for (size_t i = 0; i < w->ncoming; i++)
		pin(&w->coming[i]);
}

void
watch_follow(struct watch *w)
{
	let_go(w->at, &w->n);
	memcpy(w->at, w->coming, sizeof w->at);
	w->n = w->ncoming;
	w->ncoming = 0;
	w->doubted = w->stirred || hear_all(w);
	w->ours = false;
	w->pause_ms = PAUSE_MS;
	for (size_t i = 0; i < w->n; i++)
		if (w->at[i].pin < 0 && w->at[i].made)
			pin(&w->at[i]);
	/* one may have moved before it was watched */
	check_in(w, 0);
}

void
watch_failed(struct watch *w)
{
	let_go(w->coming, &w->ncoming);
	if (w->ours) {
		w->pause_ms *= 2;
		if (w->pause_ms > PAUSE_MOST_MS)
			w->pause_ms = PAUSE_MOST_MS;
		w->not_before_ms = clock_mono_ms() + w->pause_ms;
	}
	w->ours = false;
	check_in(w, w->pause_ms);
}

void
watch_tick(struct watch *w)
{
	check_paths(w);
}
