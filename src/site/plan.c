#include "site/plan.h"

#include "http/date.h"
#include "http/trace.h"
#include "site/hidden.h"
#include "site/lookup.h"
#include "site/note.h"
#include "site/representation.h"
#include "site/rules.h"
#include "site/signedlink.h"
#include "site/upload.h"
#include "site/upload_part.h"
#include "site/upload_reply.h"

#include <string.h>

/* Returns how many bytes of an unwanted body are read; the rest is not. */
static uint64_t
most_dropped(const struct asked *a)
{
	return a->conf->max_body_size < LIMIT_LINGER_BYTES
		   ? a->conf->max_body_size
		   : LIMIT_LINGER_BYTES;
}

/*
 * Plans that the request body, if any, is read and dropped, so that it is never
 * taken for the next request.  A peer that waits for 100 (Continue) gets its
 * answer instead.  It may then send the body or not, so the connection ends
 * (9110 10.1.1).
 */
static void
plan_intake(const struct asked *a, struct plan *p)
{
	const struct framing *framing = &a->req->framing;
	bool waits =
	    a->req->minor >= 1 && framing->body != FRAMING_NONE &&
	    field_lists(&a->req->fields, SPAN("Expect"), SPAN("100-continue"));

	if (p->effect != EFFECT_NONE && p->effect != EFFECT_REMOVE &&
	    p->effect != EFFECT_CANCEL) {
		p->intake = INTAKE_TAKE;
		p->invites = waits;
		return;
	}
	if (framing->body == FRAMING_NONE || refusal_closes(p->why))
		return;
	if (waits || (framing->body == FRAMING_LENGTH &&
			 framing->length > most_dropped(a)))
		p->close = true; /* the body is not read */
	else
		p->intake = INTAKE_DROP;
}

static void
begin(const struct asked *a, struct plan *p)
{
	memset(&p->reply, 0, sizeof p->reply);
	p->reply.date = date_of_ns(a->now_ns);
	p->why = REFUSE_NOT;
	p->intake = INTAKE_NONE;
	p->effect = EFFECT_NONE;
	p->invites = false;
	p->content = CONTENT_NONE;
	p->digests = false;
	p->resumes = PART_NOT;
	p->upload = a->part_room;
	p->part_whole = false;
	p->nparts = 0;
	p->served = SPAN("");
	p->quote = SPAN("");
	p->close = a->last || !a->req->framing.persist;
}

/*
 * 12.5.5: Vary is sent with a 304 (15.4.5), and with a refusal that depends on
 * the fields, as well.
 */
static void
plan_vary(const struct asked *a, struct plan *p)
{
	switch (a->varies) {
	case VARY_CODING:
		p->reply.varies = SPAN("Accept-Encoding");
		break;
	case VARY_TYPE:
		p->reply.varies = SPAN("Accept");
		break;
	case VARY_CODING | VARY_TYPE:
		p->reply.varies = SPAN("Accept, Accept-Encoding");
		break;
	}
}

/* Keeps the answer to a signed link in the visitor's own cache alone. */
static void
plan_private(const struct asked *a, struct plan *p)
{
	struct text t = TEXT(p->cache_control);

	signedlink_put_cache(
	    &t, p->reply.no_cache, a->now_ns / 1000000000, a->link_until);
	p->reply.no_cache = false;
	p->reply.cache_control = TEXT_SPAN(t);
}

/* Completes the plan in the same way for every response. */
static void
end(const struct asked *a, struct plan *p)
{
	plan_intake(a, p);
	if (a->varies != 0)
		plan_vary(a, p);
	if (a->conf->nrules > 0)
		rules_apply(a, p);
	if (a->link_until > 0)
		plan_private(a, p);
	if (p->close)
		p->reply.connection = REPLY_CLOSES;
	else if (a->req->minor < 1)
		p->reply.connection = REPLY_KEEPS;
	else
		p->reply.connection = REPLY_PERSISTS;
	if (a->req->method == METHOD_HEAD)
		/* 9110 9.3.2: only the content is left out */
		p->content = CONTENT_NONE;
}

/* Makes a generated page the content. */
static void
add_note(struct plan *p)
{
	struct text t = TEXT_MEASURE;

	p->content = CONTENT_NOTE;
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
	p->effect = EFFECT_NONE;
	p->reply.status = refusal_status(why);
	p->quote =
	    is_about_method(why) ? a->req->method_token : a->req->raw_target;
	if (why == REFUSE_METHOD_OFF)
		allow(p, a->conf->methods);
	/* 9110 15.5.6: a 405 MUST have Allow, even if it is empty */
	if (why == REFUSE_METHOD_HERE)
		allow(p, lookup_allowed(a->conf, a->req));
	if (p->reply.status == 503)
		p->reply.retry_after_s = 1;
	if (p->reply.status == 429) /* RFC 6585 4 */
		p->reply.retry_after_s = a->wait_s;
	/* 15.5.2: a 401 MUST have WWW-Authenticate */
	p->reply.authenticate = p->reply.status == 401;
	if (why == REFUSE_AUTH)
		p->reply.realm = a->realm;
	p->reply.refuses_coding = why == REFUSE_CODED;
	p->reply.coding = CODING_IDENTITY; /* the page is not compressed */
	if (refusal_closes(why))
		p->close = true;
	add_note(p);
	if (p->upload != NULL)
		upload_reply_refuse(a, why, p);
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
	bool whole = p->part_whole;

	if (outcome == REFUSE_NOT)
		return;
	plan_refuse(a, outcome, p);
	if (whole) /* it is not the transfer that has failed */
		p->upload->state.has_complete = p->upload->state.complete =
		    true;
	p->close = true;
	p->intake = INTAKE_NONE;
	p->reply.connection = REPLY_CLOSES;
}

/*
 * Redirects to the same URL with a slash by 301, so that relative links work.
 */
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

/* Returns true if a Redirect answers; lookup_make asked for no file then. */
static bool
plan_moved(const struct asked *a, struct plan *p)
{
	if (a->redirect == NULL || a->status != NULL)
		return false;
	rules_be_redirect(a, a->redirect, p);
	add_note(p);
	return true;
}

static void
plan_options(const struct asked *a, struct plan *p)
{
	bool file = a->facts != NULL;

	p->reply.status = 200;
	allow(p, file ? lookup_allowed(a->conf, a->req) : a->conf->methods);
	p->reply.accepts_ranges = file && !a->facts->unsized;
	p->reply.has_length = true; /* 9110 9.3.7: a 204 to OPTIONS */
	if (file && upload_part_offered(a->conf, &a->req->target))
		upload_reply_options(a, p);
}

/* 9.3.8: answers with the received request, as message/http. */
static void
plan_trace(const struct asked *a, struct plan *p)
{
	struct text t = TEXT_MEASURE;

	p->reply.status = 200;
	p->reply.type = SPAN("message/http");
	p->content = CONTENT_ECHO;
	p->echo = a->req;
	trace_put(&t, a->req);
	p->reply.has_length = true;
	p->reply.length = t.n;
}

static enum refusal
judge_kind(const struct asked *a)
{
	bool slash = a->req->target.directory;

	switch (a->facts->kind) {
	/* an index has a name that differs from the path's */
	case FILE_REGULAR:
		return slash && a->archive == NULL &&
			       hidden_name(a->conf, a->facts->name)
			   ? REFUSE_HIDDEN
			   : REFUSE_NOT;
	case FILE_DIRECTORY:
		return slash && !a->conf->directory_listing &&
			       a->req->method != METHOD_OPTIONS
			   ? REFUSE_NO_INDEX
			   : REFUSE_NOT;
	case FILE_ABSENT: /* a client asks before its first upload */
		return a->req->method == METHOD_OPTIONS &&
			       upload_part_offered(a->conf, &a->req->target)
			   ? REFUSE_NOT
			   : REFUSE_ABSENT;
	default:
		return refusal_of_kind(a->facts->kind);
	}
}

/*
 * Returns true if the method changes files.  A script handles every method
 * itself.
 */
static bool
writes(const struct asked *a)
{
	return a->script == NULL &&
	       (a->part != NULL ||
		   (METHODS_WRITING & METHOD_BIT(a->req->method)));
}

/* Leaves the head of the response to the script. */
static void
plan_script(struct plan *p)
{
	p->reply.status = 200;
	p->effect = EFFECT_RUN;
	p->content = CONTENT_SCRIPT;
}

/* Applies the method to the file, or to its absence (9110 9.3). */
static enum refusal
answer(const struct asked *a, struct plan *p)
{
	if (plan_moved(a, p))
		return REFUSE_NOT;
	if (writes(a))
		return upload_plan(a, p); /* upload_settle completes it */
	if (a->script != NULL)
		plan_script(p);
	else if (a->req->method == METHOD_TRACE)
		plan_trace(a, p);
	else if (a->req->method == METHOD_OPTIONS ||
		 (a->status == NULL && a->facts == NULL))
		plan_options(a, p);
	else if (a->status != NULL)
		return representation_of_status(a, p);
	else if (a->facts->kind == FILE_DIRECTORY && a->req->target.directory)
		return listing_plan(a, p);
	else if (a->facts->kind == FILE_DIRECTORY)
		plan_directory(a, p);
	else
		return representation_of_file(a, p);
	return REFUSE_NOT;
}

void
plan_make(const struct asked *a, struct plan *p)
{
	enum refusal why =
	    a->facts != NULL && !writes(a) ? judge_kind(a) : REFUSE_NOT;

	begin(a, p);
	if (a->stands_in)
		p->served = a->conf->fallback;
	if (why == REFUSE_NOT)
		why = answer(a, p);
	if (why != REFUSE_NOT)
		refuse(a, why, p);
	end(a, p);
}

void
plan_send(struct plan *p, uint64_t first, uint64_t length)
{
	p->content = CONTENT_FILE;
	p->only = (struct byte_range){ first, length };
	p->part = &p->only;
	p->nparts = 1;
}

void
plan_stream(const struct asked *a, struct plan *p, enum plan_content body)
{
	p->content = body;
	p->reply.chunked = a->req->minor >= 1;
	if (a->req->minor < 1)
		p->close = true;
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
