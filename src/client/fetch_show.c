#include "client/fetch_state.h"

#include <string.h>

bool
fetch_follows(const struct fetch *f, const struct message *m)
{
	struct span location;

	/* An empty Location would be the same URL again. */
	return !fetch_has(f, FETCH_STAY) && m->status >= 300 &&
	       m->status < 400 && m->status != 304 && m->status != 300 &&
	       field_only(&m->fields, SPAN("Location"), &location) &&
	       location.n > 0;
}

bool
fetch_is_silent(const struct fetch *f, const struct message *m)
{
	return fetch_follows(f, m) ||
	       (fetch_has(f, FETCH_FAIL) && m->status >= 400);
}

void
fetch_put_report(struct text *t, const struct fetch *f)
{
	char value[256];
	struct text v = TEXT(value);

	cachestatus_put(&v, &f->r->report);
	message_put_field(t, SPAN("Cache-Status"), TEXT_SPAN(v));
}

static bool
fail_decoding(struct fetch *f, const char *why)
{
	f->r->why = why;
	f->r->code = 61; /* CURLE_BAD_CONTENT_ENCODING */
	return false;
}

/*
 * Decodes the body if this request asks for that, or if the stored response was
 * made for one that did.
 */
static bool
begin_decoding(struct fetch *f, const struct message *m, unsigned entry_flags)
{
	struct span coding;
	const char *why = NULL;

	(void)decode_end(&f->decode);
	if ((!fetch_has(f, FETCH_COMPRESSED) && !(entry_flags & ENTRY_CODED)) ||
	    m->status == 206 || (f->request.flags & TRANSPORT_NO_BODY) ||
	    fetch_is_silent(f, m))
		return true;
	if (field_count(&m->fields, SPAN("Content-Encoding")) > 1)
		why = "the body has two content codings; try without "
		      "--compressed";
	else if (field_only(&m->fields, SPAN("Content-Encoding"), &coding))
		why = decode_begin(&f->decode, coding);
	return why == NULL || fail_decoding(f, why);
}

bool
fetch_show_end(struct fetch *f)
{
	if (decode_end(&f->decode))
		return true;
	return fail_decoding(f, "the compressed body is cut short");
}

bool
fetch_show_head(struct fetch *f, const struct message *m, struct text lines,
    enum fetch_origin from, uint64_t whole)
{
	struct fetch_head h = { .lines = { lines.p,
				    text_fits(&lines) ? lines.n : 0 },
		.from = from,
		.first = f->range.first,
		.of = m->status == 416 ? condition_unsatisfied(&m->fields)
				       : f->range.whole,
		.status = m->status,
		.last = !fetch_follows(f, m) };

	f->last = *m;
	if (f->skip > 0)
		/* the head was shown before the damage was found */
		return true;
	if (!begin_decoding(f, m, f->coded))
		return false;
	h.whole = f->decode.state == DECODE_OFF ? whole : ENTRY_UNKNOWN;
	if (!message_date(
		&m->fields, SPAN("Last-Modified"), f->received, &h.modified))
		h.modified = -1;
	return f->s.sink->head(f->s.sink->arg, &h);
}

/* Shows the body, except for what was printed before. */
bool
fetch_show_body(void *arg, struct span s)
{
	struct fetch *f = arg;

	if (f->skip >= s.n) {
		f->skip -= s.n;
		return true;
	}
	s = span_from(s, (size_t)f->skip);
	f->skip = 0;
	if (decode_put(&f->decode, s, f->s.sink->body, f->s.sink->arg))
		return true;
	return f->decode.state == DECODE_BAD &&
	       fail_decoding(f, "the compressed body is damaged");
}

void
fetch_recover(
    struct fetch *f, const struct entry *e, uint64_t first, uint64_t done)
{
	f->skip = 0;
	if (done > 0 && !f->s.sink->restart(f->s.sink->arg)) {
		f->skip = done;
		f->skip_at = first;
		memcpy(f->skipped, e->head.p, e->head.n);
		f->skipped_n = e->head.n;
	}
	shelf_drop(&f->shelf, f->chosen);
	f->chosen = f->shelf.n = 0;
	f->plain = true;
}

/*
 * Reports that the output failed, or that the stored response cannot be
 * decoded.
 */
static bool
stopped(struct fetch *f)
{
	if (f->r->why != NULL)
		f->r->end = FETCH_NETWORK_FAILED;
	return true;
}

bool
fetch_serve(struct fetch *f, const struct entry *e, int64_t age)
{
	struct byte_range part = { 0, e->held };
	enum policy_part how = policy_part(&f->fields, e, &part);
	struct storing_range range = { part.first, part.length, e->whole };
	struct message m = e->message;
	struct text t = TEXT(f->shown);
	uint64_t done = 0;

	if (how == POLICY_PART)
		m.status = 206;
	f->r->status = m.status;
	f->coded = e->flags & ENTRY_CODED;
	f->range =
	    (struct condition_range){ part.first, part.length, e->whole };
	f->use =
	    fetch_is_silent(f, &e->message) ? FETCH_USE_SILENT : FETCH_USE_SHOW;
	f->received = e->response_time;
	storing_put_served(
	    &t, &e->message, how == POLICY_PART ? &range : NULL, age);
	fetch_put_report(&t, f);
	f->r->end = FETCH_OUTPUT_FAILED;
	if (!fetch_show_head(f, &m, t, FETCH_SHELF, part.length))
		return stopped(f);
	if (f->use == FETCH_USE_SHOW && f->policy.method != METHOD_HEAD)
		switch (shelf_read(f->s.store, &f->shelf.key, e,
		    part.first - e->first, part.length, &done, fetch_show_body,
		    f)) {
		case SHELF_STOPPED:
			return stopped(f);
		case SHELF_DAMAGED:
			fetch_recover(f, e, part.first, done);
			return false;
		case SHELF_READ:
			break;
		}
	if (!fetch_show_end(f))
		return stopped(f);
	f->r->end = FETCH_DONE;
	return true;
}
