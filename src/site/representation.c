#include "site/representation.h"

#include "http/media.h"
#include "http/precondition.h"
#include "site/archive.h"
#include "site/validators.h"
#include "site/variant.h"

#include <string.h>

struct span
representation_type(const struct conf *conf, struct span name)
{
	struct span extension = media_extension(name), type;

	for (size_t i = conf->content_type.n; i > 0; i--)
		if (span_eq_nocase(
			conf->content_type.at[i - 1].extension, extension))
			return conf->content_type.at[i - 1].type;
	type = media_type(extension);
	return type.n > 0 ? type : conf->default_type;
}

enum coding
representation_coding(const struct conf *conf, struct span name)
{
	struct span extension = media_extension(name);
	enum coding coding = media_coding(extension);

	if (coding != CODING_IDENTITY &&
	    !span_eq_nocase(
		representation_type(conf, name), media_type(extension)))
		return CODING_IDENTITY;
	return coding;
}

static void
describe(const struct conf *conf, const struct file_facts *f, struct reply *r)
{
	r->type = representation_type(conf, f->name);
	r->charset = SPAN("");
	if (media_is_text(r->type) && memchr(r->type.p, ';', r->type.n) == NULL)
		r->charset = conf->charset;
	r->coding = representation_coding(conf, f->name);
	r->has_length = true;
	r->length = f->size;
}

/*
 * Sets the fields of a 200, which a 206 and the response to HEAD have as well.
 */
static void
be_whole(const struct asked *a, const struct validators *v, struct plan *p)
{
	struct reply *r = &p->reply;

	r->status = 200;
	r->etag = v->etag;
	r->has_modified = true;
	r->modified = v->modified;
	r->accepts_ranges = true;
	describe(a->conf, a->facts, r);
	if (a->coding != CODING_IDENTITY)
		r->coding = a->coding;
	p->digests = r->length <= LIMIT_DIGEST && a->archive == NULL &&
		     digest_preferred(&a->req->fields, &r->digest_kind);
	if (r->length > 0)
		plan_send(p, 0, r->length);
}

/* An archive is a file to keep, and is made anew for each request. */
static __attribute__((noinline)) void
be_archive(const struct archive *archive, struct plan *p)
{
	p->reply.disposition = archive->attachment;
	p->reply.no_cache = true;
}

/*
 * The boundary must not occur in the file.  An author could only put it there
 * by predicting the nanosecond of a later request.
 */
static void
make_boundary(int64_t now_ns, struct plan *p)
{
	struct text t = TEXT(p->boundary);
	uint64_t x = (uint64_t)now_ns;

	x = (x ^ x >> 33) * 0xff51afd7ed558ccd; /* these steps mix all bits */
	x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53;
	text_hex(&t, x ^ x >> 33);
	p->reply.boundary = TEXT_SPAN(t);
}

/*
 * Plans several parts.  Returns false if their heads make the response longer
 * than allowed.
 */
static bool
be_multipart(const struct asked *a, size_t n, struct plan *p)
{
	struct reply *r = &p->reply;
	struct multipart m;
	uint64_t length;

	/*
	 * Content-Encoding would apply to the multipart, and its parts can have
	 * none (14.6): encoded files are sent whole.
	 */
	if (r->coding != CODING_IDENTITY)
		return false;
	r->complete_length = a->facts->size;
	make_boundary(a->now_ns, p);
	p->part = a->ranges;
	p->nparts = n;
	m = plan_multipart(p);
	length = multipart_length(&m);
	/*
	 * 17.15: many small parts could make the response larger than the file
	 */
	if (length > LIMIT_PARTS && length > a->facts->size)
		return false;
	p->content = CONTENT_PARTS;
	r->length = length;
	return true;
}

/*
 * Turns the plan for the whole file into one for n parts, if that is allowed.
 */
static void
be_parts(const struct asked *a, size_t n, struct plan *p)
{
	struct reply *r = &p->reply;

	if (n == 1) {
		plan_send(p, a->ranges->first, a->ranges->length);
		r->range_kind = REPLY_RANGE;
		r->range = *a->ranges;
		r->length = r->range.length;
		r->complete_length = a->facts->size;
	} else if (!be_multipart(a, n, p)) {
		r->boundary = SPAN("");
		plan_send(p, 0, r->length);
		return;
	}
	r->status = 206;
	/*
	 * 15.3.7: with If-Range the peer has the other fields already.  The
	 * type is kept, because nosniff without a type would do harm.
	 */
	if (field_count(&a->req->fields, SPAN("If-Range")) > 0)
		r->has_modified = false;
}

/* Answers 416 with the size of the file, and nothing else about it. */
static enum refusal
be_unsatisfied(const struct asked *a, struct plan *p)
{
	p->reply.has_modified = p->digests = false;
	p->reply.etag.opaque.n = 0;
	p->reply.range_kind = REPLY_UNSATISFIED;
	p->reply.complete_length = a->facts->size;
	return REFUSE_RANGE;
}

static enum refusal
select_range(const struct asked *a, const struct validators *v, struct plan *p)
{
	const struct request *req = a->req;
	struct span value;
	size_t n;

	if (req->method != METHOD_GET || /* 14.2: a Range applies to GET only */
	    a->ranges == NULL ||
	    !field_only(&req->fields, SPAN("Range"), &value) ||
	    !precondition_range(&req->fields, v, p->reply.date))
		return REFUSE_NOT;
	switch (range_parse(value, a->facts->size, a->ranges, &n)) {
	case RANGE_WHOLE:
		break;
	case RANGE_SOME:
		be_parts(a, n, p);
		break;
	case RANGE_UNSAT:
		return be_unsatisfied(a, p);
	}
	return REFUSE_NOT;
}

/*
 * Checks the preconditions of content without validators.  If-None-Match and
 * If-Match can match only by "*", which stands for any representation; dates
 * are ignored (9110 13.1.3, 13.1.4).  REFUSE_NOT leaves the status alone, or
 * sets it to 304, and then the plan is complete.
 */
static enum refusal
check_bare(const struct asked *a, struct reply *r)
{
	static const struct validators none = { .modified =
						    PRECONDITION_UNDATED };
	const struct fields *f = &a->req->fields;

	if (field_count(f, SPAN("If-Match")) == 0 &&
	    field_count(f, SPAN("If-None-Match")) == 0)
		return REFUSE_NOT;
	switch (precondition_check(f, a->req->method, &none, r->date)) {
	case PRECONDITION_GO:
		break;
	case PRECONDITION_NOT_MODIFIED:
		r->status = 304;
		break;
	case PRECONDITION_FAILED:
		return REFUSE_PRECONDITION;
	}
	return REFUSE_NOT;
}

/*
 * Plans a file without a size, as in /proc.  Its bytes may differ at each
 * reading, so it has no validators, and no part of it can be requested (14.2).
 */
static __attribute__((noinline)) enum refusal
representation_of_unsized(const struct asked *a, struct plan *p)
{
	struct reply *r = &p->reply;
	enum refusal why = check_bare(a, r);

	if (why != REFUSE_NOT || r->status == 304)
		return why;
	r->status = 200;
	r->no_cache = true;
	describe(a->conf, a->facts, r);
	if (a->coding != CODING_IDENTITY)
		r->coding = a->coding;
	r->has_length = false;
	plan_stream(a, p, CONTENT_UNSIZED);
	return REFUSE_NOT;
}

enum refusal
representation_of_file(const struct asked *a, struct plan *p)
{
	struct validators v;

	if (a->not_acceptable) /* 13.2.1: before any precondition */
		return REFUSE_NOT_ACCEPTABLE;
	if (a->facts->unsized)
		return representation_of_unsized(a, p);
	if (a->archive != NULL)
		v = a->archive->validators;
	else
		validators_make(a->facts, a->now_ns, p->etag, &v);
	if (a->coding != CODING_IDENTITY)
		variant_tag(a->coding, p->etag, &v);
	switch (precondition_check(
	    &a->req->fields, a->req->method, &v, p->reply.date)) {
	case PRECONDITION_GO:
		be_whole(a, &v, p);
		if (a->archive != NULL)
			be_archive(a->archive, p);
		return select_range(a, &v, p);
	case PRECONDITION_NOT_MODIFIED: /* 15.4.5: a 304 has no other fields */
		p->reply.status = 304;
		p->reply.etag = v.etag;
		return REFUSE_NOT;
	case PRECONDITION_FAILED:
		break;
	}
	return REFUSE_PRECONDITION;
}

static struct span
status_type(const struct statuspage *s)
{
	if (!s->as_metrics)
		return SPAN("text/html");
	return s->shown.open ? SPAN(METRICS_TYPE_OPEN) : SPAN(METRICS_TYPE);
}

/*
 * Plans the status page, which is different each time and must not be cached.
 */
enum refusal
representation_of_status(const struct asked *a, struct plan *p)
{
	struct reply *r = &p->reply;
	enum refusal why = check_bare(a, r);

	if (why != REFUSE_NOT || r->status == 304)
		return why;
	r->status = 200;
	r->type = status_type(a->status);
	if (a->status->as_metrics)
		r->varies = SPAN("Accept");
	r->charset = SPAN("utf-8");
	r->policy = SPAN(STATUSPAGE_POLICY);
	if (!a->status->as_metrics && !a->status->still)
		r->refresh_s = STATUSPAGE_REFRESH_S;
	r->no_store = true;
	r->has_length = true;
	r->length = statuspage_length(a->status);
	p->content = CONTENT_STATUS;
	p->status = a->status;
	return REFUSE_NOT;
}

void
representation_of_page(
    const struct asked *a, const struct file_facts *page, struct plan *p)
{
	describe(a->conf, page, &p->reply);
	p->content = CONTENT_NONE;
	if (page->size == 0 || a->req->method == METHOD_HEAD)
		return;
	plan_send(p, 0, page->size);
}
