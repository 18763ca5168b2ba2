#define _GNU_SOURCE
#include "daemon/reload.h"

#include "daemon/announce.h"
#include "daemon/spawn.h"
#include "daemon/start.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>

/* The number of ports to try if the command line names none. */
#define PORTS 10

/* Opens the default port, or the next one that is free, and keeps it. */
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

/* Opens what the command line or the settings name, or takes systemd's. */
static const char *
open_sockets(
    struct daemon *d, const struct settings *s, struct sockets_error *why)
{
	struct conf_listens asked = { 0 };

	d->next = d->sockets;
	if (d->sockets.given) {
		sockets_match(&d->next, &s->conf.listen);
		return NULL;
	}
	for (size_t i = 0; i < d->args.nlistens; i++)
		asked.at[asked.n++] = span_str(d->args.listen[i]);
	if (s->by_hand && asked.n == 0 && s->conf.listen.n == 0)
		return open_default(d, why) ? NULL : why->text;
	if (sockets_open(&d->next, asked.n > 0 ? &asked : &s->conf.listen,
		&d->sockets, why))
		return NULL;
	return s->good || why->err != 0 ? why->text : s->complaint;
}

/*
 * Opens the channel to minihttp-tls, if a socket is for HTTPS.  A socket for
 * HTTPS that could not be opened was left out.
 */
static const char *
open_channel(struct daemon *d, const struct sockets_error *why)
{
	int fd;

	if (!d->sockets.given && why->tls[0] != '\0')
		daemon_complain(d, why->tls, "is left out, others go on");
	if (!sockets_have_tls(&d->next) && d->sockets.channel == 0)
		return NULL;
	fd = tls_service_channel(&d->tls);
	if (fd < 0)
		return strerror(-fd);
	d->next.channel = fd;
	return NULL;
}

const char *
reload_prepare(struct daemon *d, struct settings **s, struct sockets_error *why)
{
	const char *bad;

	why->tls[0] = '\0';
	*s = settings_new(&d->args);
	if (*s == NULL || (*s)->fd < 0)
		return "no memory";
	if (!settings_check_root(*s))
		return (*s)->complaint;
	bad = open_sockets(d, *s, why);
	return bad != NULL ? bad : open_channel(d, why);
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

/* Returns true if the command line names this address as well. */
static bool
is_asked(const struct args *a, struct span at)
{
	for (size_t i = 0; i < a->nlistens; i++)
		if (span_eq(sockets_address(a->listen[i]), at))
			return true;
	return false;
}

/* The command line replaces all Listen lines, those with tls too. */
static void
warn_of_replaced(struct daemon *d, const struct conf_listens *lines)
{
	for (size_t i = 0; i < lines->n && d->args.nlistens > 0; i++) {
		if (is_asked(&d->args, lines->at[i]))
			continue;
		daemon_complain(d, "Listen",
		    "has no effect, the command line names the addresses: "
		    "leave its port out, or add the others with -l");
		return;
	}
}

void
reload_warn(struct daemon *d, const struct settings *s)
{
	bool plain = d->args.nlistens > 0;

	if (!d->sockets.given)
		warn_of_replaced(d, &s->conf.listen);
	/* a Listen line with tls tells which of the sockets is for HTTPS */
	for (size_t i = 0; i < s->conf.listen.n; i++)
		plain = plain || !s->conf.listen.tls[i];
	if (d->sockets.given && plain)
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

/* Starts the workers of a configuration without errors. */
static void
start_next(struct daemon *d, struct settings *s)
{
	int err;

	if (d->fenced && s->conf.cgi.n > 0)
		daemon_complain(d, "CGI",
		    "until the next start its scripts cannot connect by TCP");
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
		d->reload_due = true;
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
reload_pending(struct daemon *d)
{
	if (d->reload_due) {
		d->reload_due = false;
		reload_begin(d);
	}
}

int
reload_test(struct daemon *d)
{
	struct settings *s = settings_new(&d->args);
	bool good = s != NULL && s->good && settings_check_root(s);
	int err;

	if (!good)
		daemon_complain(d, "", s != NULL ? s->complaint : "no memory");
	settings_free(s);
	if (!good)
		return EX_CONFIG;
	err =
	    start_find_handler(d->args.handler, d->handler, sizeof d->handler);
	if (err == 0)
		err = spawn_check(d->handler, &d->args);
	daemon_complain(d, d->handler, strerror(-err));
	return EX_UNAVAILABLE;
}
