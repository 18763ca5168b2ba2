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

unsigned
listing_readme(struct span name)
{
	static const char names[][12] = { "readme", "readme.txt", "readme.html",
		"readme.md" };

	for (unsigned i = sizeof names / sizeof *names; i > 0; i--)
		if (span_eq_nocase(name, span_str(names[i - 1])))
			return i;
	return 0;
}

bool
listing_readme_is_html(struct span name)
{
	return span_eq_nocase(name, SPAN("readme.html"));
}

/*
 * Sets the methods by which the peer may change the directory, with or without
 * a password.
 */
static void
permit(const struct asked *a, struct listing *l)
{
	unsigned methods = upload_allowed(a->conf, &a->req->target);
	enum refusal why;

	if (a->peer == NULL || methods == 0)
		return;
	why = upload_permit(a->conf, a->req, a->peer, a->host);
	if (why != REFUSE_NOT && why != REFUSE_WRITE_AUTH)
		return;
	l->uploads = (methods & METHOD_BIT(METHOD_POST)) != 0;
	l->makes = l->uploads && a->conf->upload_make_directories;
	l->removes =
	    l->uploads && (a->conf->methods & METHOD_BIT(METHOD_DELETE)) != 0;
}

/*
 * Makes the tag, of the state of the directory and of all its entries.  It is
 * weak (8.8.1), since the rules by which entries are shown are no part of it.
 * A directory that changed just now might change again within the same tick of
 * the clock; until the tick is over, its tag is never the same twice.
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
	text_hex(&t, a->listed);
	text_char(&t, '-');
	text_hex(&t, (uint64_t)l->query.key * 32 +
			 (uint64_t)l->query.order * 16 +
			 (uint64_t)l->query.format * 8 + 4 * l->makes +
			 2 * l->removes + l->uploads);
	text_char(&t, '"');
	p->reply.etag = (struct etag){ TEXT_SPAN(t), true };
}

/*
 * Returns the policy (CSP 3) that permits the form, the style and the script of
 * the page.
 */
static struct span
policy_of(const struct listing *l)
{
	if (l->sheet.n > 0)
		return l->uploads || l->removes
			   ? SPAN(LISTING_PAGE_POLICY("'self' ", "'self'"))
			   : SPAN(LISTING_PAGE_POLICY("'self' ", "'none'"));
	return l->uploads || l->removes
		   ? SPAN(LISTING_PAGE_POLICY("", "'self'"))
		   : SPAN(LISTING_PAGE_POLICY("", "'none'"));
}

static void
put_fields(const struct listing *l, struct plan *p)
{
	struct reply *r = &p->reply;

	r->status = 200;
	if (l->query.format == LISTING_JSON) {
		r->type = SPAN("application/json");
		return;
	}
	r->type = SPAN("text/html");
	r->charset = SPAN("utf-8");
	r->policy = policy_of(l);
}

enum refusal
listing_plan(const struct asked *a, struct plan *p)
{
	struct listing *l = &p->listing;
	struct reply *r = &p->reply;
	struct validators v;

	*l = (struct listing){ .path = a->req->target.path,
		.title = a->conf->listing_title,
		.sheet = a->conf->listing_style,
		.upload_most = a->conf->max_body_size };
	l->archives = a->conf->archive && a->link_until == 0;
	l->secure = a->req->secure;
	(void)field_only(&a->req->fields, SPAN("Host"), &l->host);
	listing_query_read(a->req->target.query, &l->query);
	if (!l->query.formatted) {
		r->varies = SPAN("Accept");
		if (accept_media(&a->req->fields, SPAN("application/json")) >
		    accept_media(&a->req->fields, SPAN("text/html")))
			l->query.format = LISTING_JSON;
	}
	permit(a, l);
	validators_make(a->facts, a->now_ns, p->etag, &v);
	if (a->listed != 0)
		tag(a, l, v.modified_strong && !v.etag.weak, p);
	v.etag = r->etag;
	/* the time of the directory is not that of what is in it */
	v.modified = PRECONDITION_UNDATED;
	/* 9111 4.2.2: otherwise caches would guess a lifetime */
	r->no_cache = true;
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
	put_fields(l, p);
	plan_stream(a, p, CONTENT_LISTING);
	return REFUSE_NOT;
}

void
listing_put_head(struct text *t, const struct listing *l)
{
	switch (l->query.format) {
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
	switch (l->query.format) {
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
	switch (l->query.format) {
	case LISTING_HTML:
		listing_page_put_tail(t, l);
		return;
	case LISTING_JSON:
		listing_json_put_tail(t, l);
		return;
	}
}

void
listing_put_end(struct text *t, const struct listing *l)
{
	switch (l->query.format) {
	case LISTING_HTML:
		listing_page_put_end(t, l);
		return;
	case LISTING_JSON:
		listing_json_put_end(t, l);
		return;
	}
}
