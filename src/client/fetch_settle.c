#include "client/fetch_state.h"

#include "cache/storing.h"
#include "cache/vary.h"
#include "http/uri.h"

/*
 * Gives entry i new fields, stored under the selecting key of the request
 * (3.2).
 */
static bool
freshen(struct fetch *f, size_t i)
{
	struct text t = TEXT(f->stored);
	struct entry e = f->shelf.entry[i];
	struct message m;

	storing_put_update(&t, &e.message, &f->head, f->received);
	if (!text_fits(&t) || !message_parse(TEXT_SPAN(t), &m) ||
	    !vary_select(&f->fields, &m.fields, e.select))
		return false;
	e.head = TEXT_SPAN(t);
	e.message = m;
	e.request_time = f->sent;
	e.response_time = f->received;
	e.flags &= ~(unsigned)ENTRY_STALE;
	/*
	 * The updated entry is printed now, whether it could be stored or not.
	 */
	f->shelf.entry[i] = e;
	f->chosen = i;
	return true;
}

/* Stores the response in place of the chosen entry, or as another one. */
static void
store_fresh(struct fetch *f, size_t old)
{
	f->r->report.stored =
	    !f->read_only && shelf_put(&f->shelf, fetch_chosen(f), old) == 0;
}

/*
 * Returns true if the request is answered, or false to ask again without
 * conditions.  The output comes first, since its reader need not wait for the
 * disk.
 */
static bool
finish_valid(struct fetch *f)
{
	struct judgement j;
	size_t old = f->chosen, i = condition_identify(f->shelf.entry,
				    f->shelf.n, &f->head, f->nominated);

	if (i == f->shelf.n || !freshen(f, i))
		return false;
	f->r->change = FETCH_UNCHANGED;
	f->r->report.status = 304;
	f->policy.now = f->s.now();
	policy_judge(&f->policy, fetch_chosen(f), true, &j);
	f->r->report.has_ttl = true;
	f->r->report.ttl = j.ttl;
	if (fetch_has(f, FETCH_IF_MODIFIED))
		f->r->end = FETCH_NOT_MODIFIED;
	else if (!fetch_serve(f, &f->shelf.entry[i], j.age))
		return false;
	store_fresh(f, old);
	return true;
}

/* Adds the stored bytes that follow the part to the entry. */
static void
keep_what_follows(struct fetch *f, struct entry *made)
{
	const struct entry *e = fetch_chosen(f);
	uint64_t end = made->first + keep_length(&f->keep), done;

	if (e == NULL || !condition_same_strong(&e->message, &f->head) ||
	    e->flags & ENTRY_CODED || e->first > end ||
	    e->first + e->held <= end)
		return;
	if (shelf_read(f->s.store, &f->shelf.key, e, end - e->first,
		e->first + e->held - end, &done, keep_body,
		&f->keep) != SHELF_READ)
		keep_drop(&f->keep);
}

static void
store_whole(struct fetch *f)
{
	enum storing_body body = fetch_body_of(f);
	struct entry e;

	if (!f->stores)
		return;
	if (f->use == FETCH_USE_CONTINUE) {
		struct text t = TEXT(f->stored);

		storing_put_update(
		    &t, &f->partial.message, &f->head, f->received);
		e = f->partial;
		e.uri = f->url;
		e.head = TEXT_SPAN(t);
		e.request_time = f->sent;
		e.response_time = f->received;
		e.flags &= ~(unsigned)ENTRY_STALE;
	} else if (!fetch_make_entry(f, &e, body)) {
		return;
	}
	if (body == STORING_PART && f->use != FETCH_USE_CONTINUE)
		keep_what_follows(f, &e);
	if (!keep_commit(&f->keep, f->s.store, &f->shelf.key, &e))
		return;
	if (e.whole == ENTRY_UNKNOWN && body != STORING_PART)
		e.whole = e.held;
	if (body == STORING_AS_SENT && e.held != e.whole)
		return; /* responses without a body, or with a false length */
	if (shelf_put(&f->shelf, &e, f->chosen) < 0)
		keep_undo(&f->keep, f->s.store, &f->shelf.key);
	else
		f->r->report.stored = true;
}

/*
 * Stores the tag that the server gave to the user's change, which guards the
 * next change (9110 9.3.4).  An entry without a body holds it; a GET cannot use
 * that entry, and asks the server.
 */
static void
keep_tag(struct fetch *f)
{
	struct text t = TEXT(f->stored);
	struct entry e = { .uri = f->url,
		.request_time = f->sent,
		.response_time = f->received,
		.whole = ENTRY_UNKNOWN,
		.flags = ENTRY_STALE };
	struct span tag;

	if (f->s.store == NULL || f->read_only ||
	    f->policy.method != METHOD_PUT || f->head.status < 200 ||
	    f->head.status > 299 || !condition_is_strong(&f->head) ||
	    !field_only(&f->head.fields, SPAN("ETag"), &tag))
		return;
	text_put(&t, SPAN("HTTP/1.1 200 OK\r\n"));
	message_put_field(&t, SPAN("ETag"), tag);
	fetch_owner(f, e.owner);
	e.head = TEXT_SPAN(t);
	/* an entry without a body */
	shelf_load(&f->shelf, f->s.store, f->url, e.owner);
	f->chosen = f->shelf.n;
	if (text_fits(&t)) /* otherwise the next change would be refused */
		(void)shelf_put(&f->shelf, &e, f->shelf.n);
}

static void
finish_head(struct fetch *f)
{
	const struct entry *chosen = fetch_chosen(f);

	if (f->policy.method != METHOD_HEAD || f->head.status != 200 ||
	    chosen == NULL || f->bypass || f->read_only)
		return;
	if (condition_head_matches(chosen, &f->head)) {
		if (freshen(f, f->chosen)) /* 9111 4.3.5 */
			store_fresh(f, f->chosen);
	} else {
		struct entry e = *chosen;

		e.flags |= ENTRY_STALE;
		(void)shelf_put(&f->shelf, &e, f->chosen);
	}
}

/*
 * Removes the stored response of a URL, which would otherwise answer the next
 * request.
 */
static void
remove_stored(const struct fetch *f, struct span url)
{
	int err = shelf_invalidate(f->s.store, url);

	if (f->r->keeps_error == 0)
		f->r->keeps_error = err;
}

/* Returns the URI in this field if it has the same origin (9111 4.4). */
static void
invalidate_named(const struct fetch *f, struct span name)
{
	char buf[LIMIT_URI];
	struct text t = TEXT(buf);
	struct span value;

	if (field_only(&f->head.fields, name, &value) &&
	    uri_resolve(f->url, value, &t) == URI_GOOD &&
	    uri_same_origin(TEXT_SPAN(t), f->url))
		remove_stored(f, TEXT_SPAN(t));
}

static void
invalidate(struct fetch *f)
{
	if (f->s.store == NULL ||
	    !policy_invalidates(f->policy.method, f->head.status))
		return;
	remove_stored(f, f->url);
	invalidate_named(f, SPAN("Location"));
	invalidate_named(f, SPAN("Content-Location"));
}

/* Shows the stored response instead of an error (5861 4). */
static bool
stand_in(struct fetch *f)
{
	const struct entry *chosen = fetch_chosen(f);
	struct judgement j;

	f->policy.now = f->s.now();
	policy_judge(&f->policy, chosen, true, &j);
	f->r->report.forward = FORWARD_STALE;
	f->r->report.detail = "stale-if-error";
	f->r->report.has_ttl = true;
	f->r->report.ttl = j.ttl;
	if (!fetch_serve(f, chosen, j.age))
		return false;
	shelf_touch(&f->shelf, f->chosen);
	return true;
}

void
fetch_end_flight(struct fetch *f)
{
	enum flight_end end = FLIGHT_REMOVE;

	if (f->flight.fd < 0)
		return;
	if (f->spared)
		end = FLIGHT_KEEP;
	else if (f->stores && condition_is_strong(&f->head) &&
		 !fetch_has(f, FETCH_COMPRESSED) &&
		 (f->use == FETCH_USE_CONTINUE || f->head.status == 200) &&
		 keep_interrupt(&f->keep))
		end = FLIGHT_KEEP;
	/* the file is closed, so nothing may write to it */
	keep_drop(&f->keep);
	flight_drop(&f->flight, f->s.store, &f->shelf.key, end);
}

/*
 * Called after the transfer.  Returns true at the end, or false to ask again
 * without conditions.
 */
bool
fetch_conclude(struct fetch *f, enum transport_answer answer)
{
	if (answer == TRANSPORT_STOPPED && f->use == FETCH_USE_PLAIN) {
		f->r->why =
		    "the server sent a part although none was requested";
		return false;
	}
	if (answer != TRANSPORT_DONE && f->use != FETCH_USE_STAND_IN) {
		if (answer == TRANSPORT_FAILED && f->use == FETCH_USE_NONE &&
		    fetch_chosen(f) != NULL &&
		    policy_stale_if_error(&f->policy, fetch_chosen(f)))
			return stand_in(f);
		f->r->end = answer == TRANSPORT_STOPPED && f->r->why == NULL
				? FETCH_OUTPUT_FAILED
				: FETCH_NETWORK_FAILED;
		if (f->r->why == NULL)
			f->r->why = f->r->times.why;
		return true;
	}
	switch (f->use) {
	case FETCH_USE_NONE:
	case FETCH_USE_PLAIN:
	case FETCH_USE_CHANGED:
		f->r->end = FETCH_NETWORK_FAILED;
		f->r->why = "no response";
		return true;
	case FETCH_USE_VALID:
		return finish_valid(f);
	case FETCH_USE_STAND_IN:
		return stand_in(f);
	case FETCH_USE_SHOW:
	case FETCH_USE_SILENT:
	case FETCH_USE_CONTINUE:
		break;
	}
	if (f->use != FETCH_USE_SILENT && !fetch_show_end(f)) {
		f->r->end = FETCH_NETWORK_FAILED;
		f->stores = false;
		return true;
	}
	if (f->nominated > 0 && f->head.status == 200)
		f->r->change = FETCH_CHANGED;
	store_whole(f);
	finish_head(f);
	invalidate(f);
	keep_tag(f);
	f->r->end = FETCH_DONE;
	return true;
}
