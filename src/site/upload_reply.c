#include "site/upload_reply.h"

#define SECOND_NS 1000000000

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

void
upload_reply_tell(const struct asked *a, struct plan *p)
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
upload_reply_name(struct plan *p, struct span token)
{
	struct text t = TEXT(p->upload->query);

	text_put(&t, SPAN("upload="));
	text_put(&t, token);
	text_char(&t, '\0');
}

bool
upload_reply_offer(const struct asked *a, const struct plan *p,
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

bool
upload_reply_progress(const struct asked *a, const struct plan *p,
    uint64_t offset, struct resumable_state *s, struct reply *r)
{
	if (!p->upload->state.interim)
		return false;
	*s = (struct resumable_state){ .dialect = p->upload->state.dialect,
		.interim = true,
		.has_offset = true,
		.offset = offset };
	*r = (struct reply){
		.status = 104, .date = a->now_ns / SECOND_NS, .upload = s
	};
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
upload_reply_keep(const struct asked *a, uint64_t total, struct plan *p)
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
upload_reply_finish(const struct asked *a, uint64_t total, struct plan *p)
{
	struct resumable_state *s = &p->upload->state;

	p->reply.upload = s;
	s->interim = false;
	s->has_complete = s->complete = true;
	if (s->dialect == RESUMABLE_OF_TUS)
		acknowledge(a, total, p);
}

static void
explain(enum resumable_problem problem, uint64_t expected, uint64_t provided,
    struct plan *p)
{
	struct text t = TEXT(p->upload->problem);

	resumable_put_problem(&t, problem, expected, provided);
	p->content = CONTENT_TEXT;
	p->text = TEXT_SPAN(t);
	p->reply.type = SPAN("application/problem+json");
	p->reply.charset = SPAN("");
	p->reply.policy = SPAN("");
	p->reply.length = t.n;
}

void
upload_reply_refuse(const struct asked *a, enum refusal why, struct plan *p)
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
		explain(RESUMABLE_MISMATCHING_OFFSET, s->offset, w.offset, p);
		break;
	case REFUSE_UPLOAD_COMPLETE:
		explain(RESUMABLE_COMPLETED, 0, 0, p);
		break;
	case REFUSE_UPLOAD_LENGTH:
		explain(RESUMABLE_INCONSISTENT_LENGTH, 0, 0, p);
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
	case REFUSE_CHECKSUM_KIND:
		s->offers = true;
		s->max_size = a->conf->max_body_size;
		break;
	default:
		break;
	}
}

void
upload_reply_options(const struct asked *a, struct plan *p)
{
	struct resumable_wish w;

	resumable_read(&a->req->fields, &w);
	p->upload->state =
	    (struct resumable_state){ .dialect = w.dialect, .offers = true };
	limit(a, lifetime(a), &p->upload->state);
	p->upload->state.expires_s = 0;
	p->reply.upload = &p->upload->state;
}
