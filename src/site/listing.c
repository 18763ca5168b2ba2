#include "site/listing.h"

#include "base/limits.h"
#include "http/accept.h"
#include "site/hidden.h"
#include "site/listing_json.h"
#include "site/listing_page.h"
#include "site/plan.h"
#include "site/upload.h"
#include "site/validators.h"

bool
listing_shows(const struct conf *conf, struct span name)
{
	return name.n > 0 && name.n < LIMIT_NAME && !hidden_name(conf, name);
}

/* Takes one name=value of the query; unknown ones change nothing. */
static void
read_word(struct span word, struct listing *l, bool *ordered, bool *formatted)
{
	if (span_eq(word, SPAN("sort=name")))
		l->key = LISTING_BY_NAME;
	else if (span_eq(word, SPAN("sort=size")))
		l->key = LISTING_BY_SIZE;
	else if (span_eq(word, SPAN("sort=time")))
		l->key = LISTING_BY_TIME;
	else if (span_eq(word, SPAN("order=asc")) ||
		 span_eq(word, SPAN("order=desc"))) {
		*ordered = true;
		l->order = word.n == 9 ? LISTING_UP : LISTING_DOWN;
	} else if (span_eq(word, SPAN("format=html")) ||
		   span_eq(word, SPAN("format=json"))) {
		*formatted = true;
		l->format = span_eq(word, SPAN("format=html")) ? LISTING_HTML
							       : LISTING_JSON;
	}
}

/* Reads the query.  True if it names the format. */
static bool
read_query(struct span query, struct listing *l)
{
	bool more = query.n > 0, ordered = false, formatted = false;
	struct span word;

	while (more) {
		more = span_cut(query, '&', &word, &query);
		read_word(word, l, &ordered, &formatted);
	}
	if (!ordered) /* by default the largest or newest first */
		l->order =
		    l->key == LISTING_BY_NAME ? LISTING_UP : LISTING_DOWN;
	return formatted;
}

/* The form is shown if the peer may upload, with a password or without. */
static bool
may_upload(const struct asked *a)
{
	enum refusal why;

	if (a->peer == NULL || !(upload_allowed(a->conf, &a->req->target) &
				   METHOD_BIT(METHOD_POST)))
		return false;
	why = upload_permit(a->conf, a->req, a->peer, a->host);
	return why == REFUSE_NOT || why == REFUSE_WRITE_AUTH;
}

/*
 * 8.8.1: weak, because a file that changes in place does not change the
 * directory.  A directory changed just now might change again within the same
 * tick of the clock: until that is over, its tag is never the same twice.
 */
static void
tag(const struct asked *a, const struct listing *l, bool old, struct plan *p)
{
	struct text t = TEXT(p->etag);

	text_char(&t, '"');
	text_hex(&t, a->facts->device);
	text_char(&t, '-');
	text_hex(&t, a->facts->inode);
	text_char(&t, '-');
	text_hex(&t, (uint64_t)(old ? a->facts->mtime_ns : -a->now_ns));
	text_char(&t, '-');
	text_hex(&t, (uint64_t)a->facts->ctime_ns);
	text_char(&t, '-');
	text_hex(&t, (uint64_t)l->key * 8 + (uint64_t)l->order * 4 +
			 (uint64_t)l->format * 2 + l->uploads);
	text_char(&t, '"');
	p->reply.etag = (struct etag){ TEXT_SPAN(t), true };
}

static void
put_fields(const struct listing *l, struct plan *p)
{
	struct reply *r = &p->reply;

	r->status = 200;
	if (l->format == LISTING_JSON) {
		r->type = SPAN("application/json");
		return;
	}
	r->type = SPAN("text/html");
	r->charset = SPAN("utf-8");
	r->policy = l->uploads ? SPAN(LISTING_PAGE_POLICY "'self'")
			       : SPAN(LISTING_PAGE_POLICY "'none'");
}

enum refusal
listing_plan(const struct asked *a, struct plan *p)
{
	struct listing *l = &p->listing;
	struct reply *r = &p->reply;
	struct validators v;

	*l = (struct listing){ .path = a->req->target.path };
	if (!read_query(a->req->target.query, l)) {
		r->varies = SPAN("Accept");
		if (accept_media(&a->req->fields, SPAN("application/json")) >
		    accept_media(&a->req->fields, SPAN("text/html")))
			l->format = LISTING_JSON;
	}
	l->uploads = may_upload(a);
	validators_make(a->facts, a->now_ns, p->etag, &v);
	tag(a, l, v.modified_strong && !v.etag.weak, p);
	v.etag = r->etag;
	r->no_cache = true; /* else heuristically fresh, 9111 4.2.2 */
	switch (
	    precondition_check(&a->req->fields, a->req->method, &v, r->date)) {
	case PRECONDITION_GO:
		break;
	case PRECONDITION_NOT_MODIFIED:
		r->status = 304;
		return REFUSE_NOT;
	case PRECONDITION_FAILED:
		r->etag.opaque.n = 0;
		return REFUSE_PRECONDITION;
	}
	r->has_modified = v.modified_strong;
	r->modified = v.modified;
	put_fields(l, p);
	plan_stream(a, p, CONTENT_LISTING);
	return REFUSE_NOT;
}

void
listing_put_head(struct text *t, const struct listing *l)
{
	switch (l->format) {
	case LISTING_HTML:
		listing_page_put_head(t, l);
		return;
	case LISTING_JSON:
		listing_json_put_head(t, l);
		return;
	}
}

void
listing_put_entry(struct text *t, struct listing *l, const struct file_entry *e)
{
	switch (l->format) {
	case LISTING_HTML:
		listing_page_put_entry(t, l, e);
		break;
	case LISTING_JSON:
		listing_json_put_entry(t, l, e);
		break;
	}
	if (e->directory)
		l->directories++;
	else {
		l->files++;
		l->bytes += e->size;
	}
}

void
listing_put_tail(struct text *t, const struct listing *l)
{
	switch (l->format) {
	case LISTING_HTML:
		listing_page_put_tail(t, l);
		return;
	case LISTING_JSON:
		listing_json_put_tail(t, l);
		return;
	}
}
