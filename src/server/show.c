#define _GNU_SOURCE
#include "server/show.h"

#include "base/escape.h"
#include "base/limits.h"
#include "config/listen.h"
#include "os/sandbox_show.h"
#include "os/write_all.h"
#include "server/cgi_run.h"
#include "server/worker.h"

#include <sysexits.h>
#include <unistd.h>

#define PUT(t, literal) text_put((t), SPAN(literal))

/* The kinds of processes, and the roles of the sandbox for each. */
static const struct {
	char name[12];
	unsigned roles;
} process[] = {
	{ "stream", SANDBOX_STREAM },
	{ "connection", SANDBOX_SOCKET },
	{ "listener", SANDBOX_SOCKET | SANDBOX_LISTENER },
};

#define PROCESSES (sizeof process / sizeof *process)

/* Writes the text and empties it.  Returns false on an error. */
static bool
flush(struct text *t)
{
	if (!text_fits(t) || write_all(STDOUT_FILENO, TEXT_SPAN(*t)) < 0)
		return false;
	t->n = 0;
	return true;
}

/*
 * Enters the sandbox as far as this system supports it, even with Sandbox
 * require.
 */
static void
enter(struct confine *c)
{
	confine_close(c, SANDBOX_STREAM);
	(void)confine_enter(c, SANDBOX_STREAM);
}

/* Puts the parts as comments, so that the output is a valid configuration. */
static void
put_parts(struct text *t, const struct confine *c)
{
	PUT(t, "# sandbox:");
	if (c->conf->sandbox == CONF_SANDBOX_NO)
		PUT(t, " off");
	confine_put_parts(t, c->sandbox.active);
	text_char(t, '\n');
	if (c->sandbox.missing == 0)
		return;
	PUT(t, "# not on this system:");
	confine_put_parts(t, c->sandbox.missing);
	text_char(t, '\n');
}

int
show_text(struct confine *c, struct text t)
{
	conf_print(&t, c->conf);
	enter(c);
	put_parts(&t, c);
	cgi_run_put_rights(&t, c->conf);
	if (!text_fits(&t))
		return EX_SOFTWARE;
	(void)flush(&t); /* the reader is gone */
	return EX_OK;
}

static void
put_string(struct text *t, struct span s)
{
	text_char(t, '"');
	escape_json(t, s);
	text_char(t, '"');
}

static void
put_part_list(struct text *t, unsigned parts)
{
	bool any = false;

	text_char(t, '[');
	for (unsigned part = 1; part <= parts; part <<= 1) {
		if (!(parts & part))
			continue;
		if (any)
			PUT(t, ", ");
		put_string(
		    t, span_str(sandbox_part_name((enum sandbox_part)part)));
		any = true;
	}
	text_char(t, ']');
}

static void
put_setting(struct text *t, const struct conf *conf)
{
	switch (conf->sandbox) {
	case CONF_SANDBOX_NO:
		PUT(t, "\"no\"");
		return;
	case CONF_SANDBOX_YES:
		PUT(t, "\"yes\"");
		return;
	case CONF_SANDBOX_REQUIRE:
		PUT(t, "\"require\"");
		return;
	}
}

static void
put_head(struct text *t, const struct confine *c, const char *version)
{
	unsigned active = c->sandbox.active;

	PUT(t, "{\n\"program\": \"minihttp\",\n\"version\": ");
	put_string(t, span_str(version));
	PUT(t, ",\n\"machine\": ");
	put_string(t, span_str(sandbox_show_machine()));
	PUT(t, ",\n\"sandbox\": ");
	put_setting(t, c->conf);
	PUT(t, ",\n\"active\": ");
	put_part_list(t, active);
	PUT(t, ",\n\"missing\": ");
	put_part_list(t, c->sandbox.missing);
	PUT(t, ",\n\"no_new_privs\": ");
	text_put(
	    t, active & SANDBOX_NO_NEW_PRIVS ? SPAN("true") : SPAN("false"));
}

/* Puts one rule: the directive that names the directory, and its rights. */
static void
put_rule(struct text *t, long abi, const char *directive, struct span value,
    bool writing)
{
	PUT(t, "\n{\"directive\": ");
	put_string(t, span_str(directive));
	PUT(t, ", \"beneath\": ");
	put_string(t, value);
	PUT(t, ", \"rights\": ");
	sandbox_show_rights(t, abi, writing);
	text_char(t, '}');
}

static void
put_landlock(struct text *t, const struct confine *c, long abi)
{
	const struct conf *conf = c->conf;
	struct span root = conf_root(conf);
	const char *name = conf_root_directive(conf);

	PUT(t, ",\n\"landlock\": ");
	if (!(c->sandbox.active & SANDBOX_LANDLOCK)) {
		PUT(t, "null");
		return;
	}
	PUT(t, "{\n\"abi\": ");
	text_u64(t, (uint64_t)abi);
	PUT(t, ",\n\"denied\": {");
	sandbox_show_denied(t, abi);
	PUT(t, "},\n\"allowed\": [");
	put_rule(t, abi, name, root, false);
	for (size_t i = 0; confine_writes(conf) && i < conf->upload.n; i++) {
		text_char(t, ',');
		if (conf->virtual_hosts.n > 0) {
			put_rule(t, abi, name, root, true);
			break;
		}
		put_rule(t, abi, "Upload", conf->upload.at[i], true);
	}
	PUT(t, "\n]}");
}

static bool
put_calls(struct text *t, unsigned roles)
{
	const char *between = "\n";
	size_t n;

	PUT(t, "\"calls\": [");
	for (size_t i = 0;; i++) {
		if (!flush(t))
			return false;
		text_put(t, span_str(between));
		n = t->n;
		if (!sandbox_show_call(t, roles, i))
			break;
		if (t->n > n)
			between = ",\n";
		else
			t->n = 0;
	}
	t->n = 0;
	PUT(t, "\n]}");
	return true;
}

static bool
put_process(struct text *t, const struct confine *c, size_t i)
{
	const struct listener_sockets none = { .n = 0,
		.handing = listen_has_tls(&c->conf->listen) ? 1 : 0 };
	struct confine as_serving = *c;
	struct sandbox_wants wants;
	struct sandbox_limit limits[SANDBOX_LIMIT_MOST];

	/* numbers of descriptors that only a handler has */
	if (c->conf->cgi.n > 0)
		as_serving.spawner = STDERR_FILENO;
	as_serving.channel = worker_has_channel(c->conf) ? STDERR_FILENO : -1;
	as_serving.ready = -1;
	as_serving.sockets = &none;
	confine_wants(&as_serving, process[i].roles, &wants);
	text_put(t, i > 0 ? SPAN(",\n{\"process\": ") : SPAN("{\"process\": "));
	put_string(t, span_str(process[i].name));
	PUT(t, ",\n\"roles\": ");
	sandbox_show_roles(t, wants.roles);
	PUT(t, ",\n\"limits\": ");
	if (c->sandbox.active & SANDBOX_LIMITS) {
		text_char(t, '{');
		sandbox_show_limits(
		    t, limits, sandbox_limits_of(&wants, limits));
		text_char(t, '}');
	} else {
		PUT(t, "null");
	}
	PUT(t, ",\n");
	if (c->sandbox.active & SANDBOX_SECCOMP)
		return put_calls(t, wants.roles);
	PUT(t, "\"calls\": null}");
	return true;
}

/* Puts the lines of -T as a list. */
static bool
put_directives(struct text *t, const struct conf *conf)
{
	char lines[LIMIT_OUT];
	struct text all = TEXT(lines);
	struct span rest, line;
	bool more = true;

	conf_print(&all, conf);
	if (!text_fits(&all))
		return false;
	PUT(t, "\n],\n\"directives\": [");
	rest = TEXT_SPAN(all);
	for (const char *between = "\n"; more; between = ",\n") {
		more = span_cut(rest, '\n', &line, &rest) && rest.n > 0;
		text_put(t, span_str(between));
		put_string(t, line);
		if (!flush(t))
			return false;
	}
	PUT(t, "\n]\n}\n");
	return flush(t);
}

int
show_json(struct confine *c, struct text t, const char *version)
{
	long abi = sandbox_show_abi();

	enter(c);
	put_head(&t, c, version);
	put_landlock(&t, c, abi);
	PUT(&t, ",\n\"processes\": [\n");
	for (size_t i = 0; i < PROCESSES; i++)
		if (!put_process(&t, c, i))
			return EX_SOFTWARE;
	return put_directives(&t, c->conf) ? EX_OK : EX_SOFTWARE;
}
