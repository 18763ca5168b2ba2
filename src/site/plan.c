#include "site/plan.h"

#include "http/media.h"
#include "http/precondition.h"
#include "site/lookup.h"
#include "site/note.h"

#include <string.h>

#define SECOND_NS 1000000000

/* Rounds down, before 1970 as well. */
static int64_t
to_seconds(int64_t ns)
{
	return ns / SECOND_NS - (ns % SECOND_NS < 0);
}

/*
 * The request body, if any, is read and dropped so that it is never taken
 * for the next request.  A peer that waits for 100 (Continue) gets its
 * answer instead, and since it may then send the body or not, the
 * connection ends (9110 10.1.1).
 */
static void
plan_intake(struct plan *p, const struct conf *conf, const struct request *req)
{
	if (req->framing.body == FRAMING_NONE || refusal_closes(p->why))
		return;
	if (req->framing.body == FRAMING_LENGTH &&
	    req->framing.length > conf->max_body_size)
		p->close = true; /* whatever the answer, it is not read */
	else if (req->minor >= 1 && field_lists(&req->fields, SPAN("Expect"),
					SPAN("100-continue")))
		p->close = true;
	else
		p->intake = INTAKE_DROP;
}

static void
begin(struct plan *p, const struct request *req, int64_t now_ns)
{
	memset(&p->reply, 0, sizeof p->reply);
	p->reply.date = to_seconds(now_ns);
	p->why = REFUSE_NOT;
	p->intake = INTAKE_NONE;
	p->body = BODY_NONE;
	p->nparts = 0;
	p->quote = SPAN("");
	p->close = req == NULL || !req->framing.persist;
}

/* What is the same in every answer, once all else is known. */
static void
end(struct plan *p, const struct conf *conf, const struct request *req)
{
	if (req != NULL)
		plan_intake(p, conf, req);
	if (p->close)
		p->reply.connection = REPLY_CLOSES;
	else if (req->minor < 1)
		p->reply.connection = REPLY_KEEPS;
	else
		p->reply.connection = REPLY_PERSISTS;
	if (req != NULL && req->method == METHOD_HEAD)
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

static void
refuse(struct plan *p, const struct conf *conf, const struct request *req,
    enum refusal why)
{
	p->why = why;
	p->reply.status = refusal_status(why);
	if (req != NULL)
		p->quote = why == REFUSE_METHOD_INVALID ||
				   why == REFUSE_METHOD_OFF ||
				   why == REFUSE_METHOD_HERE
			       ? req->method_token
			       : req->raw_target;
	if (why == REFUSE_METHOD_OFF)
		allow(p, conf->methods);
	if (why == REFUSE_METHOD_HERE) /* 9110 15.5.6: MUST, even if empty */
		allow(p, lookup_allowed(conf));
	if (why == REFUSE_BUSY)
		p->reply.retry_after_s = 1;
	if (refusal_closes(why))
		p->close = true;
	add_note(p);
}

void
plan_refuse(const struct conf *conf, const struct request *req,
    enum refusal why, int64_t now_ns, struct plan *p)
{
	begin(p, req, now_ns);
	refuse(p, conf, req, why);
	end(p, conf, req);
}

void
plan_settle(struct plan *p, const struct conf *conf, const struct request *req,
    enum refusal outcome, int64_t now_ns)
{
	if (outcome == REFUSE_NOT)
		return;
	plan_refuse(conf, req, outcome, now_ns, p);
	p->close = true;
	p->intake = INTAKE_NONE;
	p->reply.connection = REPLY_CLOSES;
}

/* 301: the same URL with its slash, so that relative links work. */
static void
plan_directory(struct plan *p, const struct request *req)
{
	struct reply *r = &p->reply;

	r->status = 301;
	r->redirects = true;
	r->location = req->target.path;
	r->has_query = req->target.has_query;
	r->query = req->target.query;
	add_note(p);
}

static void
plan_options(struct plan *p, const struct conf *conf, bool file)
{
	p->reply.status = 200;
	allow(p, file ? lookup_allowed(conf) : conf->methods);
	p->reply.accepts_ranges = file;
	p->reply.has_length = true; /* 9110 9.3.7: and no content */
}

/*
 * Strong, as the file's bytes cannot change without a change of size, time
 * or inode; weak while it is younger than a second, in which it might
 * change again within one tick of the file system's clock (8.8.1, 8.8.2.2).
 */
static void
make_validators(struct plan *p, const struct file_facts *f, int64_t now_ns,
    struct validators *v)
{
	struct text t = TEXT(p->etag);
	bool old = f->mtime_ns <= now_ns - SECOND_NS;

	text_char(&t, '"');
	text_hex(&t, f->inode);
	text_char(&t, '-');
	text_hex(&t, f->size);
	text_char(&t, '-');
	text_hex(&t, (uint64_t)f->mtime_ns);
	text_char(&t, '"');
	v->etag = (struct etag){ TEXT_SPAN(t), !old };
	/* 8.8.2.1: never later than Date */
	v->modified = to_seconds(f->mtime_ns < now_ns ? f->mtime_ns : now_ns);
	v->modified_strong = old;
}

static struct span
content_type(const struct conf *conf, struct span name)
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
plan_whole(struct plan *p, const struct conf *conf, const struct file_facts *f,
    const struct validators *v)
{
	struct reply *r = &p->reply;

	r->status = 200;
	r->etag = v->etag;
	r->has_modified = true;
	r->modified = v->modified;
	r->accepts_ranges = true;
	r->type = content_type(conf, f->name);
	if (media_is_text(r->type) && memchr(r->type.p, ';', r->type.n) == NULL)
		r->charset = conf->charset;
	r->has_length = true;
	r->length = f->size;
	if (f->size > 0) {
		p->body = BODY_FILE;
		p->part[0] = (struct byte_range){ 0, f->size };
		p->nparts = 1;
	}
}

/*
 * The author of a file must not be able to foresee the boundary, or could
 * write a part of an answer; the nanosecond of the request is mixed so that
 * it is not disclosed either.
 */
static void
make_boundary(struct plan *p, int64_t now_ns)
{
	struct text t = TEXT(p->boundary);
	uint64_t x = (uint64_t)now_ns;

	x = (x ^ x >> 33) * 0xff51afd7ed558ccd;
	x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53;
	text_hex(&t, x ^ x >> 33);
	p->reply.boundary = TEXT_SPAN(t);
}

/* Turns the plan for the whole file into one for its parts. */
static void
plan_parts(struct plan *p, const struct file_facts *f, int64_t now_ns)
{
	struct reply *r = &p->reply;

	r->status = 206;
	r->complete_length = f->size;
	if (p->nparts == 1) {
		p->body = BODY_FILE;
		r->range_kind = REPLY_RANGE;
		r->range = p->part[0];
		r->length = p->part[0].length;
	} else {
		struct multipart m;

		p->body = BODY_PARTS;
		make_boundary(p, now_ns);
		m = plan_multipart(p);
		r->length = multipart_length(&m);
	}
}

static void
plan_range(struct plan *p, const struct conf *conf, const struct request *req,
    const struct file_facts *f, const struct validators *v, int64_t now_ns)
{
	struct span value;

	if (req->method != METHOD_GET || /* 14.2: for GET alone */
	    !field_only(&req->fields, SPAN("Range"), &value) ||
	    !precondition_range(&req->fields, v, to_seconds(now_ns)))
		return;
	switch (range_parse(value, f->size, p->part, &p->nparts)) {
	case RANGE_WHOLE:
		return;
	case RANGE_SOME:
		plan_parts(p, f, now_ns);
		/* 15.3.7: with If-Range the peer has the rest already */
		if (field_count(&req->fields, SPAN("If-Range")) > 0)
			p->reply.has_modified = false;
		return;
	case RANGE_UNSAT:
		p->reply.has_modified = false;
		p->reply.etag.opaque.n = 0;
		p->reply.range_kind = REPLY_UNSATISFIED;
		p->reply.complete_length = f->size;
		refuse(p, conf, req, REFUSE_RANGE);
		return;
	}
}

static void
plan_file(struct plan *p, const struct conf *conf, const struct request *req,
    const struct file_facts *f, int64_t now_ns)
{
	struct validators v;

	make_validators(p, f, now_ns, &v);
	switch (precondition_check(
	    &req->fields, req->method, &v, to_seconds(now_ns))) {
	case PRECONDITION_GO:
		plan_whole(p, conf, f, &v);
		plan_range(p, conf, req, f, &v, now_ns);
		return;
	case PRECONDITION_NOT_MODIFIED: /* 15.4.5: and nothing else */
		p->reply.status = 304;
		p->reply.etag = v.etag;
		return;
	case PRECONDITION_FAILED:
		refuse(p, conf, req, REFUSE_PRECONDITION);
		return;
	}
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
		break;
	}
	return REFUSE_BROKEN;
}

void
plan_make(const struct conf *conf, const struct request *req,
    const struct file_facts *facts, int64_t now_ns, struct plan *p)
{
	enum refusal why = facts != NULL ? judge_kind(facts, req) : REFUSE_NOT;

	begin(p, req, now_ns);
	if (why != REFUSE_NOT)
		refuse(p, conf, req, why);
	else if (req->method == METHOD_OPTIONS)
		plan_options(p, conf, facts != NULL);
	else if (facts->kind == FILE_DIRECTORY)
		plan_directory(p, req);
	else
		plan_file(p, conf, req, facts, now_ns);
	end(p, conf, req);
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
