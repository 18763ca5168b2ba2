#include "server/upload_post.h"

#include "http/form.h"
#include "os/docroot.h"
#include "server/failure.h"
#include "server/upload_quota.h"
#include "server/upload_receive.h"
#include "server/upload_resume.h"
#include "server/upload_store.h"
#include "site/filename.h"
#include "site/hidden.h"
#include "site/listing_query.h"
#include "site/upload.h"
#include "site/upload_part.h"

#include <errno.h>

#define SECOND_NS 1000000000

/*
 * Finds the first free name that resembles the wanted one, and puts it into
 * c->name.
 */
static int
add_locked(struct conn *c, struct stage *stage, struct span wish)
{
	const struct conf *conf = c->service->conf;
	int err = -EEXIST;

	for (unsigned i = 0; i < FILENAME_TRIES && err == -EEXIST; i++) {
		struct text t = TEXT(c->name);

		filename_number(&t, wish, i);
		if (!text_fits(&t))
			return -ENAMETOOLONG;
		if (hidden_name(conf, span_str(c->name)))
			/* a request could not ask for this name */
			return -EINVAL;
		err = stage_add(stage, c->name);
	}
	return err;
}

/* Gives the staged file a free name; called as an upload_store_change. */
static enum refusal
add(struct conn *c, struct stage *stage, const struct upload_quota *quota,
    const void *wish)
{
	struct file_facts none = { .kind = FILE_ABSENT };
	enum refusal why = upload_quota_check(quota, stage, &none);
	int err;

	if (why != REFUSE_NOT)
		return why;
	err = add_locked(c, stage, *(const struct span *)wish);
	return err == -EEXIST ? REFUSE_NAME_TAKEN : failure_of_store(err);
}

static enum refusal
store_whole(struct conn *c, struct stage *stage)
{
	struct deed deed = { .created = true, .facts = &c->facts };
	enum refusal why;
	char buf[LIMIT_NAME];
	struct text t = TEXT(buf);
	struct span wish;

	if (c->plan.resumes == PART_NOT)
		filename_of_request(&t, &c->req, c->asked.now_ns / SECOND_NS);
	else
		upload_part_wish(&t, c->asked.req, c->asked.now_ns / SECOND_NS);
	wish = TEXT_SPAN(t);
	why = upload_store_commit(c, stage, add, &wish);
	if (why == REFUSE_NOT)
		why = failure_of_store(docroot_describe(stage->fd, &c->facts));
	if (why != REFUSE_NOT)
		return why;
	deed.name = span_str(c->name);
	upload_settle(&c->asked, &deed, &c->plan);
	return REFUSE_NOT;
}

static enum refusal
store(struct conn *c, struct stage *stage)
{
	bool whole;
	enum refusal why = upload_store_receive(c, stage, &whole);

	if (why != REFUSE_NOT || !whole)
		return why;
	why = store_whole(c, stage);
	if (c->plan.resumes != PART_NOT)
		upload_resume_end(c, stage, why);
	return why;
}

enum refusal
upload_post_body(struct conn *c)
{
	struct stage stage = { .fd = -1 };
	enum refusal why = store(c, &stage);

	stage_end(&stage);
	return why;
}

/*
 * A form that is being received; one file at a time is staged.  A field that is
 * named "directory" asks for a new directory.
 */
struct posted {
	struct conn *conn;
	int64_t now_s;
	struct form form;
	struct stage stage; /* fd is -1 if the current part is not a file */
	bool is_directory;  /* the part is the name of one, in wish */
	char wish_room[LIMIT_NAME];
	struct text wish;
	size_t files;       /* and directories */
	struct text stored; /* a query for the listing that shows these names */
};

/*
 * Begins a part.  A part without a file name is another field of the form, and
 * one with an empty name means that no file was chosen; both are skipped, as is
 * the name of a directory if UploadMakeDirectories does not allow it.
 */
static enum refusal
begin_part(struct posted *p)
{
	p->is_directory = !p->form.is_file &&
			  p->conn->service->conf->upload_make_directories &&
			  span_eq(p->form.name, SPAN("directory"));
	if (!p->is_directory && (!p->form.is_file || p->form.file_name.n == 0))
		return REFUSE_NOT;
	if (p->files == LIMIT_FORM_FILES)
		return REFUSE_FORM;
	p->files++;
	p->wish = TEXT(p->wish_room);
	if (p->is_directory)
		return REFUSE_NOT;
	return failure_of_store(upload_store_stage(p->conn, &p->stage));
}

/* Appends the name that a file was given, or a directory, if there is room. */
static void
report(struct text *t, bool is_directory, struct span name)
{
	size_t before = t->n;

	if (before > 0)
		text_char(t, '&');
	text_put(t, is_directory ? SPAN("made=") : SPAN("stored="));
	listing_query_encode(t, name);
	if (!text_fits(t))
		t->n = before;
}

/* Makes the directory that is asked for: an upload_store_change. */
static enum refusal
make_locked(struct conn *c, struct stage *stage,
    const struct upload_quota *quota, const void *name)
{
	struct file_facts none = { .kind = FILE_ABSENT };
	enum refusal why = upload_quota_check(quota, stage, &none);
	int err;

	if (why != REFUSE_NOT)
		return why;
	err = docroot_make_name(
	    c->fd, name, upload_store_directory_mode(c->service->conf));
	return err == -EEXIST ? REFUSE_NAME_EXISTS : failure_of_store(err);
}

/*
 * Makes a directory of exactly this name, or refuses as a PUT of that name
 * would be refused.
 */
static enum refusal
make_directory(struct posted *p)
{
	struct conn *c = p->conn;
	struct span name = TEXT_SPAN(p->wish);
	enum refusal why;

	text_char(&p->wish, '\0');
	if (!text_fits(&p->wish) || !filename_is_good(name) ||
	    hidden_name(c->service->conf, name))
		return REFUSE_NAME;
	if (docroot_depth(c->found.want.parent) >= LIMIT_DEPTH)
		return failure_of_store(-ENAMETOOLONG);
	why = upload_store_locked(c, c->fd, NULL, make_locked, name.p);
	if (why == REFUSE_NOT)
		report(&p->stored, true, name);
	return why;
}

static enum refusal
end_part(struct posted *p)
{
	char buf[LIMIT_NAME];
	struct text t = TEXT(buf);
	struct span wish;
	enum refusal why;

	if (p->is_directory)
		return make_directory(p);
	if (p->stage.fd < 0)
		return REFUSE_NOT;
	filename_clean(&t, p->form.file_name, p->now_s);
	wish = TEXT_SPAN(t);
	why = upload_store_commit(p->conn, &p->stage, add, &wish);
	stage_end(&p->stage);
	if (why == REFUSE_NOT)
		report(&p->stored, false, span_str(p->conn->name));
	return why;
}

static enum refusal
to_form(void *arg, struct span piece)
{
	enum refusal why = REFUSE_NOT;
	struct posted *p = arg;
	struct span data;

	while (why == REFUSE_NOT)
		switch (form_feed(&p->form, &piece, &data)) {
		case FORM_MORE:
			return REFUSE_NOT;
		case FORM_PART:
			why = begin_part(p);
			break;
		case FORM_DATA:
			if (p->is_directory)
				text_put(&p->wish, data);
			else if (p->stage.fd >= 0)
				why = upload_store_write(&p->stage, data);
			break;
		case FORM_END:
			why = end_part(p);
			break;
		case FORM_BAD:
			return REFUSE_FORM;
		}
	return why;
}

enum refusal
upload_post_form(struct conn *c)
{
	struct posted p = { .conn = c,
		.now_s = c->asked.now_ns / SECOND_NS,
		.stored = TEXT(c->stored) };
	struct deed deed = { .created = true };
	enum refusal why;

	p.stage.fd = -1;
	form_init(&p.form, span_str(c->plan.form_boundary));
	why = upload_receive_body(c, to_form, &p);
	stage_end(&p.stage);
	if (why == REFUSE_NOT && !form_is_whole(&p.form))
		why = REFUSE_FORM;
	if (why == REFUSE_NOT && p.files == 0)
		why = REFUSE_NO_FILE;
	deed.stored = TEXT_SPAN(p.stored);
	if (why == REFUSE_NOT)
		upload_settle(&c->asked, &deed, &c->plan);
	return why;
}
