#include "site/plan.h"

#include "http/media.h"
#include "http/precondition.h"
#include "http/trace.h"
#include "site/lookup.h"
#include "site/note.h"
#include "site/upload.h"
#include "site/validators.h"

#include <string.h>

#define SECOND_NS 1000000000

/* Rounds down, before 1970 as well. */
static int64_t
to_seconds(int64_t ns)
{
	return ns / SECOND_NS - (ns % SECOND_NS < 0);
}

/* No more is read of what nobody wants. */
static uint64_t
most_dropped(const struct asked *a)
{
	return a->conf->max_body_size < LIMIT_LINGER_BYTES
		   ? a->conf->max_body_size
		   : LIMIT_LINGER_BYTES;
}

/*
 * The request body, if any, is read and dropped so that it is never taken
 * for the next request.  A peer that waits for 100 (Continue) gets its
 * answer instead, and since it may then send the body or not, the
 * connection ends (9110 10.1.1).
 */
static void
plan_intake(const struct asked *a, struct plan *p)
{
	const struct framing *framing = &a->req->framing;
	bool waits =
	    a->req->minor >= 1 && framing->body != FRAMING_NONE &&
	    field_lists(&a->req->fields, SPAN("Expect"), SPAN("100-continue"));

	if (p->effect != EFFECT_NONE && p->effect != EFFECT_REMOVE) {
		p->intake = INTAKE_TAKE;
		p->invites = waits;
		return;
	}
	if (framing->body == FRAMING_NONE || refusal_closes(p->why))
		return;
	if (framing->body == FRAMING_LENGTH &&
	    framing->length > most_dropped(a))
		p->close = true; /* whatever the answer, it is not read */
	else if (waits)
		p->close = true;
	else
		p->intake = INTAKE_DROP;
}

static void
begin(const struct asked *a, struct plan *p)
{
	memset(&p->reply, 0, sizeof p->reply);
	p->reply.date = to_seconds(a->now_ns);
	p->why = REFUSE_NOT;
	p->intake = INTAKE_NONE;
	p->effect = EFFECT_NONE;
	p->invites = false;
	p->body = BODY_NONE;
	p->digests = false;
	p->nparts = 0;
	p->quote = SPAN("");
	p->close = a->last || !a->req->framing.persist;
}

/* What is the same in every answer, once all else is known. */
static void
end(const struct asked *a, struct plan *p)
{
	plan_intake(a, p);
	if (p->close)
		p->reply.connection = REPLY_CLOSES;
	else if (a->req->minor < 1)
		p->reply.connection = REPLY_KEEPS;
	else
		p->reply.connection = REPLY_PERSISTS;
	if (a->req->method == METHOD_HEAD)
		p->body = BODY_NONE; /* 9110 9.3.2; the fields stay */
}

/* A page of our own making as the content. */
static void
add_note(struct plan *p)
{
	struct text t = TEXT_MEASURE;

	p->body = BODY_NOTE;
	p->reply.type = SPAN("text/html");
	p->reply.charset = SPAN("utf-8");
	note_put(&t, p);
	p->reply.has_length = true;
	p->reply.length = t.n;
}

static void
allow(struct plan *p, unsigned methods)
{
	p->reply.has_allow = true;
	p->reply.allow = methods;
}

static bool
is_about_method(enum refusal why)
{
	return why == REFUSE_METHOD_INVALID || why == REFUSE_METHOD_OFF ||
	       why == REFUSE_METHOD_HERE;
}

static void
refuse(const struct asked *a, enum refusal why, struct plan *p)
{
	p->why = why;
	p->reply.status = refusal_status(why);
	p->quote =
	    is_about_method(why) ? a->req->method_token : a->req->raw_target;
	if (why == REFUSE_METHOD_OFF)
		allow(p, a->conf->methods);
	if (why == REFUSE_METHOD_HERE) /* 9110 15.5.6: MUST, even if empty */
		allow(p, lookup_allowed(a->conf, a->req));
	if (p->reply.status == 503)
		p->reply.retry_after_s = 1;
	p->reply.authenticate = p->reply.status == 401; /* 15.5.2: MUST */
	p->reply.refuses_coding = p->reply.status == 415;
	if (refusal_closes(why))
		p->close = true;
	add_note(p);
}

void
plan_refuse(const struct asked *a, enum refusal why, struct plan *p)
{
	begin(a, p);
	refuse(a, why, p);
	end(a, p);
}

void
plan_settle(const struct asked *a, enum refusal outcome, struct plan *p)
{
	if (outcome == REFUSE_NOT)
		return;
	plan_refuse(a, outcome, p);
	p->close = true;
	p->intake = INTAKE_NONE;
	p->reply.connection = REPLY_CLOSES;
}

/* 301: the same URL with its slash, so that relative links work. */
static void
plan_directory(const struct asked *a, struct plan *p)
{
	struct reply *r = &p->reply;

	r->status = 301;
	r->locates = REPLY_TO_DIRECTORY;
	r->location = a->req->target.path;
	r->has_query = a->req->target.has_query;
	r->query = a->req->target.query;
	add_note(p);
}

static void
plan_options(const struct asked *a, struct plan *p)
{
	bool file = a->facts != NULL;

	p->reply.status = 200;
	allow(p, file ? lookup_allowed(a->conf, a->req) : a->conf->methods);
	p->reply.accepts_ranges = file;
	p->reply.has_length = true; /* 9110 9.3.7: and no content */
}

/* 9.3.8: what we received, as message/http. */
static void
plan_trace(const struct asked *a, struct plan *p)
{
	struct text t = TEXT_MEASURE;

	p->reply.status = 200;
	p->reply.type = SPAN("message/http");
	p->body = BODY_ECHO;
	p->echo = a->req;
	trace_put(&t, a->req);
	p->reply.has_length = true;
	p->reply.length = t.n;
}

struct span
plan_content_type(const struct conf *conf, struct span name)
{
	struct span extension = media_extension(name), type;

	for (size_t i = conf->content_type.n; i > 0; i--)
		if (span_eq_nocase(
			conf->content_type.at[i - 1].extension, extension))
			return conf->content_type.at[i - 1].type;
	type = media_type(extension);
	return type.n > 0 ? type : conf->default_type;
}

/* The fields of a 200, which a 206 and a HEAD have as well. */
static void
plan_whole(const struct asked *a, const struct validators *v, struct plan *p)
{
	struct reply *r = &p->reply;

	r->status = 200;
	r->etag = v->etag;
	r->has_modified = true;
	r->modified = v->modified;
	r->accepts_ranges = true;
	r->type = plan_content_type(a->conf, a->facts->name);
	if (media_is_text(r->type) && memchr(r->type.p, ';', r->type.n) == NULL)
		r->charset = a->conf->charset;
	r->has_length = true;
	r->length = a->facts->size;
	p->digests = r->length <= LIMIT_DIGEST &&
		     digest_preferred(&a->req->fields, &r->digest_kind);
	if (r->length > 0) {
		p->body = BODY_FILE;
		p->part[0] = (struct byte_range){ 0, r->length };
		p->nparts = 1;
	}
}

/*
 * The boundary must not stand in the file.  Who wrote the file could put it
 * there only by knowing the nanosecond of a request to come.
 */
static void
make_boundary(int64_t now_ns, struct plan *p)
{
	struct text t = TEXT(p->boundary);
	uint64_t x = (uint64_t)now_ns;

	x = (x ^ x >> 33) * 0xff51afd7ed558ccd; /* every bit in every digit */
	x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53;
	text_hex(&t, x ^ x >> 33);
	p->reply.boundary = TEXT_SPAN(t);
}

/* Turns the plan for the whole file into one for its parts. */
static void
plan_parts(const struct asked *a, struct plan *p)
{
	struct reply *r = &p->reply;

	r->status = 206;
	r->complete_length = a->facts->size;
	if (p->nparts == 1) {
		p->body = BODY_FILE;
		r->range_kind = REPLY_RANGE;
		r->range = p->part[0];
		r->length = p->part[0].length;
	} else {
		struct multipart m;

		p->body = BODY_PARTS;
		make_boundary(a->now_ns, p);
		m = plan_multipart(p);
		r->length = multipart_length(&m);
	}
	/*
	 * 15.3.7: with If-Range the peer has the rest already.  The type
	 * stays: nosniff without one would mean less than nothing.
	 */
	if (field_count(&a->req->fields, SPAN("If-Range")) > 0)
		r->has_modified = false;
}

/* 416 has the size, and nothing else of the file. */
static void
plan_unsatisfied(const struct asked *a, struct plan *p)
{
	p->reply.has_modified = p->digests = false;
	p->reply.etag.opaque.n = 0;
	p->reply.range_kind = REPLY_UNSATISFIED;
	p->reply.complete_length = a->facts->size;
	refuse(a, REFUSE_RANGE, p);
}

static void
plan_range(const struct asked *a, const struct validators *v, struct plan *p)
{
	const struct request *req = a->req;
	struct span value;

	if (req->method != METHOD_GET || /* 14.2: for GET alone */
	    !field_only(&req->fields, SPAN("Range"), &value) ||
	    !precondition_range(&req->fields, v, to_seconds(a->now_ns)))
		return;
	switch (range_parse(value, a->facts->size, p->part, &p->nparts)) {
	case RANGE_WHOLE:
		return;
	case RANGE_SOME:
		plan_parts(a, p);
		return;
	case RANGE_UNSAT:
		plan_unsatisfied(a, p);
		return;
	}
}

static void
plan_file(const struct asked *a, struct plan *p)
{
	struct validators v;

	validators_make(a->facts, a->now_ns, p->etag, &v);
	switch (precondition_check(
	    &a->req->fields, a->req->method, &v, to_seconds(a->now_ns))) {
	case PRECONDITION_GO:
		plan_whole(a, &v, p);
		plan_range(a, &v, p);
		return;
	case PRECONDITION_NOT_MODIFIED: /* 15.4.5: and nothing else */
		p->reply.status = 304;
		p->reply.etag = v.etag;
		return;
	case PRECONDITION_FAILED:
		refuse(a, REFUSE_PRECONDITION, p);
		return;
	}
}

/*
 * The status page has no validators, so that no tag matches it, but for the
 * "*" of any representation; dates are ignored (9110 13.1.3, 13.1.4).
 */
static enum precondition_answer
check_status(const struct asked *a)
{
	static const struct validators none = { .modified = INT64_MIN };
	const struct fields *f = &a->req->fields;

	if (field_count(f, SPAN("If-Match")) == 0 &&
	    field_count(f, SPAN("If-None-Match")) == 0)
		return PRECONDITION_GO;
	return precondition_check(
	    f, a->req->method, &none, to_seconds(a->now_ns));
}

/* It is another one each time, and for nobody else. */
static void
plan_status(const struct asked *a, struct plan *p)
{
	struct reply *r = &p->reply;

	switch (check_status(a)) {
	case PRECONDITION_GO:
		break;
	case PRECONDITION_NOT_MODIFIED:
		r->status = 304;
		return;
	case PRECONDITION_FAILED:
		refuse(a, REFUSE_PRECONDITION, p);
		return;
	}
	r->status = 200;
	r->type = SPAN("text/html");
	r->charset = SPAN("utf-8");
	r->policy = SPAN(STATUSPAGE_POLICY);
	r->no_store = true;
	r->has_length = true;
	r->length = statuspage_length(a->status);
	p->body = BODY_STATUS;
	p->status = a->status;
}

static enum refusal
judge_kind(const struct file_facts *f, const struct request *req)
{
	switch (f->kind) {
	case FILE_REGULAR:
		return REFUSE_NOT;
	case FILE_DIRECTORY:
		return req->target.directory && req->method != METHOD_OPTIONS
			   ? REFUSE_NO_INDEX
			   : REFUSE_NOT;
	case FILE_ABSENT:
	case FILE_NO_PARENT:
		return REFUSE_ABSENT;
	case FILE_DENIED:
		return REFUSE_DENIED;
	case FILE_OUTSIDE:
		return REFUSE_OUTSIDE;
	case FILE_SYMLINK:
		return REFUSE_SYMLINK;
	case FILE_SPECIAL:
		return REFUSE_SPECIAL;
	case FILE_BUSY:
		return REFUSE_BUSY;
	case FILE_BROKEN:
		return REFUSE_BROKEN;
	}
	return REFUSE_BROKEN;
}

void
plan_make(const struct asked *a, struct plan *p)
{
	enum refusal why = REFUSE_NOT;
	bool writes = METHODS_WRITING & METHOD_BIT(a->req->method);

	begin(a, p);
	if (writes)
		why = upload_plan(a, p);
	else if (a->facts != NULL)
		why = judge_kind(a->facts, a->req);
	if (why != REFUSE_NOT)
		refuse(a, why, p);
	else if (writes)
		; /* upload_settle has the rest */
	else if (a->req->method == METHOD_TRACE)
		plan_trace(a, p);
	else if (a->req->method == METHOD_OPTIONS)
		plan_options(a, p);
	else if (a->status != NULL)
		plan_status(a, p);
	else if (a->facts == NULL)
		plan_options(a, p);
	else if (a->facts->kind == FILE_DIRECTORY)
		plan_directory(a, p);
	else
		plan_file(a, p);
	end(a, p);
}

struct multipart
plan_multipart(const struct plan *p)
{
	return (struct multipart){
		.boundary = p->reply.boundary,
		.type = p->reply.type,
		.charset = p->reply.charset,
		.complete_length = p->reply.complete_length,
		.part = p->part,
		.n = p->nparts,
	};
}
