#include "client/fetch_state.h"

#include "http/uri.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fetch *
fetch_new(const struct fetch_setup *setup)
{
	struct fetch *f = calloc(1, sizeof *f);

	if (f != NULL) {
		f->s = *setup;
		f->flight = FLIGHT_NONE;
		f->keep.most = setup->most;
	}
	return f;
}

void
fetch_free(struct fetch *f)
{
	if (f != NULL) {
		keep_drop(&f->keep);
		(void)decode_end(&f->decode);
	}
	free(f);
}

/* Answers without the network.  Returns true if that completes the request. */
static bool
answer_from_shelf(struct fetch *f, const struct judgement *j)
{
	const struct entry *chosen = fetch_chosen(f);
	struct cachestatus *report = &f->r->report;

	*report = (struct cachestatus){ .forward = j->forward };
	report->has_ttl = chosen != NULL;
	report->ttl = j->ttl;
	switch (j->verdict) {
	case VERDICT_NONE:
		f->r->end = FETCH_NOT_HELD;
		f->r->status = 504; /* 9111 5.2.1.7 */
		return true;
	case VERDICT_REFRESH:
		if (fetch_has(f, FETCH_REFRESHING))
			return false;
		f->r->refresh = true;
		break;
	case VERDICT_FRESH:
	case VERDICT_STALE:
		break;
	case VERDICT_VALIDATE:
	case VERDICT_FETCH:
		return false;
	}
	if (f->plain || chosen == NULL)
		return false;
	if (fetch_has(f, FETCH_IF_MODIFIED)) {
		f->r->end = FETCH_NOT_MODIFIED;
		f->r->status = chosen->message.status;
		return true;
	}
	if (!fetch_serve(f, chosen, j->age))
		return false;
	shelf_touch(&f->shelf, f->chosen);
	return true;
}

/*
 * Another process fetched the resource while this one waited.  The response
 * arrived after this request was made, so it is as good as one of our own (9111
 * 4, collapsed requests), unless it says no-cache.
 */
static bool
is_ours_too(const struct fetch *f)
{
	const struct entry *e = fetch_chosen(f);
	struct byte_range part;
	struct control control;

	if (e == NULL || e->response_time < f->started ||
	    e->flags & ENTRY_STALE)
		return false;
	control_parse(&e->message.fields, &control);
	return !control_has(&control, CONTROL_NO_CACHE) &&
	       policy_part(&f->fields, e, &part) != POLICY_BEYOND;
}

/*
 * Takes the flight of the URL.  Returns true if the response is in the cache
 * now.
 */
static bool
take_flight(struct fetch *f, enum forward why)
{
	struct judgement j;
	enum flight_answer answer;

	if (f->s.store == NULL || f->bypass || f->read_only ||
	    f->policy.method != METHOD_GET)
		return false;
	answer =
	    flight_take(f->s.store, &f->shelf.key, f->s.wait_ms, &f->flight);
	if (answer == FLIGHT_PASSED || answer == FLIGHT_BUSY ||
	    answer == FLIGHT_BROKEN)
		return false;
	fetch_load(f);
	fetch_judge(f, &j);
	if (answer == FLIGHT_WAITED && !f->plain && is_ours_too(f) &&
	    j.verdict == VERDICT_VALIDATE)
		j.verdict = VERDICT_STALE;
	if (!answer_from_shelf(f, &j))
		return false;
	f->r->report.forward = why;
	f->r->report.collapsed = true;
	return true;
}

/* Seeks to the start of the upload.  Returns false if it comes by a pipe. */
static bool
rewind_upload(const struct fetch *f)
{
	return lseek(f->s.upload, (off_t)f->upload_from, SEEK_SET) >= 0;
}

static void
network(struct fetch *f)
{
	struct transport_events events = {
		.arg = f, .head = fetch_on_head, .body = fetch_on_body
	};
	struct span fields = f->request.fields;
	enum forward why = f->r->report.forward;

	for (int tries = 0; tries < 3; tries++) {
		enum transport_answer answer;

		if (tries == 0 && take_flight(f, why)) {
			flight_drop(&f->flight, f->s.store, &f->shelf.key,
			    FLIGHT_REMOVE);
			return;
		}
		f->r->report = (struct cachestatus){ .forward = why };
		f->r->why = NULL;
		f->request.fields = fields;
		f->use = FETCH_USE_NONE;
		f->stores = false;
		f->coded = 0;
		fetch_add_conditions(f);
		if (f->unguarded) {
			f->r->end = FETCH_UNGUARDED;
			break;
		}
		f->sent = f->s.now();
		answer = f->s.transport->run(
		    f->s.transport->self, &f->request, &events, &f->r->times);
		f->r->spent |= f->r->times.drained && !rewind_upload(f);
		if (fetch_conclude(f, answer))
			break;
		f->plain = true;
		keep_drop(&f->keep);
	}
	fetch_end_flight(f);
}

/* Makes one request, and follows no redirect. */
static void
hop(struct fetch *f)
{
	struct judgement j;

	f->started = f->s.now();
	f->plain = false;
	f->r->status = 0;
	f->r->end = FETCH_NETWORK_FAILED;
	if (!fetch_start_request(f)) {
		f->r->why = "too many fields";
		return;
	}
	fetch_load(f);
	fetch_judge(f, &j);
	if (answer_from_shelf(f, &j))
		return;
	if (f->r->report.forward == FORWARD_NOT)
		f->r->report.forward = FORWARD_STALE;
	if (fetch_has(f, FETCH_OFFLINE)) {
		f->r->end = FETCH_NOT_HELD;
		return;
	}
	network(f);
}

static void
drop_body(struct fetch *f)
{
	f->s.data = (struct span){ NULL, 0 };
	f->s.upload = -1;
	f->s.form = false;
	f->bodiless = true;
}

/*
 * 9110 15.4: changes the method for a redirect.  Returns false if the body
 * would have to be sent again, and came by a pipe.
 */
static bool
redirect_method(struct fetch *f)
{
	enum method method = f->policy.method;
	bool to_get = f->r->status == 303 && method != METHOD_HEAD &&
		      method != METHOD_GET;

	if ((f->r->status == 301 || f->r->status == 302) &&
	    method == METHOD_POST)
		to_get = true;
	if (fetch_has(f, FETCH_KEEP_METHOD))
		to_get = f->r->status == 303 ||
			 (f->r->status <= 302 && f->s.upload < 0);
	else if (to_get)
		f->s.method = "GET";
	if (to_get)
		drop_body(f);
	return to_get || !f->r->spent;
}

/*
 * Prepares the next request of a redirect.  Returns true if there is one to
 * make; too_many says that there have been enough.
 */
static bool
redirect(struct fetch *f, bool too_many)
{
	char next[LIMIT_URI];
	struct text t = TEXT(next);
	struct span location;
	enum uri_answer answer;

	if (f->r->end != FETCH_DONE || f->use != FETCH_USE_SILENT ||
	    !fetch_follows(f, &f->last) ||
	    !field_only(&f->last.fields, SPAN("Location"), &location))
		return false;
	answer = uri_resolve(f->url, location, &t);
	if (answer != URI_GOOD) {
		f->r->end = FETCH_NETWORK_FAILED;
		/* CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT */
		f->r->code = answer == URI_SCHEME ? 1 : 3;
		f->r->why =
		    "a redirect to something other than an http or https URL";
		return false;
	}
	if (too_many) {
		f->r->end = FETCH_NETWORK_FAILED;
		f->r->why = "too many redirects";
		f->r->code = FETCH_TOO_MANY_REDIRECTS;
		return false;
	}
	memcpy(f->r->url, next, t.n);
	f->r->url[t.n] = '\0';
	f->url.n = t.n;
	if (redirect_method(f))
		return true;
	f->r->end = FETCH_NETWORK_FAILED;
	f->r->why = "not sent to this redirect: standard input can be read "
		    "only once; give this URL itself";
	return false;
}

void
fetch_run(struct fetch *f, struct span url, struct fetch_result *r)
{
	struct fetch_setup setup = f->s;

	*r = (struct fetch_result){ .end = FETCH_NETWORK_FAILED };
	f->r = r;
	if (url.n > LIMIT_URI) {
		r->why = "the URL is too long";
		return;
	}
	memcpy(r->url, url.p, url.n);
	memcpy(f->first_url, url.p, url.n);
	f->url = (struct span){ r->url, url.n };
	f->origin = (struct span){ f->first_url, url.n };
	f->upload_from =
	    setup.upload >= 0 ? lseek(setup.upload, 0, SEEK_CUR) : -1;
	f->skip = 0;
	f->bodiless = false;
	for (unsigned n = 0; n <= setup.redirects; n++) {
		hop(f);
		r->stored_bytes += f->shelf.grown;
		f->shelf.grown = 0;
		if (!redirect(f, n == setup.redirects))
			break;
	}
	if (r->end == FETCH_DONE && fetch_has(f, FETCH_FAIL) &&
	    r->status >= 400)
		r->end = FETCH_REFUSED;
	f->s = setup;
}
