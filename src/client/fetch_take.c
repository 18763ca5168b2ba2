#include "client/fetch_state.h"

#include "cache/storing.h"
#include "cache/vary.h"

enum storing_body
fetch_body_of(const struct fetch *f)
{
	return f->head.status == 206 ? STORING_PART : STORING_AS_SENT;
}

bool
fetch_make_entry(struct fetch *f, struct entry *e, enum storing_body body)
{
	struct text t = TEXT(f->stored);
	enum message_length length;

	*e = (struct entry){ .uri = f->url,
		.request_time = f->sent,
		.response_time = f->received,
		.whole = ENTRY_UNKNOWN };
	if (body == STORING_PART) {
		e->first = f->range.first;
		e->whole = f->range.whole;
	} else {
		length = message_length(&f->head.fields, &e->whole);
		if (length == MESSAGE_BAD_LENGTH ||
		    (length == MESSAGE_LENGTH && e->whole > INT64_MAX))
			return false;
	}
	if (fetch_has(f, FETCH_COMPRESSED) &&
	    field_count(&f->head.fields, SPAN("Content-Encoding")) > 0)
		e->flags |= ENTRY_CODED;
	storing_put(&t, &f->head, body, e->whole, f->received);
	fetch_owner(f, e->owner);
	if (!text_fits(&t) ||
	    !vary_select(&f->fields, &f->head.fields, e->select))
		return false;
	e->head = TEXT_SPAN(t);
	return true;
}

/* Stored bytes that precede the part are printed before it (3.4). */
static void
keep_what_precedes(struct fetch *f)
{
	const struct entry *e = fetch_chosen(f);
	uint64_t done;

	if (e == NULL || !condition_same_strong(&e->message, &f->head) ||
	    e->flags & ENTRY_CODED || e->first > f->range.first ||
	    e->held < f->range.first - e->first)
		return;
	if (shelf_read(f->s.store, &f->shelf.key, e, 0,
		f->range.first - e->first, &done, keep_body,
		&f->keep) == SHELF_READ)
		f->range.first = e->first;
	else
		keep_drop(&f->keep);
}

static uint64_t
content_length(const struct message *m)
{
	uint64_t n;

	return message_length(&m->fields, &n) == MESSAGE_LENGTH ? n
								: ENTRY_UNKNOWN;
}

/*
 * Returns true for a body that would displace everything else in the cache, and
 * then itself.
 */
static bool
is_too_large(const struct fetch *f)
{
	uint64_t n = content_length(&f->head);

	return f->s.most > 0 && n != ENTRY_UNKNOWN && n > f->s.most;
}

/*
 * A body over TLS that ends with the connection may have been cut off by
 * anybody (9112 9.8), and libcurl does not tell whether a close_notify arrived.
 * A message with both lengths has been tampered with (9112 6.1).
 */
static bool
end_is_uncertain(const struct fetch *f)
{
	bool coded =
	    field_count(&f->head.fields, SPAN("Transfer-Encoding")) > 0;
	uint64_t n = content_length(&f->head);

	if (n != ENTRY_UNKNOWN)
		return coded;
	if (coded)
		return !field_lists(&f->head.fields, SPAN("Transfer-Encoding"),
		    SPAN("chunked"));
	return span_starts(f->url, SPAN("https:")) &&
	       span_starts(f->head.status_line, SPAN("HTTP/1."));
}

/* Begins to keep the body, if it may be stored. */
static void
begin_keeping(struct fetch *f)
{
	struct text note = TEXT(f->note);
	enum policy_store may;
	struct entry e;

	keep_drop(&f->keep);
	f->stores = false;
	if (f->s.store == NULL || f->bypass || f->spared)
		return;
	may = is_too_large(f) || end_is_uncertain(f)
		  ? POLICY_STORE_NOT
		  : policy_may_store(f->policy.method, &f->fields, &f->head);
	switch (may) {
	case POLICY_STORE_NOT:
		/*
		 * The processes that wait need not wait for a response that
		 * they cannot use.
		 */
		flight_pass(&f->flight, f->s.store, &f->shelf.key);
		return;
	case POLICY_STORE_PART:
		if (fetch_chosen(f) != NULL &&
		    !policy_may_replace(fetch_chosen(f), &f->head))
			return;
		break;
	case POLICY_STORE:
		break;
	}
	if (!fetch_make_entry(f, &e, fetch_body_of(f)))
		return;
	e.flags |= ENTRY_BLOB;
	e.first = 0;
	entry_put(&note, &e);
	if (!text_fits(&note))
		return;
	f->stores = true;
	keep_begin(&f->keep, &f->flight, TEXT_SPAN(note));
	if (f->head.status == 206)
		keep_what_precedes(f);
}

static bool
show_network_head(struct fetch *f, const struct message *m, uint64_t whole)
{
	struct text t = TEXT(f->shown);

	f->r->report.status = f->head.status == m->status ? 0 : f->head.status;
	storing_put_served(&t, m, NULL, -1);
	fetch_put_report(&t, f);
	return fetch_show_head(f, m, t, FETCH_NETWORK, whole);
}

/*
 * Shows the part that came before.  If an entry that holds it is damaged, all
 * of the content is requested next.
 */
static bool
show_kept(struct fetch *f)
{
	struct shelf_blob b = { f->flight.fd, f->keep.blob.id, f->keep.blob.at,
		f->keep.blob.n };
	bool in_flight = f->keep.state == KEEP_BLOB;
	uint64_t done;
	enum shelf_read answer =
	    in_flight ? shelf_read_blob(
			    &b, 0, f->partial.held, &done, fetch_show_body, f)
		      : shelf_read(f->s.store, &f->shelf.key, &f->partial, 0,
			    f->partial.held, &done, fetch_show_body, f);

	if (answer == SHELF_DAMAGED && in_flight) {
		f->r->why = "the stored part is damaged; try again";
	} else if (answer == SHELF_DAMAGED) {
		fetch_recover(f, &f->partial, 0, done);
		f->use = FETCH_USE_PLAIN;
	}
	return answer == SHELF_READ;
}

/* Begins a new file with the part that is in an entry. */
static void
keep_part(struct fetch *f)
{
	struct text note = TEXT(f->note);
	uint64_t done;

	f->partial.uri = f->url;
	entry_put(&note, &f->partial);
	keep_begin(&f->keep, &f->flight, TEXT_SPAN(note));
	if (shelf_read(f->s.store, &f->shelf.key, &f->partial, 0,
		f->partial.held, &done, keep_body, &f->keep) != SHELF_READ)
		keep_drop(&f->keep);
}

/* The rest of a stored part has arrived; the stored bytes are printed first. */
static bool
take_rest(struct fetch *f)
{
	struct message m = f->head;
	struct text t = TEXT(f->stored);

	f->stores = policy_may_store(f->policy.method, &f->fields, &f->head) !=
		    POLICY_STORE_NOT;
	storing_put_update(&t, &f->partial.message, &f->head, f->received);
	if (!text_fits(&t) || !message_parse(TEXT_SPAN(t), &m))
		return false;
	f->partial.whole = f->range.whole;
	f->coded = f->partial.flags & ENTRY_CODED;
	if (!show_network_head(f, &m, f->range.whole) || !show_kept(f))
		return false;
	if (!f->stores)
		keep_drop(&f->keep);
	else if (f->keep.state != KEEP_BLOB)
		keep_part(f);
	return true;
}

/* Returns true if a 206 for If-Range continues where this client stopped. */
static bool
is_rest(const struct fetch *f)
{
	return f->head.status == 206 && f->range.first == f->partial.held &&
	       f->range.whole != ENTRY_UNKNOWN &&
	       f->range.length == f->range.whole - f->range.first &&
	       (f->partial.whole == ENTRY_UNKNOWN ||
		   f->partial.whole == f->range.whole) &&
	       condition_same_strong(&f->partial.message, &f->head);
}

/* Returns true if the first byte of the response has this offset. */
static bool
begins_at(const struct fetch *f, uint64_t at)
{
	return f->head.status == 206 ? f->range.first == at
				     : f->head.status == 200 && at == 0;
}

/*
 * Returns true if the response continues the one that was printed before damage
 * was found.
 */
static bool
may_skip(const struct fetch *f)
{
	struct message before;

	return f->skip == 0 ||
	       (message_parse(
		    (struct span){ f->skipped, f->skipped_n }, &before) &&
		   begins_at(f, f->skip_at) &&
		   condition_same_strong(&before, &f->head));
}

/*
 * 9112 6.3: if the Content-Length is ambiguous, nobody can tell where the body
 * ends.
 */
static bool
has_bad_length(const struct fetch *f)
{
	uint64_t n;

	return field_count(&f->head.fields, SPAN("Transfer-Encoding")) == 0 &&
	       f->head.status != 204 && f->head.status != 304 &&
	       message_length(&f->head.fields, &n) == MESSAGE_BAD_LENGTH;
}

/*
 * Returns true for a status that says nothing about the content: the part that
 * is stored may still be continued later.
 */
static bool
is_passing(int status)
{
	return policy_is_error(status) || status == 408 || status == 429;
}

static enum fetch_use
use_of(const struct fetch *f)
{
	const struct entry *e = fetch_chosen(f);
	const struct fetch_use_facts facts = {
		.status = f->head.status,
		.replaceable = policy_is_error(f->head.status) && e != NULL &&
			       policy_stale_if_error(&f->policy, e),
		.conditional = f->nominated > 0,
		.resuming = f->resuming,
		.is_rest = f->resuming && is_rest(f),
		.may_be_part = f->policy.method != METHOD_GET ||
			       field_count(&f->fields, SPAN("Range")) > 0,
		.changed = !may_skip(f),
		.silent = fetch_is_silent(f, &f->head),
	};

	return fetch_use_of(&facts);
}

bool
fetch_on_head(void *arg, struct span head)
{
	struct fetch *f = arg;
	struct text t = TEXT(f->head_room);

	f->received = f->s.now();
	text_put(&t, head);
	if (!text_fits(&t) || !message_parse(TEXT_SPAN(t), &f->head)) {
		f->r->why = "the head of the response cannot be read";
		return false;
	}
	f->r->status = f->head.status;
	f->spared = f->spared && is_passing(f->head.status);
	if (has_bad_length(f)) {
		f->r->why = "the response has a Content-Length that is no "
			    "number, or two that differ";
		return false;
	}
	f->range = (struct condition_range){ 0, 0, ENTRY_UNKNOWN };
	(void)condition_content_range(&f->head.fields, &f->range);
	f->use = use_of(f);
	switch (f->use) {
	case FETCH_USE_NONE:
	case FETCH_USE_STAND_IN:
	case FETCH_USE_PLAIN:
		return false;
	case FETCH_USE_VALID:
		return true;
	case FETCH_USE_CONTINUE:
		return take_rest(f);
	case FETCH_USE_CHANGED:
		f->r->why = "the stored copy is damaged, and the response "
			    "does not go on where it ended; try again";
		return false;
	case FETCH_USE_SILENT:
	case FETCH_USE_SHOW:
		break;
	}
	begin_keeping(f);
	return show_network_head(f, &f->head, content_length(&f->head));
}

bool
fetch_on_body(void *arg, struct span s)
{
	struct fetch *f = arg;

	switch (f->use) {
	case FETCH_USE_SHOW:
	case FETCH_USE_CONTINUE:
		keep_body(&f->keep, s);
		return fetch_show_body(f, s);
	case FETCH_USE_SILENT:
		return keep_body(&f->keep, s);
	case FETCH_USE_NONE:
	case FETCH_USE_VALID:
	case FETCH_USE_STAND_IN:
	case FETCH_USE_PLAIN:
	case FETCH_USE_CHANGED:
		break;
	}
	return true;
}
