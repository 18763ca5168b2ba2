#define _GNU_SOURCE
#include "daemon/reload.h"

#include "daemon/announce.h"

#include <errno.h>
#include <string.h>

/* The number of ports to try if the command line names none. */
#define PORTS 10

/*
 * Started by hand without a port: takes the default port, or the next that is
 * free, and keeps it.
 */
static bool
open_default(struct daemon *d, struct sockets_error *e)
{
	struct conf_listens asked = { .n = 1 };

	for (unsigned port = ARGS_PORT; port < ARGS_PORT + PORTS; port++) {
		args_listen(&d->args, port);
		asked.at[0] = span_str(d->args.listen[0]);
		if (sockets_open(&d->next, &asked, &d->sockets, e))
			return true;
		if (e->err != -EADDRINUSE)
			break;
		daemon_complain(d, "", e->text);
	}
	d->args.nlistens = 0;
	return false;
}

const char *
reload_prepare(struct daemon *d, struct settings **s, struct sockets_error *why)
{
	struct conf_listens asked = { 0 };

	*s = settings_new(&d->args);
	if (*s == NULL || (*s)->fd < 0)
		return "no memory";
	if (!settings_check_root(*s))
		return (*s)->complaint;
	d->next = d->sockets;
	if (d->sockets.given)
		return NULL;
	for (size_t i = 0; i < d->args.nlistens; i++)
		asked.at[asked.n++] = span_str(d->args.listen[i]);
	if ((*s)->by_hand && asked.n == 0 && (*s)->conf.listen.n == 0)
		return open_default(d, why) ? NULL : why->text;
	if (sockets_open(&d->next, asked.n > 0 ? &asked : &(*s)->conf.listen,
		&d->sockets, why))
		return NULL;
	return (*s)->good || why->err != 0 ? why->text : (*s)->complaint;
}

void
reload_failed(struct daemon *d, struct span why)
{
	if (!d->sockets.given)
		sockets_close(&d->next, &d->sockets);
	d->next.n = 0;
	watch_failed(&d->watch);
	manager_set(&d->manager, MANAGER_RELOAD_FAILED, why);
	manager_ready(&d->manager, &d->sockets);
}

void
reload_warn(struct daemon *d, const struct settings *s)
{
	if (d->sockets.given && (d->args.nlistens > 0 || s->conf.listen.n > 0))
		daemon_complain(d, "Listen",
		    "has no effect, systemd hands over the sockets: change "
		    "ListenStream= in the socket unit");
}

/* Composes what to report about changes when the new workers are ready. */
static void
note_changes(struct daemon *d, const struct settings *next)
{
	const struct settings *now = pool_settings(&d->pool);
	struct text t = { d->changes, sizeof d->changes - 1, 0 };

	if (now == NULL)
		return;
	announce_changes(&t, &now->conf, &next->conf);
	d->changes[text_fits(&t) ? t.n : t.room] = '\0';
}

/* Starts the workers of a configuration that is good. */
static void
start_next(struct daemon *d, struct settings *s)
{
	int err;

	if (d->fenced && s->conf.cgi.n > 0)
		daemon_complain(d, "CGI",
		    "until the next start its scripts make no TCP connection");
	reload_warn(d, s);
	watch_note(&d->watch, s);
	note_changes(d, s);
	err = pool_begin(&d->pool, s, &d->next);
	if (err == 0)
		return;
	daemon_complain(d, "workers", strerror(-err));
	reload_failed(d, span_str(strerror(-err)));
}

void
reload_begin(struct daemon *d)
{
	struct settings *s;
	struct sockets_error e;
	const char *why;

	if (d->pool.coming != NULL) {
		d->again = true;
		return;
	}
	manager_reloading();
	why = reload_prepare(d, &s, &e);
	if (why == NULL && s->good) {
		start_next(d, s);
		return;
	}
	if (why == NULL) {
		if (!d->sockets.given)
			sockets_close(&d->next, &d->sockets);
		why = s->complaint;
	}
	daemon_complain(d, why, "the configuration stays as it was");
	manager_set(&d->manager, MANAGER_RELOAD_FAILED, span_str(why));
	manager_ready(&d->manager, &d->sockets);
	settings_free(s);
}

void
reload_again(struct daemon *d)
{
	if (d->again) {
		d->again = false;
		reload_begin(d);
	}
}
