#define _GNU_SOURCE
#include "client/run.h"

#include "client/ask.h"
#include "client/confine.h"
#include "client/curl.h"
#include "client/exit.h"
#include "client/outcome.h"
#include "client/output.h"
#include "client/payload.h"
#include "client/say.h"
#include "client/shelf.h"
#include "client/sweep.h"
#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* How long we wait for another process that fetches the same. */
#define WAIT_MS 10000

static struct self {
	const struct options *o;
	const struct store *store; /* NULL: none */
	struct output out;
	struct fetch_result result;
	struct fetch *fetch;
	struct fetch_setup setup;
	struct fetch_sink sink;
	struct transport transport;
	int64_t started_ns;
	int64_t grown;
	char fields[LIMIT_MESSAGE], credentials[8192];
	char url[LIMIT_URI + 1], name[LIMIT_NAME];
	struct payload payload;
} self;

static bool
has(enum options_flag flag)
{
	return (self.o->flags & flag) != 0;
}

static bool
is_quiet(void)
{
	return has(FLAG_QUIET);
}

static int64_t
now(void)
{
	return clock_wall_ns() / 1000000000;
}

/* --- where it goes ------------------------------------------------------ */

static bool
choose_output(struct output_how *how)
{
	struct span name;

	*how = (struct output_how){ .path = self.o->output,
		.sha256 = self.o->sha256 };
	if (has(FLAG_REMOTE_NAME)) {
		name = uri_base_name(span_str(self.url));
		if (name.n == 0 || name.n >= sizeof self.name ||
		    span_eq(name, SPAN(".")) || span_eq(name, SPAN(".."))) {
			say_error(span_str(self.url), "it has no file name");
			return false;
		}
		memcpy(self.name, name.p, name.n);
		self.name[name.n] = '\0';
		how->path = self.name;
	}
	if (how->path != NULL && strcmp(how->path, "-") == 0)
		how->path = NULL;
	how->flags =
	    (has(FLAG_INCLUDE) || has(FLAG_HEAD) ? OUTPUT_INCLUDE : 0) |
	    (has(FLAG_REMOTE_TIME) ? OUTPUT_REMOTE_TIME : 0) |
	    (has(FLAG_FAIL) ? OUTPUT_NO_ERRORS : 0) |
	    (has(FLAG_SHA256) ? OUTPUT_HASH : 0) |
	    (has(FLAG_CONTINUE) ? OUTPUT_CONTINUE : 0);
	if (!is_quiet() && isatty(STDERR_FILENO) &&
	    (how->path != NULL || !isatty(STDOUT_FILENO)))
		how->flags |= OUTPUT_PROGRESS;
	return true;
}

/* --- one URL ------------------------------------------------------------ */

static unsigned
fetch_flags(void)
{
	return (has(FLAG_STAY) ? FETCH_STAY : 0) |
	       (has(FLAG_INSECURE) ? FETCH_INSECURE : 0) |
	       (has(FLAG_COMPRESSED) ? FETCH_COMPRESSED : 0) |
	       (has(FLAG_OFFLINE) ? FETCH_OFFLINE : 0) |
	       (has(FLAG_HEURISTIC) ? FETCH_HEURISTIC : 0) |
	       (has(FLAG_IF_MODIFIED) && self.out.how.path == NULL
		       ? FETCH_IF_MODIFIED
		       : 0) |
	       (self.out.have > 0 ? FETCH_CONTINUE : 0) |
	       (has(FLAG_IF_MATCH) ? FETCH_IF_MATCH : 0) |
	       (has(FLAG_FAIL) ? FETCH_FAIL : 0);
}

static bool
set_url(struct span word, struct span *userinfo)
{
	struct text t = { self.url, LIMIT_URI, 0 };

	switch (ask_url(self.o, word, &t, userinfo)) {
	case URI_GOOD:
		self.url[t.n] = '\0';
		return true;
	case URI_SCHEME:
		say_error(word, "only http and https are known");
		break;
	case URI_BAD:
		say_error(word, "this is no URL");
		break;
	}
	return false;
}

static bool
set_fields(struct span userinfo)
{
	struct text fields = TEXT(self.fields);
	struct text credentials = TEXT(self.credentials);

	ask_put_fields(
	    &fields, &credentials, self.o, userinfo, output_from(&self.out));
	self.setup.fields = TEXT_SPAN(fields);
	self.setup.credentials = TEXT_SPAN(credentials);
	return text_fits(&fields) && text_fits(&credentials);
}

/* Validates behind the printed answer's back (RFC 5861 3). */
static void
refresh(void)
{
	int null;

	switch (fork()) {
	case 0:
		break;
	default: /* one that cannot be made is only not refreshed */
		return;
	}
	(void)setsid();
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = 0; fd <= 2 && null >= 0; fd++)
		(void)dup2(null, fd);
	self.setup.flags |= FETCH_REFRESHING;
	self.setup.wait_ms = 0;
	self.out.state = OUTPUT_CLOSED;
	self.out.how = (struct output_how){ .flags = 0 };
	self.fetch = fetch_new(&self.setup);
	if (self.fetch != NULL)
		fetch_run(self.fetch, span_str(self.url), &self.result);
	_exit(EXIT_DONE);
}

static int
finish_output(int code)
{
	/* A refusal comes with a page that says why, and that page is whole. */
	enum output_end end =
	    code == EXIT_DONE ||
		    (code == EXIT_STATUS && self.result.end == FETCH_DONE)
		? OUTPUT_WHOLE
		: OUTPUT_BROKEN;
	struct span what = span_str(
	    self.out.how.path != NULL ? self.out.how.path : "standard output");

	switch (output_finish(&self.out, end)) {
	case OUTPUT_GOOD:
		return code;
	case OUTPUT_MISMATCH:
		if (self.store != NULL)
			shelf_invalidate(self.store, span_str(self.result.url));
		if (!is_quiet())
			say_error(what, "the SHA-256 is another");
		return EXIT_NETWORK;
	case OUTPUT_FAILED:
		break;
	}
	if (!is_quiet())
		say_error(what, self.out.error);
	return EXIT_LOCAL;
}

static bool
fetch_once(struct span userinfo)
{
	if (!set_fields(userinfo)) {
		say_error(span_str(self.url), "too many header fields");
		return false;
	}
	if (!payload_open(&self.payload, self.o))
		return false;
	self.setup.upload = self.payload.fd;
	self.setup.upload_n = self.payload.fd_n;
	self.setup.flags = fetch_flags();
	self.fetch = fetch_new(&self.setup);
	if (self.fetch == NULL)
		return false;
	fetch_run(self.fetch, span_str(self.url), &self.result);
	output_drain(&self.out);
	if (self.setup.upload >= 0)
		close(self.setup.upload);
	return true;
}

/* -C, and the server has something else: the whole of it is wanted. */
static bool
begin_anew(struct output_how *how)
{
	if (!self.out.unfit)
		return false;
	(void)output_finish(&self.out, OUTPUT_BROKEN);
	fetch_free(self.fetch);
	how->flags &= ~(unsigned)OUTPUT_CONTINUE;
	output_init(&self.out, how);
	return true;
}

/* What only the output file can tell of a fetch. */
static int
judge_file(int code)
{
	bool done =
	    self.result.end == FETCH_DONE || self.result.end == FETCH_REFUSED;

	if (self.out.have > 0 && done && self.result.status >= 400)
		return self.out.kept ? EXIT_DONE : EXIT_STATUS;
	return code == EXIT_DONE && has(FLAG_IF_MODIFIED) && self.out.kept
		   ? EXIT_NOT_MODIFIED
		   : code;
}

static int
fetch_word(struct span word)
{
	const struct outcome_how how_said = { self.o->flags, self.setup.method,
		self.started_ns };
	struct output_how how;
	struct span userinfo;
	int code;

	if (!set_url(word, &userinfo))
		return EXIT_USAGE;
	if (!choose_output(&how))
		return EXIT_LOCAL;
	output_init(&self.out, &how);
	do
		if (!fetch_once(userinfo))
			return EXIT_LOCAL;
	while (begin_anew(&how));
	if (self.out.have > 0 && self.out.kept && self.result.status == 416)
		self.result.end = FETCH_DONE; /* the file was whole */
	code = judge_file(finish_output(outcome_say(&self.result, &how_said)));
	self.grown += self.result.stored_bytes;
	if (self.result.refresh)
		refresh();
	fetch_free(self.fetch);
	return code;
}

/* The first failure counts; "not modified" only if it is true of all. */
static int
combine(int before, int code, bool first)
{
	if (first)
		return code;
	if (before == EXIT_DONE || before == EXIT_NOT_MODIFIED)
		return code == EXIT_NOT_MODIFIED ? before : code;
	return before;
}

static int
fetch_all(void)
{
	char word[LIMIT_URI];
	struct text t = TEXT(word);
	int code = EXIT_DONE;

	if (self.o->mode == OPTIONS_HOST) {
		ask_put_host(&t, self.o);
		if (!text_fits(&t)) {
			say_error(span_str(self.o->file), "this is too long");
			return EXIT_USAGE;
		}
		return fetch_word(TEXT_SPAN(t));
	}
	for (size_t i = 0; i < self.o->nwords; i++)
		code = combine(
		    code, fetch_word(span_str(self.o->word[i])), i == 0);
	return code;
}

/* Nothing of libcurl is loaded before it is confined. */
static enum transport_answer
ask_network(void *arg, const struct transport_request *request,
    const struct transport_events *events, struct transport_outcome *outcome)
{
	const char *name = has(FLAG_REMOTE_NAME) ? self.name : self.o->output;

	confine_once(self.store, name);
	return curl_run(arg, request, events, outcome);
}

/* A signal that ends us leaves nothing beside the output. */
static void
on_end(int signal_number)
{
	output_abandon(&self.out);
	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}

static void
catch_ends(void)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (signal(ends[i], on_end) == SIG_IGN)
			(void)signal(ends[i], SIG_IGN); /* nohup */
}

int
run_fetches(
    const struct options *o, const struct store *store, int64_t started_ns)
{
	int code;

	self.o = o;
	self.store = store;
	self.started_ns = started_ns;
	catch_ends();
	self.sink = (struct fetch_sink){ &self.out, output_head, output_body,
		output_restart };
	self.transport = (struct transport){ .run = ask_network };
	self.setup = (struct fetch_setup){
		.store = self.store,
		.transport = &self.transport,
		.sink = &self.sink,
		.now = now,
		.method = ask_method(self.o),
		.timeout_ms = self.o->max_time_ms,
		.redirects = (unsigned)self.o->max_redirects,
		.wait_ms = WAIT_MS,
		.most = SWEEP_LOW(self.o->max_size),
	};
	if (self.o->max_time_ms > 0 && self.o->max_time_ms < WAIT_MS)
		self.setup.wait_ms = (int64_t)self.o->max_time_ms;
	if (!payload_collect(&self.payload, self.o))
		return EXIT_LOCAL;
	self.setup.data = (struct span){ self.payload.data, self.payload.n };
	code = fetch_all();
	if (self.store != NULL)
		sweep_after(self.store, self.grown, self.o->max_size);
	return code;
}
