#include "site/upload_part.h"

#include "base/source.h"
#include "http/parameter.h"
#include "site/filename.h"
#include "site/upload.h"

#define SECOND_NS 1000000000
#define UNKNOWN UINT64_MAX

/* The fields of a request that matter when its upload is complete. */
static const char kept[][20] = { "If-Match", "If-None-Match",
	"If-Unmodified-Since", "Repr-Digest", "Prefer", "Content-Disposition",
	"Upload-Metadata" };

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

bool
upload_part_is_named(
    const struct conf *conf, const struct request *req, struct span *token)
{
	return req->target.has_query &&
	       (upload_part_allowed() & METHOD_BIT(req->method)) &&
	       resumable_find_token(req->target.query, token) &&
	       upload_part_offered(conf, &req->target);
}

/*
 * Adds the limits: the size, and the seconds that the upload lives without a
 * byte.
 */
static void
limit(const struct asked *a, uint64_t left_s, struct resumable_state *s)
{
	s->has_limit = true;
	s->max_size = a->conf->max_body_size;
	s->max_age_s = left_s;
	s->expires_s = a->now_ns / SECOND_NS + (int64_t)left_s;
}

static uint64_t
lifetime(const struct asked *a)
{
	return a->conf->upload_expiry_ms / 1000;
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

/*
 * Checks Content-Digest for a slice: Repr-Digest is that of the whole upload.
 */
static enum refusal
verify(const struct asked *a, struct plan *p)
{
	return !upload_part_is_slice(p) ||
		       digest_wanted_in(&a->req->fields, SPAN("Content-Digest"),
			   &p->verifies)
		   ? REFUSE_NOT
		   : REFUSE_DIGEST;
}

/* Judges a POST that begins an upload of tus; it may have content already. */
static enum refusal
judge_tus(const struct request *req, const struct resumable_wish *w)
{
	if (w->foreign)
		return REFUSE_TUS_VERSION;
	if (req->method != METHOD_POST || w->has_length == w->defers)
		return REFUSE_UPLOAD_FIELDS;
	return content_of(req) == 0 || is_of_type(req, SPAN(RESUMABLE_TUS_TYPE))
		   ? REFUSE_NOT
		   : REFUSE_UPLOAD_TYPE;
}

enum refusal
upload_part_begin(const struct asked *a, struct plan *p)
{
	enum refusal why = REFUSE_NOT;
	struct resumable_wish w;

	resumable_read(&a->req->fields, &w);
	if (w.dialect == RESUMABLE_OF_TUS)
		why = judge_tus(a->req, &w);
	else if (!w.has_complete ||
		 (w.complete && (!w.interim || a->req->minor < 1)))
		return REFUSE_NOT; /* it would not learn of its upload */
	if (why != REFUSE_NOT)
		return why;
	p->upload->state = (struct resumable_state){ .dialect = w.dialect,
		.interim = w.interim && a->req->minor >= 1 };
	p->resumes = PART_NEW;
	p->part_at = 0;
	p->part_is_last = w.complete;
	p->part_length = UNKNOWN;
	why = learn(a, &w, p);
	return why == REFUSE_NOT ? verify(a, p) : why;
}

static enum refusal
tell(const struct asked *a, struct plan *p)
{
	const struct upload_part *part = a->part;
	struct resumable_state *s = &p->upload->state;

	p->reply.no_store = true;
	s->has_complete = s->has_offset = true;
	s->complete = part->complete;
	s->offset = part->offset;
	s->has_length = part->has_length;
	s->length = part->length;
	s->metadata = part->metadata;
	limit(a, part->left_s, s);
	return REFUSE_NOT;
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
	return a->part->complete ? REFUSE_UPLOAD_COMPLETE : REFUSE_NOT;
}

static enum refusal
append(const struct asked *a, const struct resumable_wish *w, struct plan *p)
{
	enum refusal why = judge_append(a, w);

	if (why != REFUSE_NOT)
		return why;
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
	    204; /* for now: upload_part_keep or _finish sets it */
	switch (a->req->method) {
	case METHOD_PATCH:
		return append(a, &w, p);
	case METHOD_DELETE:
		p->effect = EFFECT_CANCEL;
		return REFUSE_NOT;
	default:
		return tell(a, p);
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

/* Points Location to the upload itself. */
static void
locate(const struct asked *a, const struct plan *p, struct reply *r)
{
	r->locates =
	    a->req->target.directory ? REPLY_TO_DIRECTORY : REPLY_TO_FILE;
	r->location = a->req->target.path;
	r->location_name = SPAN("");
	r->has_query = true;
	r->query = span_str(p->upload->query);
}

void
upload_part_name(struct plan *p, struct span token)
{
	struct text t = TEXT(p->upload->query);

	text_put(&t, SPAN("upload="));
	text_put(&t, token);
	text_char(&t, '\0');
}

bool
upload_part_offer(const struct asked *a, const struct plan *p,
    struct resumable_state *s, struct reply *r)
{
	if (!p->upload->state.interim)
		return false;
	*s = (struct resumable_state){ .dialect = p->upload->state.dialect,
		.interim = true };
	limit(a, lifetime(a), s);
	*r = (struct reply){
		.status = 104, .date = a->now_ns / SECOND_NS, .upload = s
	};
	locate(a, p, r);
	return true;
}

/* Makes the response one without content. */
static void
empty(struct plan *p, int status)
{
	p->content = CONTENT_NONE;
	p->reply.status = status;
	p->reply.type = p->reply.charset = SPAN("");
	p->reply.has_length = status != 204; /* 9110 8.6 */
	p->reply.length = 0;
}

/* Makes it the response of a request that has stored its part. */
static void
acknowledge(const struct asked *a, uint64_t total, struct plan *p)
{
	p->upload->state.has_offset = true;
	p->upload->state.offset = total;
	empty(p, p->resumes == PART_NEW ? 201 : 204);
	if (p->resumes == PART_NEW)
		locate(a, p, &p->reply);
}

void
upload_part_keep(const struct asked *a, uint64_t total, struct plan *p)
{
	struct resumable_state *s = &p->upload->state;

	p->reply.upload = s;
	s->interim = false;
	s->has_complete = true;
	s->complete = false;
	limit(a, lifetime(a), s);
	acknowledge(a, total, p);
}

void
upload_part_finish(const struct asked *a, uint64_t total, struct plan *p)
{
	struct resumable_state *s = &p->upload->state;

	p->reply.upload = s;
	s->interim = false;
	s->has_complete = s->complete = true;
	if (s->dialect == RESUMABLE_OF_TUS)
		acknowledge(a, total, p);
}

static void
explain(const struct asked *a, enum resumable_problem problem, struct plan *p)
{
	struct text t = TEXT(p->upload->problem);
	struct resumable_wish w;

	resumable_read(&a->req->fields, &w);
	resumable_put_problem(
	    &t, problem, a->part != NULL ? a->part->offset : 0, w.offset);
	p->content = CONTENT_TEXT;
	p->text = TEXT_SPAN(t);
	p->reply.type = SPAN("application/problem+json");
	p->reply.charset = SPAN("");
	p->reply.policy = SPAN("");
	p->reply.length = t.n;
}

void
upload_part_refuse(const struct asked *a, enum refusal why, struct plan *p)
{
	struct resumable_state *s = &p->upload->state;
	struct resumable_wish w;

	resumable_read(&a->req->fields, &w);
	*s = (struct resumable_state){ .dialect = w.dialect };
	p->reply.upload = s;
	switch (why) {
	case REFUSE_UPLOAD_OFFSET:
		s->has_offset = true;
		s->offset = a->part->offset;
		explain(a, RESUMABLE_MISMATCHING_OFFSET, p);
		break;
	case REFUSE_UPLOAD_COMPLETE:
		explain(a, RESUMABLE_COMPLETED, p);
		break;
	case REFUSE_UPLOAD_LENGTH:
		explain(a, RESUMABLE_INCONSISTENT_LENGTH, p);
		break;
	case REFUSE_UPLOAD_BUSY:
		p->reply.retry_after_s = 1;
		break;
	case REFUSE_BODY_LARGE:
		limit(a, 0, s);
		s->expires_s = 0;
		break;
	case REFUSE_UPLOAD_TYPE:
	case REFUSE_TUS_VERSION:
		s->offers = true;
		s->max_size = a->conf->max_body_size;
		break;
	default:
		break;
	}
}

void
upload_part_options(const struct asked *a, struct plan *p)
{
	struct resumable_wish w;

	resumable_read(&a->req->fields, &w);
	p->upload->state =
	    (struct resumable_state){ .dialect = w.dialect, .offers = true };
	limit(a, lifetime(a), &p->upload->state);
	p->upload->state.expires_s = 0;
	p->reply.upload = &p->upload->state;
}

static void
put_line(struct text *t, struct span name, struct span value)
{
	text_put(t, name);
	text_put(t, SPAN(": "));
	text_put(t, value);
	text_put(t, SPAN("\r\n"));
}

/* Puts the user, or the source of the address if there is none. */
static void
put_owner(struct text *t, const struct asked *a, struct span user)
{
	if (user.n > 0) {
		text_put(t, SPAN("user/"));
		target_put_path(t, user);
	} else {
		text_put(t, SPAN("source/"));
		text_u64(t, a->peer == NULL ? 0 : source_of(a->peer));
	}
}

/* Puts the last name of the path, or nothing for a directory. */
static void
put_name(struct text *t, const struct target *target)
{
	size_t at = target->path.n;

	if (target->directory)
		return;
	while (at > 0 && target->path.p[at - 1] != '/')
		at--;
	target_put_path(t, span_from(target->path, at));
}

void
upload_part_record(struct text *t, const struct asked *a, const struct plan *p,
    struct span user)
{
	struct span value;

	put_line(t, SPAN("Method"), method_name(a->req->method));
	text_put(t, SPAN("Owner: "));
	put_owner(t, a, user);
	text_put(t, SPAN("\r\nName: "));
	put_name(t, &a->req->target);
	text_put(t, SPAN("\r\n"));
	for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
		for (size_t i = 0; field_next(
			 &a->req->fields, span_str(kept[k]), &i, &value);)
			put_line(t, span_str(kept[k]), value);
	if (p->part_length != UNKNOWN)
		upload_part_note(t, p->part_length, false);
}

void
upload_part_note(struct text *t, uint64_t length, bool last)
{
	text_put(t, last ? SPAN("Stored: ") : SPAN("Length: "));
	text_u64(t, length);
	text_put(t, SPAN("\r\n"));
}

void
upload_part_read(
    struct span lines, struct fields *fields, struct upload_part *part)
{
	struct span line, value;
	struct field f;

	fields_init(fields, lines.p);
	while (span_cut(lines, '\n', &line, &lines))
		if (line.n > 0 && line.p[line.n - 1] == '\r') {
			line.n--;
			if (field_parse(line, &f) == REFUSE_NOT)
				(void)fields_add(fields, &f);
		}
	*part = (struct upload_part){ .method = METHOD_UNKNOWN };
	if (field_only(fields, SPAN("Method"), &value))
		part->method = method_parse(value);
	for (size_t i = 0; field_next(fields, SPAN("Length"), &i, &value);)
		part->has_length = span_u64(value, &part->length);
	(void)field_only(fields, SPAN("Upload-Metadata"), &part->metadata);
	for (size_t i = 0; field_next(fields, SPAN("Stored"), &i, &value);)
		(void)span_u64(value, &part->offset);
}

bool
upload_part_is_of(
    const struct fields *fields, const struct asked *a, struct span user)
{
	char room[4 * LIMIT_NAME + 4 * LIMIT_USER];
	struct text t = TEXT(room);
	struct span value;

	put_owner(&t, a, user);
	if (!text_fits(&t) || !field_only(fields, SPAN("Owner"), &value) ||
	    !span_eq(value, TEXT_SPAN(t)))
		return false;
	t.n = 0;
	put_name(&t, &a->req->target);
	return text_fits(&t) && field_only(fields, SPAN("Name"), &value) &&
	       span_eq(value, TEXT_SPAN(t));
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
