#include "site/upload_part.h"

#include "http/parameter.h"
#include "site/filename.h"
#include "site/upload.h"
#include "site/upload_reply.h"

#define UNKNOWN UINT64_MAX

bool
upload_part_offered(const struct conf *conf, const struct target *target)
{
	return conf->upload_expiry_ms > 0 &&
	       (upload_allowed(conf, target) &
		   (METHOD_BIT(METHOD_PUT) | METHOD_BIT(METHOD_POST)));
}

unsigned
upload_part_allowed(void)
{
	return METHODS_READING | METHOD_BIT(METHOD_PATCH) |
	       METHOD_BIT(METHOD_DELETE);
}

/* Returns true if the target is the URI of an upload. */
static bool
is_of_part(
    const struct conf *conf, const struct target *target, struct span *token)
{
	return target->has_query &&
	       resumable_find_token(target->query, token) &&
	       upload_part_offered(conf, target);
}

bool
upload_part_is_named(
    const struct conf *conf, const struct request *req, struct span *token)
{
	return (upload_part_allowed() & METHOD_BIT(req->method)) &&
	       is_of_part(conf, &req->target, token);
}

enum method
upload_part_method(const struct conf *conf, const struct request *req)
{
	struct span token;

	return is_of_part(conf, &req->target, &token)
		   ? resumable_method(req->method, &req->fields)
		   : req->method;
}

/* Returns true if the head tells the length of the content. */
static bool
is_counted(const struct request *req)
{
	return req->framing.body != FRAMING_CHUNKED;
}

static uint64_t
content_of(const struct request *req)
{
	return req->framing.body == FRAMING_LENGTH ? req->framing.length : 0;
}

/*
 * Sets p->part_length to the length of the upload, if this request or an
 * earlier one tells it, and checks that all that is told agrees.
 */
static enum refusal
learn(const struct asked *a, const struct resumable_wish *w, struct plan *p)
{
	uint64_t most = p->part_at + content_of(a->req);
	uint64_t *length = &p->part_length;

	if (w->has_length && *length != UNKNOWN && *length != w->length)
		return REFUSE_UPLOAD_LENGTH;
	if (w->has_length)
		*length = w->length;
	if (is_counted(a->req) && p->part_is_last && *length == UNKNOWN)
		*length = most;
	if (most > *length ||
	    (is_counted(a->req) && p->part_is_last && most != *length))
		return REFUSE_UPLOAD_LENGTH;
	if (most > a->conf->max_body_size ||
	    (*length != UNKNOWN && *length > a->conf->max_body_size))
		return REFUSE_BODY_LARGE;
	return *length != UNKNOWN && *length - p->part_at > a->room
		   ? REFUSE_QUOTA
		   : REFUSE_NOT;
}

static bool
is_of_type(const struct request *req, struct span type)
{
	struct span value;

	return field_only(&req->fields, SPAN("Content-Type"), &value) &&
	       span_eq_nocase(parameter_main(value), type);
}

bool
upload_part_is_slice(const struct plan *p)
{
	return p->resumes == PART_KNOWN ||
	       (p->resumes == PART_NEW && !p->part_is_last);
}

bool
upload_part_checksum(
    const struct plan *p, const struct fields *fields, struct checksum *sum)
{
	sum->kind = CHECKSUM_NONE;
	return p->resumes == PART_NOT ||
	       p->upload->state.dialect != RESUMABLE_OF_TUS ||
	       checksum_begin(sum, fields);
}

bool
upload_part_is_compared(const struct plan *p, const struct fields *fields)
{
	struct checksum sum;

	return upload_part_checksum(p, fields, &sum) &&
	       sum.kind != CHECKSUM_NONE;
}

/*
 * Checks that what is announced about the content can be verified: of a slice
 * Content-Digest, since Repr-Digest is that of the whole upload.
 */
static enum refusal
verify(const struct asked *a, struct plan *p)
{
	const struct fields *fields = &a->req->fields;
	struct checksum sum;

	if (upload_part_is_slice(p) &&
	    !digest_wanted_in(fields, SPAN("Content-Digest"), &p->verifies))
		return REFUSE_DIGEST;
	return upload_part_checksum(p, fields, &sum) ? REFUSE_NOT
						     : REFUSE_CHECKSUM_KIND;
}

/* Judges a POST that begins an upload of tus; it may have content already. */
static enum refusal
judge_tus(const struct request *req, const struct resumable_wish *w)
{
	if (w->foreign)
		return REFUSE_TUS_VERSION;
	if (req->method != METHOD_POST || w->has_length == w->defers ||
	    w->concats)
		return REFUSE_UPLOAD_FIELDS;
	return content_of(req) == 0 || is_of_type(req, SPAN(RESUMABLE_TUS_TYPE))
		   ? REFUSE_NOT
		   : REFUSE_UPLOAD_TYPE;
}

/* Returns true if the peer understands 104 (9110 15.2). */
static bool
takes_interim(const struct request *req, const struct resumable_wish *w)
{
	return w->interim && req->minor >= 1;
}

enum refusal
upload_part_begin(const struct asked *a, struct plan *p)
{
	enum refusal why = REFUSE_NOT;
	struct resumable_wish w;

	resumable_read(&a->req->fields, &w);
	if (w.dialect == RESUMABLE_OF_TUS)
		why = judge_tus(a->req, &w);
	else if (!w.has_complete || (w.complete && !takes_interim(a->req, &w)))
		return REFUSE_NOT; /* it would not learn of its upload */
	if (why != REFUSE_NOT)
		return why;
	p->upload->state = (struct resumable_state){ .dialect = w.dialect,
		.interim = takes_interim(a->req, &w) };
	p->resumes = PART_NEW;
	p->part_at = 0;
	p->part_is_last = w.complete;
	p->part_length = UNKNOWN;
	why = learn(a, &w, p);
	return why == REFUSE_NOT ? verify(a, p) : why;
}

static enum refusal
judge_append(const struct asked *a, const struct resumable_wish *w)
{
	bool tus = w->dialect == RESUMABLE_OF_TUS;

	if (!is_of_type(
		a->req, tus ? SPAN(RESUMABLE_TUS_TYPE) : SPAN(RESUMABLE_TYPE)))
		return REFUSE_UPLOAD_TYPE;
	if (!w->has_offset || (!tus && !w->has_complete))
		return REFUSE_UPLOAD_FIELDS;
	if (w->offset != a->part->offset)
		return REFUSE_UPLOAD_OFFSET;
	if (!a->part->complete)
		return REFUSE_NOT;
	return content_of(a->req) > 0 ? REFUSE_UPLOAD_LENGTH
				      : REFUSE_UPLOAD_COMPLETE;
}

static enum refusal
append(const struct asked *a, const struct resumable_wish *w, struct plan *p)
{
	enum refusal why = judge_append(a, w);

	if (why != REFUSE_NOT)
		return why;
	p->upload->state.interim = takes_interim(a->req, w);
	p->resumes = PART_KNOWN;
	p->part_at = a->part->offset;
	p->part_is_last = w->complete;
	p->part_length = a->part->has_length ? a->part->length : UNKNOWN;
	why = learn(a, w, p);
	if (why == REFUSE_NOT)
		why = verify(a, p);
	if (why == REFUSE_NOT)
		p->effect =
		    a->part->method == METHOD_PUT ? EFFECT_STORE : EFFECT_ADD;
	return why;
}

enum refusal
upload_part_plan(const struct asked *a, struct plan *p)
{
	struct resumable_wish w;

	resumable_read(&a->req->fields, &w);
	if (w.foreign)
		return REFUSE_TUS_VERSION;
	p->upload->state = (struct resumable_state){ .dialect = w.dialect };
	p->reply.upload = &p->upload->state;
	p->reply.status =
	    204; /* for now: upload_reply_keep or _finish sets it */
	switch (a->req->method) {
	case METHOD_PATCH:
		return append(a, &w, p);
	case METHOD_DELETE:
		p->effect = EFFECT_CANCEL;
		return REFUSE_NOT;
	default:
		upload_reply_tell(a, p);
		return REFUSE_NOT;
	}
}

enum refusal
upload_part_check(const struct conf *conf, const struct plan *p, uint64_t total)
{
	if (total > p->part_length)
		return REFUSE_UPLOAD_LENGTH;
	return total > conf->max_body_size ? REFUSE_BODY_LARGE : REFUSE_NOT;
}

enum upload_part_end
upload_part_end(const struct plan *p, uint64_t total)
{
	bool full = total == p->part_length;

	if (p->upload->state.dialect == RESUMABLE_OF_TUS)
		return full ? UPLOAD_PART_WHOLE : UPLOAD_PART_MORE;
	if (!p->part_is_last)
		return UPLOAD_PART_MORE;
	return full || p->part_length == UNKNOWN ? UPLOAD_PART_WHOLE
						 : UPLOAD_PART_WRONG;
}

void
upload_part_wish(struct text *t, const struct request *req, int64_t now_s)
{
	char room[4 * LIMIT_NAME];
	struct text name = TEXT(room);
	struct span metadata;

	if (field_only(&req->fields, SPAN("Upload-Metadata"), &metadata) &&
	    resumable_find_name(metadata, &name))
		filename_clean(t, TEXT_SPAN(name), now_s);
	else
		filename_of_request(t, req, now_s);
}
