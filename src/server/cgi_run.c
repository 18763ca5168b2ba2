#include "server/cgi_run.h"

#include "http/basic.h"
#include "os/cgi_spawner.h"
#include "os/docroot.h"
#include "os/socket.h"
#include "server/cgi_relay.h"
#include "server/selection.h"
#include "server/upload_receive.h"
#include "site/access.h"
#include "site/cgi_guard.h"
#include "site/cgi_reply.h"
#include "site/hidden.h"

#include <errno.h>
#include <string.h>

/* Puts the directory that the paths of a script are relative to. */
static void
put_root(struct text *t, const struct service *s, struct span host)
{
	text_put(t, s->root_name);
	if (host.n > 0)
		text_char(t, '/');
	text_put(t, host);
}

/* Checks a job; this runs in the process that starts scripts. */
static bool
permits(const void *arg, const struct cgi_spawner_job *job)
{
	const struct service *s = arg;
	char room[LIMIT_PATH + LIMIT_HOST + 1];
	struct text root = TEXT(room);

	put_root(&root, s, job->host);
	return text_fits(&root) &&
	       cgi_guard_permits(s->conf,
		   &(struct cgi_guard_job){ job->prefix, TEXT_SPAN(root),
		       job->script, job->environment });
}

bool
cgi_run_prepare(struct service *s, struct text room, size_t most)
{
	const struct conf *conf = s->conf;
	struct cgi_spawner_setup setup = { .root = s->root->fd,
		.prefix = conf->cgi.at,
		.n = conf->cgi.n,
		.hosts = conf->virtual_hosts.n > 0,
		.symlinks = conf->symlinks,
		.max_ms = conf->cgi_max_time_ms,
		.memory = conf->cgi_memory,
		.most_input = conf->max_body_size,
		.most = most,
		.permits = permits,
		.arg = s };
	int err = docroot_absolute(conf_root(conf), &room);

	s->root_name = TEXT_SPAN(room);
	if (err == 0)
		err = cgi_spawner_start(&setup, &s->spawner);
	if (err < 0)
		log_complain(s->error, SPAN("CGI"), strerror(-err));
	return err == 0;
}

void
cgi_run_put_rights(struct text *t, const struct conf *conf)
{
	if (conf->cgi.n == 0)
		return;
	text_put(t,
	    SPAN("# CGI: a process outside of the sandbox executes the files "
		 "beneath"));
	for (size_t i = 0; i < conf->cgi.n; i++) {
		text_char(t, ' ');
		text_put(t, conf->cgi.at[i]);
	}
	text_put(t, SPAN(";\n# the scripts can do what this user can, "
			 "without new privileges\n"));
}

/* Returns the kind of the file that the first n bytes of the path name. */
static enum file_kind
kind_of_script(struct conn *c, size_t n)
{
	char path[LIMIT_PATH];

	memcpy(path, c->req.target.path.p, n); /* LIMIT_PATH includes the NUL */
	path[n] = '\0';
	return docroot_kind(c->root, path, c->service->conf->symlinks);
}

enum refusal
cgi_run_find(struct conn *c)
{
	const struct conf *conf = c->service->conf;
	struct span path = c->req.target.path;
	enum file_kind kind;

	while (cgi_next(conf, path, &c->found.script)) {
		if (hidden_path(
			conf, (struct span){ path.p, c->found.script.n }))
			return REFUSE_HIDDEN;
		kind = kind_of_script(c, c->found.script.n);
		if (kind != FILE_DIRECTORY)
			return refusal_of_kind(kind);
	}
	return REFUSE_ABSENT;
}

/* Puts the user that Auth admitted: RFC 3875 4.1.1, 4.1.11. */
static void
name_user(const struct conn *c, struct cgi_call *call, struct basic *basic)
{
	struct access_demand demand;
	struct span value;

	access_demand(call->conf, c->req.target.path, &demand);
	if (demand.n == 0 ||
	    !field_only(&c->req.fields, SPAN("Authorization"), &value) ||
	    !basic_parse(value, basic))
		return;
	call->auth = SPAN("Basic");
	call->user = span_str(basic->user);
}

/*
 * Starts the script, in a function of its own because of its buffer.  Returns 0
 * or -errno.
 */
static __attribute__((noinline)) int
start(struct conn *c, struct cgi_spawned *script)
{
	const struct service *s = c->service;
	char room[LIMIT_CGI];
	char root_room[LIMIT_PATH + LIMIT_HOST + 1];
	struct text t = TEXT(room), root = TEXT(root_room);
	struct basic basic;
	struct cgi_call call = { .conf = s->conf,
		.req = &c->req,
		.script = &c->found.script,
		.peer = c->peer,
		.port = c->wire->socket ? socket_port(c->wire->in) : 0,
		.tls = conn_tls(c) };
	struct cgi_spawner_job job = { .prefix = c->found.script.which,
		.host = c->asked.host,
		.script = cgi_name(c->req.target.path, &c->found.script),
		.stages = c->req.framing.body == FRAMING_CHUNKED };

	if (c->secure)
		call.port = c->proxy.port;
	put_root(&root, s, c->asked.host);
	call.root = TEXT_SPAN(root);
	if (access_ruled(s->conf))
		name_user(c, &call, &basic);
	cgi_put_environment(&t, &call);
	LIMIT_CHECK(text_fits(&t));
	job.environment = TEXT_SPAN(t);
	return cgi_spawner_run(s->spawner, &job, script);
}

/* Logs why a script could not be started, and returns what the peer is told. */
static enum refusal
explain(const struct conn *c, const struct cgi_spawner_word *word)
{
	const struct service *s = c->service;
	const char *reason = strerror(word->value);
	char buf[LIMIT_LOG_LINE];
	struct text t = TEXT(buf);

	switch (word->value) {
	case EACCES:
	case EPERM:
	case ELOOP:
	case EXDEV:
		return REFUSE_CGI_DENIED;
	case ENOENT:
	case ENOTDIR:
		if (word->fate == (int32_t)CGI_SPAWNER_NO_SCRIPT)
			return REFUSE_ABSENT;
		reason = "its interpreter does not exist";
		break;
	case EFBIG:
		return REFUSE_BODY_LARGE;
	case EAGAIN:
		return REFUSE_BUSY;
	}
	cgi_reply_put_error(&t, &c->req, &c->found.script, span_str(reason));
	if (text_fits(&t))
		log_write(service_error_log(s), LOG_LEVEL_ERROR, TEXT_SPAN(t));
	return REFUSE_CGI_EXEC;
}

/* Sends the response that replaces the script's. */
static enum refusal
refuse(struct conn *c, enum refusal why)
{
	c->content = 0;
	c->local.n = 0;
	plan_settle(&c->asked, why, &c->plan);
	if (refusal_status(why) == 0)
		return why; /* the peer has gone */
	if (c->asked.conf->nrules > 0)
		selection_page(c);
	return transfer_answer(c->wire, &c->out, &c->plan, c->fd, &c->content);
}

enum refusal
cgi_run_send(struct conn *c)
{
	struct cgi_relay relay;
	struct cgi_spawned script;
	enum refusal why;
	int err = c->service->spawner >= 0 ? start(c, &script) : -EPIPE;

	if (err < 0) {
		struct cgi_spawner_word word = { CGI_SPAWNER_NO_EXEC, -err };

		return refuse(c, explain(c, &word));
	}
	why = upload_receive_invite(c);
	if (why != REFUSE_NOT) {
		cgi_spawner_end(&script);
		return why;
	}
	why = cgi_relay_run(&relay, c, &script);
	if (why == REFUSE_NOT)
		return REFUSE_NOT;
	if (why == REFUSE_CGI_EXEC)
		why = explain(c, &relay.word);
	if (!relay.begun)
		return refuse(c, why);
	return why == REFUSE_CGI_SLOW || refusal_status(why) > 0
		   ? REFUSE_CGI_CUT
		   : why;
}
