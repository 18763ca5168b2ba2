#define _GNU_SOURCE
#include "client/url_fetch.h"

#include "client/ask.h"
#include "client/curl.h"
#include "client/exit.h"
#include "client/fence_once.h"
#include "client/heads.h"
#include "client/messages.h"
#include "client/outcome.h"
#include "client/output.h"
#include "client/part.h"
#include "client/payload.h"
#include "client/place.h"
#include "client/refresh.h"
#include "client/resumption_run.h"
#include "client/upload_bar.h"
#include "os/clock.h"
#include "shelf/shelf.h"
#include "shelf/sweep.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The longest wait for another process that fetches the same URL. */
#define WAIT_MS 10000

static struct self {
	const struct url_fetch_setup *all;
	const struct options *o; /* the options of this URL */
	struct options room;
	const struct store *store; /* the cache, or NULL */
	/* NULL if no other URL is fetched at the same time */
	struct parallel_place *place;
	struct output out;
	struct fetch_result result;
	struct fetch *fetch;
	struct fetch_setup setup;
	struct fetch_sink sink;
	struct transport network, transport;
	struct resumption_run resumption;
	int64_t grown;
	char fields[LIMIT_MESSAGE], credentials[8192];
	char url[LIMIT_URI + 1], name[PLACE_ROOM], output[PLACE_ROOM];
	struct heads heads;
	size_t number;       /* the number of the URL, from 0 */
	bool retry;          /* another try is left */
	bool untimely;       /* by -z the body is not wanted */
	const char *trouble; /* an error of a file beside the output */
	/* the name of that file, or NULL for the output */
	const char *troubled;
	struct payload *payload;
} self;

static bool
has(enum options_flag flag)
{
	return (self.o->flags & (unsigned)flag) != 0;
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
	const char *what = self.url,
		   *why = place_output(self.o, &what, self.name, how);

	if (why != NULL)
		messages_error(span_str(what), why);
	else if (self.place == NULL &&
		 place_wants_bar(self.o, how->path != NULL))
		how->flags |= OUTPUT_PROGRESS;
	return why == NULL;
}

/* Takes a head, and shows it to the output and to the files beside it. */
static bool
take_head(void *arg, const struct fetch_head *h)
{
	int err = heads_take_head(&self.heads, self.o, h);

	upload_bar_end();
	self.troubled = err < 0 ? self.o->dump : NULL;
	if (err < 0)
		self.trouble = strerror(-err);
	else if (h->last && has(FLAG_HEADER_NAME) && has(FLAG_REMOTE_NAME) &&
		 h->status == 200)
		self.trouble =
		    place_take_name(h->lines, self.name, &self.out.how.path);
	if (self.trouble != NULL)
		return false;
	if (h->last && heads_is_untimely(self.o, h)) {
		self.untimely = self.out.bodiless = true;
		return (self.out.how.flags & OUTPUT_INCLUDE) == 0 ||
		       output_head(arg, h);
	}
	if (h->last && self.retry && heads_is_retried(self.o, h->status))
		/* another try follows, so this body is not wanted */
		return true;
	return output_head(arg, h);
}

static bool
take_body(void *arg, struct span s)
{
	bool good = self.untimely || output_body(arg, s);

	if (self.place != NULL) {
		self.place->whole = self.out.whole;
		self.place->n = self.out.n;
	}
	return good;
}

/* --- one URL ------------------------------------------------------------ */

/* Returns EXIT_DONE, or another exit code. */
static int
set_url(struct span word, struct span *userinfo)
{
	struct text t = { self.url, LIMIT_URI, 0 };

	switch (ask_url(self.o, word, &t, userinfo)) {
	case URI_GOOD:
		ask_put_query(&t, (struct span){ self.payload->query,
				      self.payload->query_n });
		if (has(FLAG_GET))
			ask_put_query(&t, (struct span){ self.payload->data,
					      self.payload->n });
		if (!text_fits(&t)) {
			messages_error(span_str(self.url),
			    "the URL is too long with its data");
			break;
		}
		self.url[t.n] = '\0';
		return EXIT_DONE;
	case URI_SCHEME:
		messages_error(word, "only http:// and https:// are supported");
		return EXIT_USAGE; /* also CURLE_UNSUPPORTED_PROTOCOL */
	case URI_BAD:
		messages_error(word, "not a URL such as http://HOST/PATH");
		break;
	}
	return has(FLAG_CURL) ? 3 /* CURLE_URL_MALFORMAT */ : EXIT_USAGE;
}

static bool
set_fields(struct span userinfo)
{
	struct text fields = TEXT(self.fields);
	struct text credentials = TEXT(self.credentials);

	if (!ask_put_fields(&fields, &credentials, self.o, userinfo,
		self.o->offset > 0 ? self.o->offset : output_from(&self.out)))
		return false;
	self.setup.fields = TEXT_SPAN(fields);
	self.setup.credentials = TEXT_SPAN(credentials);
	return true;
}

static int
finish_output(int code)
{
	/*
	 * A refusal may come with a page, which is complete and gives the
	 * reason.
	 */
	enum output_end end =
	    code == EXIT_DONE ||
		    (code == EXIT_STATUS && self.result.end == FETCH_DONE)
		? OUTPUT_WHOLE
		: OUTPUT_BROKEN;
	struct span what = span_str(
	    self.out.how.path != NULL ? self.out.how.path : "standard output");

	if (self.trouble != NULL) {
		(void)output_finish(&self.out, OUTPUT_BROKEN);
		messages_error(
		    self.troubled != NULL ? span_str(self.troubled) : what,
		    self.trouble);
		return EXIT_LOCAL;
	}
	switch (output_finish(&self.out, end)) {
	case OUTPUT_GOOD:
		return code;
	case OUTPUT_MISMATCH:
		if (self.store != NULL && !self.out.bodiless)
			self.result.keeps_error = shelf_invalidate(
			    self.store, span_str(self.result.url));
		if (!is_quiet())
			messages_error(what, "the SHA-256 differs");
		return EXIT_NETWORK;
	case OUTPUT_FAILED:
		break;
	}
	if (!is_quiet() || has(FLAG_SHOW_ERROR))
		messages_error(what, self.out.error);
	return EXIT_LOCAL;
}

static bool
fetch_once(struct span userinfo)
{
	if (!set_fields(userinfo)) {
		messages_error(span_str(self.url), ASK_TOO_LONG);
		return false;
	}
	if (!payload_open(self.payload, self.o))
		return false;
	self.setup.upload = self.payload->fd;
	self.setup.upload_n = self.payload->fd_n;
	self.setup.flags = ask_fetch_flags(
	    self.o, self.out.how.path != NULL, self.out.have > 0);
	self.fetch = fetch_new(&self.setup);
	if (self.fetch == NULL)
		return false;
	fetch_run(self.fetch, span_str(self.url), &self.result);
	output_drain(&self.out);
	if (self.setup.upload >= 0)
		close(self.setup.upload);
	return true;
}

/* Fetches all of the content, since with -C the server has other content. */
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

static void
write_out(int code)
{
	struct writeout w = { .result = &self.result,
		.method = self.setup.method,
		.file = self.out.how.path,
		.referer = self.o->referer,
		.number = self.number,
		.asked = self.url,
		.body = self.out.n,
		.code = code };

	if (self.o->write_out != NULL)
		heads_write_out(&self.heads, self.o->write_out, &w);
}

/*
 * Returns true if another try may succeed.  -C N appends, which cannot be
 * undone.
 */
static bool
is_worth_a_retry(void)
{
	return self.retry && heads_may_pass(self.o, &self.result) &&
	       !(self.o->offset > 0 && self.out.n > 0) && !self.result.spent;
}

/*
 * Fetches until the response is final or no try is left.  Returns false if a
 * try cannot begin.
 */
static bool
fetch_with_retries(struct output_how *how, struct span userinfo)
{
	int64_t began_ms = clock_mono_ms();

	for (unsigned n = 0;; n++) {
		self.heads = (struct heads){ 0 };
		self.trouble = NULL;
		self.untimely = false;
		self.retry =
		    n < self.o->retries &&
		    (self.o->retry_most == 0 ||
			clock_mono_ms() - began_ms < self.o->retry_most * 1000);
		output_init(&self.out, how);
		do
			if (!fetch_once(userinfo))
				return false;
		while (begin_anew(how));
		if (!is_worth_a_retry())
			return true;
		(void)output_finish(&self.out, OUTPUT_BROKEN);
		fetch_free(self.fetch);
		if (!is_quiet())
			messages_about("trying again", self.url);
		heads_wait(&self.heads, self.o, n);
	}
}

/* Finishes the output and the files beside it.  Returns the exit code. */
static int
conclude(void)
{
	const struct outcome_how how_told = { self.o->flags, self.setup.method,
		self.all->started_ns };
	const char *jar = ask_setting(self.o, TRANSPORT_COOKIE_JAR);
	int code;

	if (self.out.kept && self.result.status == 416)
		self.result.end = FETCH_DONE; /* the file was complete before */
	code = finish_output(outcome_tell(&self.result, &how_told));
	if (jar != NULL)
		self.result.times.jar_error =
		    curl_save_jar(jar, self.result.end == FETCH_NETWORK_FAILED);
	code = outcome_judge_file(code, self.o->flags, &self.result, &self.out);
	if (code == EXIT_DONE &&
	    !heads_save_tag(&self.heads, self.o, self.result.status))
		code = EXIT_LOCAL;
	return has(FLAG_CURL) ? outcome_curls_code(code, self.o->flags,
				    &self.result, &self.out)
			      : code;
}

static int
fetch_word(struct span word)
{
	struct output_how how;
	struct span userinfo;
	int code = set_url(word, &userinfo);

	if (code != EXIT_DONE)
		return code;
	if (!choose_output(&how))
		return has(FLAG_CURL) ? 23 : EXIT_LOCAL;
	if (!fetch_with_retries(&how, userinfo))
		return has(FLAG_CURL) ? 26 : EXIT_LOCAL;
	code = conclude();
	write_out(code);
	self.grown += self.result.stored_bytes;
	if (self.result.refresh)
		refresh_begin(&self.setup, &self.out, &self.room, self.url);
	fetch_free(self.fetch);
	return code;
}

/* Asks the network.  The process is confined before libcurl is loaded. */
static enum transport_answer
ask_network(void *arg, const struct transport_request *request,
    const struct transport_events *events, struct transport_outcome *outcome)
{
	fence_allow(self.out.how.path); /* the output of -O may be a link */
	url_list_each_file(self.all->urls, fence_allow);
	fence_allow(self.o->dump);
	fence_allow(self.o->etag_save);
	fence_allow(ask_setting(self.o, TRANSPORT_COOKIE_JAR));
	if (self.resumption.wanted && self.resumption.store != NULL)
		/* the fence lets nobody make it later */
		(void)store_make(self.store);
	fence_once(self.store);
	return curl_run(arg, request, events, outcome);
}

static void
tell_resumption(uint64_t offset, const char *url)
{
	char buf[64];
	struct text t = TEXT(buf);

	text_put(&t, SPAN("going on after "));
	text_u64(&t, offset);
	text_put(&t, SPAN(" bytes"));
	text_char(&t, '\0');
	if (!is_quiet())
		messages_about(buf, url);
}

/* Shows how much of an upload has been sent, and resumes it. */
static enum transport_answer
ask_for_upload(void *arg, const struct transport_request *request,
    const struct transport_events *events, struct transport_outcome *outcome)
{
	struct transport_events shown = *events;
	enum transport_answer answer;

	if (request->upload >= 0 && self.place == NULL &&
	    place_wants_bar(self.o, true)) {
		upload_bar_begin(request->upload_n);
		shown.sent = upload_bar_draw;
	}
	answer = resumption_run(arg, request, &shown, outcome);
	upload_bar_end();
	return answer;
}

/* Decides whether the upload of this URL is to go on after a broken line. */
static void
prepare_resumption(void)
{
	struct resumption_run *r = &self.resumption;

	resumption_run_reset(r);
	r->next = &self.network;
	r->store = has(FLAG_NO_STORE) ? NULL : self.store;
	r->wanted = self.o->upload != NULL &&
		    (self.o->retries > 0 || has(FLAG_CONTINUE));
	r->remembered = has(FLAG_CONTINUE);
	r->tell = tell_resumption;
}

void
url_fetch_init(const struct url_fetch_setup *all)
{
	const struct options *o = all->o;

	self.all = all;
	self.store = all->store;
	self.payload = all->payload;
	part_guard(self.out.temp);
	self.sink = (struct fetch_sink){ &self.out, take_head, take_body,
		output_restart };
	self.network = (struct transport){ .run = ask_network };
	self.transport = (struct transport){ .self = &self.resumption,
		.run = ask_for_upload };
	self.setup = (struct fetch_setup){
		.store = all->store,
		.transport = &self.transport,
		.sink = &self.sink,
		.now = now,
		.realm = all->realm,
		.setting = o->setting,
		.nsettings = o->nsettings,
		.form = ask_setting(o, TRANSPORT_FORM) != NULL ||
			ask_setting(o, TRANSPORT_FORM_STRING) != NULL,
		.form_input = { self.payload->input, self.payload->input_n },
		.timeout_ms = o->max_time_ms,
		.redirects = (unsigned)o->max_redirects,
		.wait_ms = WAIT_MS,
		.most = SWEEP_LOW(o->max_size),
	};
	if (o->max_time_ms > 0 && o->max_time_ms < WAIT_MS)
		self.setup.wait_ms = (int64_t)o->max_time_ms;
	if (!(o->flags & FLAG_GET))
		self.setup.data =
		    (struct span){ self.payload->data, self.payload->n };
}

int
url_fetch_one(size_t i, struct parallel_place *place)
{
	char word[LIMIT_URI];
	struct text t = TEXT(word);

	url_list_options(self.all->urls, i, &self.room, self.output);
	self.o = &self.room;
	self.place = place;
	self.number = url_list_word(self.all->urls, i);
	prepare_resumption();
	self.setup.method = ask_method(self.o);
	if (self.o->mode != OPTIONS_HOST)
		url_list_put(self.all->urls, i, &t);
	else
		ask_put_host(&t, self.o);
	if (text_fits(&t))
		return fetch_word(TEXT_SPAN(t));
	messages_error(SPAN("the URL"), "this is too long");
	return EXIT_USAGE;
}

int64_t
url_fetch_grown(void)
{
	return self.grown;
}
