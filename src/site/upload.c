#include "site/upload.h"

#include "base/prefix.h"
#include "http/parameter.h"
#include "site/access.h"
#include "site/filename.h"
#include "site/hidden.h"
#include "site/representation.h"
#include "site/servername.h"
#include "site/statuspage.h"
#include "site/upload_part.h"
#include "site/validators.h"

#define SECOND_NS 1000000000

enum cover { COVER_NOT, COVER_ITSELF, COVER_BELOW };

/* Returns how an Upload prefix covers a path of the site. */
static enum cover
cover(struct span prefix, struct span path)
{
	if (!prefix_covers(prefix, path, PREFIX_EXACT))
		return COVER_NOT;
	return path.n > prefix_bare(prefix).n ? COVER_BELOW : COVER_ITSELF;
}

unsigned
upload_allowed(const struct conf *conf, const struct target *target)
{
	enum cover best = COVER_NOT;
	unsigned set = 0;

	if (statuspage_is_at(conf, target))
		return 0; /* the page hides files stored there */
	for (size_t i = 0; i < conf->upload.n; i++) {
		enum cover c = cover(conf->upload.at[i], target->path);

		best = c > best ? c : best;
	}
	if (best != COVER_NOT && target->directory)
		set |= METHOD_BIT(METHOD_POST);
	if (best == COVER_BELOW && !target->directory)
		set |= METHOD_BIT(METHOD_PUT);
	if (best == COVER_BELOW)
		set |= METHOD_BIT(METHOD_DELETE);
	return set & conf->methods;
}

static bool
is_good_path(struct span path)
{
	struct span segment;
	bool more = path.n > 0;

	while (more) {
		more = span_cut(path, '/', &segment, &path);
		if (!filename_is_good(segment))
			return false;
	}
	return true;
}

struct span
upload_prefix(const struct conf *conf, const struct target *target)
{
	struct span best = target->path;

	for (size_t i = 0; i < conf->upload.n; i++) {
		struct span prefix = prefix_bare(conf->upload.at[i]);

		if (cover(prefix, target->path) != COVER_NOT &&
		    prefix.n <= best.n)
			best = prefix;
	}
	return best;
}

/*
 * Splits a path into its parent and its last name, which is followed by the
 * NUL.
 */
static void
split(struct span path, struct file_want *want)
{
	size_t n = path.n;

	while (n > 0 && path.p[n - 1] != '/')
		n--;
	want->name = span_from(path, n);
	want->parent = (struct span){ path.p, n > 0 ? n - 1 : 0 };
}

enum refusal
upload_lookup(
    const struct conf *conf, const struct request *req, struct file_want *want)
{
	struct span path = req->target.path, token = SPAN("");

	if (!upload_part_asked(conf, req, &token) &&
	    !(upload_allowed(conf, &req->target) & METHOD_BIT(req->method)))
		return REFUSE_METHOD_HERE;
	if (!is_good_path(path) || hidden_path(conf, path))
		return REFUSE_NAME;
	*want = (struct file_want){
		.any = true,
		.path = path,
		.directory = req->target.directory,
		.writes = true,
		.parent = path,
		.name = span_from(path, path.n),
		.token = token,
	};
	if (req->method != METHOD_POST &&
	    (token.n == 0 || !req->target.directory))
		split(path, want);
	return REFUSE_NOT;
}

/*
 * Returns false if the page of another site made the browser send the request:
 * the browser would add the credentials that it has for this server.  Only the
 * host of Origin is compared, since a proxy in front may handle TLS.
 * Sec-Fetch-Site (Fetch Metadata) tells the same if a page suppresses Origin;
 * "none" means that a person typed the address.
 */
static bool
is_of_this_site(const struct request *req)
{
	struct span origin, host;
	size_t count = field_count(&req->fields, SPAN("Origin"));

	if (field_lists(
		&req->fields, SPAN("Sec-Fetch-Site"), SPAN("cross-site")) ||
	    field_lists(
		&req->fields, SPAN("Sec-Fetch-Site"), SPAN("same-site")))
		return false;
	if (count == 0)
		return true;
	if (!field_only(&req->fields, SPAN("Origin"), &origin))
		return false;
	if (!span_cut(origin, '/', &host, &origin) || origin.n == 0 ||
	    *origin.p != '/')
		return false;
	return span_eq_nocase(span_from(origin, 1), req->host);
}

/* Decides who may write: nobody without WriteFrom and WriteAuth. */
enum refusal
upload_permit(const struct conf *conf, const struct request *req,
    const struct address *peer, struct span vhost)
{
	if (conf->write_from.n > 0 ? !conf_lists(&conf->write_from, peer)
				   : conf->write_auth.n == 0)
		return REFUSE_WRITE_FROM;
	if (!is_of_this_site(req))
		return REFUSE_ORIGIN;
	if (conf->write_auth.n > 0)
		return REFUSE_WRITE_AUTH;
	return access_is_locked(conf, req->target.path) ||
		       servername_is_ours(conf, req, vhost)
		   ? REFUSE_NOT
		   : REFUSE_SERVER_NAME;
}

/*
 * Returns true if the request has to tell the length of its content.  One that
 * only begins an upload, to which content comes later, need not: a lost body
 * cannot be taken for an empty file then.
 */
static bool
owes_length(const struct asked *a)
{
	struct resumable_wish w;

	if (a->part != NULL)
		return false;
	if (a->conf->upload_expiry_ms == 0)
		return true;
	resumable_read(&a->req->fields, &w);
	return w.dialect != RESUMABLE_OF_TUS && (!w.has_complete || w.complete);
}

/* Checks what the fields say about the content, before it is read. */
static enum refusal
judge_fields(const struct asked *a, struct plan *p)
{
	const struct request *req = a->req;
	struct span list, item;

	if (req->method == METHOD_DELETE ||
	    (METHODS_READING & METHOD_BIT(req->method)))
		return REFUSE_NOT;
	if (req->framing.body == FRAMING_NONE &&
	    field_count(&req->fields, SPAN("Content-Length")) == 0 &&
	    owes_length(a))
		return REFUSE_LENGTH_MISSING; /* 9110 8.6, 15.5.12 */
	if (field_count(&req->fields, SPAN("Content-Range")) > 0)
		return REFUSE_PARTIAL; /* 9110 14.5 */
	/* 9110 9.3.4: the file must be stored exactly as sent */
	for (size_t i = 0;
	     field_next(&req->fields, SPAN("Content-Encoding"), &i, &list);)
		while (field_list_next(&list, &item))
			if (!span_eq_nocase(item, SPAN("identity")))
				return REFUSE_CODED;
	return digest_wanted(&req->fields, &p->verifies) ? REFUSE_NOT
							 : REFUSE_DIGEST;
}

/* Plans for a target that does not exist. */
static enum refusal
judge_absent(const struct asked *a)
{
	if (a->req->method == METHOD_DELETE)
		return REFUSE_ABSENT;
	if (a->facts->kind == FILE_ABSENT || a->conf->upload_make_directories)
		return REFUSE_NOT;
	return a->req->method == METHOD_POST ? REFUSE_ABSENT : REFUSE_NO_PARENT;
}

/* Checks whether the existing target allows the method. */
static enum refusal
judge_place(const struct asked *a)
{
	bool slash = a->req->target.directory;

	switch (a->facts->kind) {
	case FILE_ABSENT:
	case FILE_NO_PARENT:
		return judge_absent(a);
	case FILE_REGULAR:
		return slash ? REFUSE_ABSENT : REFUSE_NOT;
	case FILE_DIRECTORY:
		return a->req->method == METHOD_PUT ? REFUSE_IS_DIRECTORY
						    : REFUSE_NOT;
	case FILE_DENIED:
		return REFUSE_UNWRITABLE;
	case FILE_BROKEN:
		return REFUSE_STORE;
	default:
		return refusal_of_kind(a->facts->kind);
	}
}

enum refusal
upload_recheck(const struct asked *a)
{
	char room[ETAG_MAX];
	struct validators v;
	enum refusal why = judge_place(a);
	bool file = a->facts->kind == FILE_REGULAR;

	if (why != REFUSE_NOT)
		return why;
	if (file)
		validators_make(a->facts, a->now_ns, room, &v);
	switch (precondition_check(&a->req->fields, a->req->method,
	    file ? &v : NULL, a->now_ns / SECOND_NS)) {
	case PRECONDITION_GO:
	case PRECONDITION_NOT_MODIFIED: /* a 304 applies to reading only */
		return REFUSE_NOT;
	case PRECONDITION_FAILED:
		break;
	}
	return REFUSE_PRECONDITION;
}

/*
 * Returns true if the content is a form, and appends its boundary, or nothing
 * if it has none.
 */
static bool
is_form(const struct request *req, struct text *boundary)
{
	struct span type;

	if (!field_only(&req->fields, SPAN("Content-Type"), &type) ||
	    !span_eq_nocase(parameter_main(type), SPAN("multipart/form-data")))
		return false;
	(void)parameter_find(type, SPAN("boundary"), boundary);
	return true;
}

static enum refusal
choose_effect(const struct request *req, struct plan *p)
{
	struct text boundary = TEXT(p->form_boundary);

	if (req->method == METHOD_DELETE)
		p->effect = EFFECT_REMOVE;
	else if (req->method == METHOD_PUT)
		p->effect = EFFECT_STORE;
	else if (!is_form(req, &boundary))
		p->effect = EFFECT_ADD;
	else if (!text_fits(&boundary) ||
		 !form_is_boundary(TEXT_SPAN(boundary)))
		return REFUSE_FORM;
	else {
		text_char(&boundary, '\0');
		p->effect = EFFECT_FORM;
	}
	return REFUSE_NOT;
}

enum refusal
upload_plan(const struct asked *a, struct plan *p)
{
	enum refusal why = judge_fields(a, p);

	if (a->part != NULL)
		return why == REFUSE_NOT ? upload_part_plan(a, p) : why;
	if (why == REFUSE_NOT)
		why = upload_recheck(a);
	if (why == REFUSE_NOT && a->req->method != METHOD_DELETE &&
	    a->req->framing.body == FRAMING_LENGTH &&
	    a->req->framing.length > a->room)
		why = REFUSE_QUOTA;
	if (why != REFUSE_NOT)
		return why;
	p->reply.status = 204; /* until upload_settle sets another */
	why = choose_effect(a->req, p);
	if (why == REFUSE_NOT && a->conf->upload_expiry_ms > 0 &&
	    (p->effect == EFFECT_STORE || p->effect == EFFECT_ADD))
		why = upload_part_begin(a, p);
	return why;
}

static void
reply_with(struct plan *p, struct span text)
{
	p->content = CONTENT_TEXT;
	p->text = text;
	p->reply.type = SPAN("text/plain");
	p->reply.charset = SPAN("utf-8");
	p->reply.has_length = true;
	p->reply.length = text.n;
}

/*
 * 9110 10.2.2, 8.7: puts the Location of a new file, or the Content-Location.
 */
static void
locate(const struct asked *a, const struct deed *deed, struct plan *p)
{
	p->reply.locates = REPLY_TO_FILE;
	p->reply.location = a->req->target.path;
	p->reply.location_name = deed->name;
}

/* RFC 7240 4.2: answers with the current file. */
static void
represent(const struct asked *a, const struct deed *deed, struct plan *p)
{
	const struct file_facts *facts = deed->facts;
	struct reply *r = &p->reply;

	r->status = 200;
	r->returns_representation = r->content_located = true;
	locate(a, deed, p);
	r->type = representation_type(a->conf, a->req->target.path);
	r->coding = representation_coding(a->conf, a->req->target.path);
	r->has_length = true;
	r->length = facts->size;
	if (facts->size > 0)
		plan_send(p, 0, facts->size);
}

/*
 * Redirects by 303 (15.4.4), so that the browser shows the current directory.
 */
static void
see_directory(const struct asked *a, const struct deed *deed, struct plan *p)
{
	p->reply.status = 303;
	p->reply.locates = REPLY_TO_DIRECTORY;
	p->reply.location = a->req->target.path;
	p->reply.has_query = deed->stored.n > 0;
	p->reply.query = deed->stored;
	reply_with(p, SPAN("Files Created\n"));
}

void
upload_settle(const struct asked *a, const struct deed *deed, struct plan *p)
{
	struct validators v;

	switch (p->effect) {
	case EFFECT_NONE:
	case EFFECT_RUN:
	case EFFECT_REMOVE:
	case EFFECT_CANCEL:
		return; /* the status stays 204 */
	case EFFECT_FORM:
		see_directory(a, deed, p);
		return;
	case EFFECT_STORE:
	case EFFECT_ADD:
		break;
	}
	/*
	 * 9110 9.3.4: the file is stored as it was sent, so the tag validates
	 * both
	 */
	validators_make(deed->facts, a->now_ns, p->etag, &v);
	p->reply.etag = v.etag;
	if (deed->created) {
		p->reply.status = 201;
		locate(a, deed, p);
		reply_with(p, SPAN("File Created\n"));
	} else if (field_lists(&a->req->fields, SPAN("Prefer"),
		       SPAN("return=representation")))
		represent(a, deed, p);
}
