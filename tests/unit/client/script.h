/*
 * script -- fetches against a server that is a list of answers.
 *
 * A step is one fetch.  It says what the request must contain (or that there
 * must be none), what the server answers, and what the fetch must result in.
 */
#ifndef UNIT_CLIENT_SCRIPT_H
#define UNIT_CLIENT_SCRIPT_H

#include "client/fetch.h"
#include "unit/test.h"

#include <stdlib.h>

#define SCRIPT_NOW 1780272000 /* Mon, 01 Jun 2026 00:00:00 GMT */

struct script_answer {
	const char *head; /* NULL: the network fails */
	const char *body;
	uint64_t repeat; /* how often the body is sent; 0: once */
	bool cut;        /* the connection breaks after the body */
	const char *wants, *wants_not; /* lines of the request */
};

struct script_step {
	const char *why;
	int64_t later; /* seconds since the step before */
	const char *url, *method, *fields, *credentials;
	unsigned flags;
	struct script_answer answer[3]; /* as many as are asked for */
	size_t asked;
	enum fetch_end end;
	const char *output; /* NULL: not looked at */
	const char *report; /* Cache-Status, without our name */
	enum fetch_change change;
};

static struct cgi_spawned {
	struct store store;
	char root[64];
	int64_t now;
	const struct script_step *step;
	size_t asked, bad;
	char why[512];
	size_t n;
	char *out;
	char last_head[4096];
	bool restarts;
	uint64_t
	    stop_after; /* the output fails after so many bytes; 0: never */
	struct sha2 sum;
} script;

static void
script_bad(const char *what, const char *detail)
{
	script.bad++;
	snprintf(script.why, sizeof script.why, "%s: %s", what, detail);
}

static int64_t
script_now(void)
{
	return script.now;
}

static bool
script_holds(struct span fields, const char *line)
{
	char buf[8192];

	snprintf(buf, sizeof buf, "%.*s", (int)fields.n, fields.p);
	return strstr(buf, line) != NULL;
}

static enum transport_answer
script_run(void *self, const struct transport_request *r,
    const struct transport_events *events, struct transport_outcome *o)
{
	const struct script_answer *a;

	(void)self;
	*o = (struct transport_outcome){ .why = "the script says so" };
	if (script.asked >= script.step->asked) {
		script.asked++;
		script_bad("one request too many", r->url);
		return TRANSPORT_FAILED;
	}
	a = &script.step->answer[script.asked++];
	if (a->wants != NULL && !script_holds(r->fields, a->wants))
		script_bad("not asked", shown(r->fields));
	if (a->wants_not != NULL && script_holds(r->fields, a->wants_not))
		script_bad("asked", shown(r->fields));
	if (a->head == NULL)
		return TRANSPORT_FAILED;
	if (!events->head(events->arg, span_str(a->head)))
		return TRANSPORT_STOPPED;
	for (uint64_t i = 0; a->body != NULL && i < (a->repeat ? a->repeat : 1);
	     i++)
		if (!events->body(events->arg, span_str(a->body)))
			return TRANSPORT_STOPPED;
	return a->cut ? TRANSPORT_FAILED : TRANSPORT_DONE;
}

static bool
script_head(void *arg, const struct fetch_head *h)
{
	(void)arg;
	snprintf(script.last_head, sizeof script.last_head, "%.*s",
	    (int)h->lines.n, h->lines.p);
	return true;
}

static bool
script_body(void *arg, struct span s)
{
	(void)arg;
	if (script.stop_after > 0 && script.n + s.n > script.stop_after)
		return false;
	script.out = realloc(script.out, script.n + s.n + 1);
	memcpy(script.out + script.n, s.p, s.n);
	script.n += s.n;
	script.out[script.n] = '\0';
	return true;
}

static bool
script_restart(void *arg)
{
	(void)arg;
	if (script.restarts)
		script.n = 0;
	return script.restarts;
}

static void
script_check(const struct script_step *s, const struct fetch_result *r)
{
	char report[256] = { 0 };
	struct text t = { report, sizeof report - 1, 0 };

	cachestatus_put(&t, &r->report);
	if (script.asked != s->asked)
		script_bad("requests",
		    script.asked < s->asked ? "too few" : "too many");
	if (r->end != s->end)
		script_bad("end", r->why != NULL ? r->why : "another");
	if (r->change != s->change)
		script_bad("change", "another");
	if (s->output != NULL && !span_eq((struct span){ script.out, script.n },
				     span_str(s->output)))
		script_bad(
		    "output", shown((struct span){ script.out, script.n }));
	if (s->report != NULL &&
	    strcmp(report + strlen("minihttp-client; "), s->report) != 0)
		script_bad("report", report);
}

static void
script_step(const struct script_step *s)
{
	static const struct transport transport = { NULL, script_run };
	static const struct fetch_sink sink = { NULL, script_head, script_body,
		script_restart };
	static struct fetch_result result;
	struct fetch_setup setup = { .store = &script.store,
		.transport = &transport,
		.sink = &sink,
		.now = script_now,
		.flags = s->flags,
		.method = s->method != NULL ? s->method : "GET",
		.fields = span_str(s->fields != NULL ? s->fields : ""),
		.credentials =
		    span_str(s->credentials != NULL ? s->credentials : ""),
		.upload = -1,
		.redirects = 5,
		.wait_ms = 100 };
	struct fetch *f = fetch_new(&setup);

	script.now += s->later;
	script.step = s;
	script.asked = script.bad = script.n = 0;
	script.why[0] = '\0';
	if (script.out != NULL)
		script.out[0] = '\0';
	fetch_run(f, span_str(s->url != NULL ? s->url : "http://a/"), &result);
	script_check(s, &result);
	OK(script.bad == 0, "%s%s%s", s->why, script.bad ? ": " : "",
	    script.why);
	fetch_free(f);
}

/* Empties the cache for a scenario that starts anew. */
static void
script_begin(const char *name)
{
	printf("# %s\n", name);
	snprintf(script.root, sizeof script.root, "/tmp/fetch_test.XXXXXX");
	if (mkdtemp(script.root) == NULL)
		printf("Bail out! no directory\n");
	store_init(&script.store, script.root);
	script.now = SCRIPT_NOW;
}

static void
script_end(void)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", script.root);
	if (system(command) != 0)
		printf("# %s stays\n", script.root);
}

#define SCRIPT(steps) script_play(#steps, steps, COUNT(steps))

static inline void
script_play(const char *name, const struct script_step *steps, size_t n)
{
	script_begin(name);
	for (size_t i = 0; i < n; i++)
		script_step(&steps[i]);
	script_end();
}

#endif
