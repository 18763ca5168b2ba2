#define _GNU_SOURCE
#include "client/url_fetch.h"

#include "client/ask.h"
#include "client/exit.h"
#include "client/messages.h"
#include "client/part.h"
#include "client/refresh.h"
#include "client/url_fetch_state.h"
#include "os/clock.h"
#include "shelf/sweep.h"

#include <unistd.h>

/* The longest wait for another process that fetches the same URL. */
#define WAIT_MS 10000

static struct url_fetch self;

static bool
has(enum options_flag flag)
{
	return url_fetch_has(&self, flag);
}

static int64_t
now(void)
{
	return clock_wall_ns() / 1000000000;
}

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
			messages_error(word,
			    "this URL has more than 8192 bytes with its data; "
			    "without -G, -d sends them in the body");
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

static bool
fetch_once(struct span userinfo)
{
	self.heads = (struct heads){ 0 };
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
	if (self.fetch != NULL) {
		fetch_run(self.fetch, span_str(self.url), &self.result);
		self.grown += self.result.stored_bytes;
		output_drain(&self.out);
	} else {
		messages_error(span_str(self.url), "there is no memory for it");
	}
	if (self.setup.upload >= 0)
		close(self.setup.upload);
	return self.fetch != NULL;
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

/*
 * Returns true if another try may succeed.  -C N appends, which cannot be
 * undone.
 */
static bool
is_worth_a_retry(void)
{
	/* after a response, this was decided when its body was left out */
	if (self.result.end == FETCH_NETWORK_FAILED)
		self.retry &= url_fetch_has_time(&self);
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
	self.began_ms = clock_mono_ms();
	for (unsigned n = 0;; n++) {
		self.trouble = NULL;
		self.untimely = false;
		self.retry = n < self.o->retries;
		output_init(&self.out, how);
		do
			if (!fetch_once(userinfo))
				return false;
		while (begin_anew(how));
		if (!is_worth_a_retry())
			return true;
		(void)output_finish(&self.out, OUTPUT_BROKEN);
		fetch_free(self.fetch);
		if (!has(FLAG_QUIET))
			messages_about("trying again", self.url);
		heads_wait(&self.heads, self.o, n);
	}
}

static int
fetch_word(struct span word)
{
	struct output_how how;
	struct span userinfo;
	int code = set_url(word, &userinfo);

	if (code != EXIT_DONE)
		return code;
	if (!url_fetch_choose_output(&self, &how))
		return has(FLAG_CURL) ? 23 : EXIT_LOCAL;
	if (!fetch_with_retries(&how, userinfo))
		return has(FLAG_CURL) ? 26 : EXIT_LOCAL;
	code = url_fetch_conclude(&self);
	if (self.result.refresh)
		refresh_begin(&self.setup, &self.out, &self.room, self.url);
	fetch_free(self.fetch);
	return code;
}

void
url_fetch_init(const struct url_fetch_setup *all)
{
	const struct options *o = all->o;

	self.all = all;
	self.store = all->store;
	self.payload = all->payload;
	part_guard(self.out.temp);
	url_fetch_init_output(&self);
	url_fetch_init_network(&self);
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
	url_fetch_begin_network(&self);
	self.setup.method = ask_method(self.o);
	if (self.o->mode != OPTIONS_HOST)
		url_list_put(self.all->urls, i, &t);
	else
		ask_put_host(&t, self.o);
	if (text_fits(&t))
		return fetch_word(TEXT_SPAN(t));
	messages_error(
	    SPAN("the URL"), "it is too long: it may have 8192 bytes");
	return has(FLAG_CURL) ? 3 : EXIT_USAGE;
}

int64_t
url_fetch_grown(void)
{
	return self.grown;
}
