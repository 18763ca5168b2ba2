#include "server/upload_resume.h"

#include "os/stage_part.h"
#include "server/failure.h"
#include "server/upload_slice.h"
#include "server/upload_store.h"
#include "site/upload_part.h"
#include "site/upload_record.h"
#include "site/upload_reply.h"

#include <errno.h>

#define MS_NS 1000000
#define SECOND_NS 1000000000

int64_t
upload_resume_expired_ns(const struct conf *conf, int64_t now_ns)
{
	return now_ns - (int64_t)conf->upload_expiry_ms * MS_NS;
}

void
upload_resume_sweep(const struct conn *c)
{
	int64_t now_ns = c->asked.now_ns;
	int64_t before = upload_resume_expired_ns(c->service->conf, now_ns);
	int64_t stored = now_ns - (int64_t)LIMIT_PART_STORED_MS * MS_NS;

	if (c->service->conf->upload_expiry_ms > 0)
		stage_part_sweep(
		    c->fd, before, stored > before ? stored : before);
}

/*
 * Cuts off the bytes of a request that was killed before they could be compared
 * with its checksum.
 */
static enum refusal
drop_untrusted(struct stage *s, const struct upload_part *part)
{
	return part->has_trusted && part->trusted < s->n
		   ? failure_of_store(stage_part_cut(s, part->trusted))
		   : REFUSE_NOT;
}

/* Reads the lines of the upload, and checks that the request may use it. */
static enum refusal
identify(struct conn *c)
{
	struct text t = TEXT(c->resume.lines);
	struct upload_part *part = &c->resume.part;
	enum refusal why = REFUSE_NOT;
	int err = stage_part_lines(&c->resume.stage, &t);

	if (err < 0)
		return err == -ENOENT ? REFUSE_UPLOAD_ABSENT
				      : failure_of_store(err);
	upload_record_read(TEXT_SPAN(t), &c->resume.first.fields, part);
	if (!upload_record_is_of(&c->resume.first.fields, &c->asked, c->user))
		return REFUSE_UPLOAD_ABSENT;
	c->resume.first.method = part->method;
	part->complete = c->resume.stage.fd < 0;
	if (!part->complete) {
		why = drop_untrusted(&c->resume.stage, part);
		part->offset = c->resume.stage.n;
	}
	if (why != REFUSE_NOT)
		return why;
	return part->method == METHOD_PUT || part->method == METHOD_POST
		   ? REFUSE_NOT
		   : REFUSE_UPLOAD_ABSENT;
}

/*
 * Opens the upload.  One that another process has is claimed only by those to
 * whom it belongs.
 */
static enum refusal
open_stage(struct conn *c, int64_t *touched)
{
	struct stage *s = &c->resume.stage;
	enum refusal why = REFUSE_NOT;
	int err = stage_part_open(
	    s, c->fd, upload_store_sync(c), c->found.want.token, touched);

	if (err == -EBUSY) {
		why = identify(c);
		if (why == REFUSE_NOT)
			err = stage_part_claim(s, touched);
	}
	if (why != REFUSE_NOT)
		return why;
	return err == -ENOENT  ? REFUSE_UPLOAD_ABSENT
	       : err == -EBUSY ? REFUSE_UPLOAD_BUSY
			       : failure_of_store(err);
}

static enum refusal
open_part(struct conn *c)
{
	const struct conf *conf = c->service->conf;
	struct stage *s = &c->resume.stage;
	int64_t touched = 0, left;
	enum refusal why;
	int err;

	if (c->fd < 0)
		return REFUSE_UPLOAD_ABSENT;
	why = open_stage(c, &touched);
	if (why != REFUSE_NOT)
		return why;
	left = touched - upload_resume_expired_ns(conf, c->asked.now_ns);
	c->resume.part.left_s = 0;
	if (left < 0)
		return REFUSE_UPLOAD_ABSENT;
	err = s->fd >= 0 ? stage_part_sync(s) : 0;
	if (err < 0)
		return failure_of_store(err);
	why = identify(c);
	if (why != REFUSE_NOT)
		return why;
	c->resume.part.left_s = (uint64_t)(left / SECOND_NS);
	return REFUSE_NOT;
}

enum refusal
upload_resume_find(struct conn *c)
{
	enum refusal why;

	/*
	 * The target to which a script has referred lies in the room of the
	 * upload, so a script cannot refer to an upload.
	 */
	if (c->req.raw_target.p == c->local_room)
		return REFUSE_UPLOAD_ABSENT;
	c->resume.stage.fd = -1;
	c->resumed = true;
	why = open_part(c);
	if (why == REFUSE_NOT)
		c->asked.part = &c->resume.part;
	return why;
}

void
upload_resume_close(struct conn *c)
{
	if (c->resumed)
		stage_part_leave(&c->resume.stage);
	c->resumed = false;
}

static enum refusal
begin(struct conn *c, struct stage *s)
{
	struct text t = TEXT(c->resume.lines);

	upload_record_put(&t, &c->asked, &c->plan, c->user);
	if (!text_fits(&t))
		return REFUSE_UPLOAD_FIELDS;
	return failure_of_store(
	    stage_part_begin(s, c->fd, upload_store_sync(c), TEXT_SPAN(t)));
}

/* Returns true if the bytes of an upload stay after its request has failed. */
static bool
stays(struct conn *c, struct stage *s, enum refusal why)
{
	bool known = c->plan.resumes == PART_KNOWN;

	switch (why) {
	case REFUSE_UPLOAD_LENGTH:
	case REFUSE_BODY_LARGE:
		return false; /* no later request can repair it */
	case REFUSE_DIGEST:   /* the client sends this slice again */
	case REFUSE_CHECKSUM:
		return known && stage_part_cut(s, c->plan.part_at) == 0;
	default:
		if (upload_part_is_compared(&c->plan, &c->req.fields))
			return known && stage_part_cut(s, c->plan.part_at) == 0;
		return known || c->plan.upload->state.interim;
	}
}

static void
leave(struct stage *s, bool stay)
{
	if (stay)
		stage_part_leave(s);
	else
		stage_part_remove(s);
}

/* Notes a length that this request was the first to tell. */
static int
note(struct conn *c, const struct stage *s, bool last)
{
	bool known = c->plan.resumes == PART_NEW || c->resume.part.has_length;
	char buf[64];
	struct text t = TEXT(buf);

	if (last)
		upload_record_note(&t, s->n, true);
	else if (!known && c->plan.part_length != UINT64_MAX)
		upload_record_note(&t, c->plan.part_length, false);
	return t.n > 0 ? stage_part_note(s, TEXT_SPAN(t)) : 0;
}

/* Notes how many bytes count from now on, if that differs. */
static int
trust(const struct conn *c, const struct stage *s, uint64_t trusted)
{
	const struct upload_part *part = &c->resume.part;
	char buf[64];
	struct text t = TEXT(buf);

	if (c->plan.resumes == PART_KNOWN &&
	    (!part->has_trusted || part->trusted == trusted))
		return 0;
	upload_record_stamp(&t, trusted);
	return stage_part_stamp(s, TEXT_SPAN(t));
}

/* Notes, before the first byte comes, whether bytes count as they come. */
static int
prepare(const struct conn *c, const struct stage *s)
{
	return trust(c, s,
	    upload_part_is_compared(&c->plan, &c->req.fields)
		? c->plan.part_at
		: UPLOAD_PART_ALL);
}

/* Confirms a slice that has arrived, and that the upload waits for more. */
static enum refusal
keep(struct conn *c, struct stage *s)
{
	uint64_t total = s->n;
	int err = stage_part_sync(s);

	if (err == 0 && upload_part_is_compared(&c->plan, &c->req.fields))
		err = trust(c, s, total);
	stage_part_leave(s);
	if (err == 0)
		upload_reply_keep(&c->asked, total, &c->plan);
	return failure_of_store(err);
}

/*
 * Compares the Repr-Digest of this request, and of the one that began the
 * upload, with the whole (RFC 9530 3).
 */
static enum refusal
verify(struct conn *c, const struct stage *s)
{
	bool known = c->plan.resumes == PART_KNOWN;
	const struct fields *of[2] = {
		known ? &c->resume.first.fields : &c->req.fields, &c->req.fields
	};
	struct digest_values values;
	struct digest_sums sums;
	unsigned set[2] = { 0 };
	ssize_t got = 1;

	for (int i = 0; i < 2; i++)
		if (!digest_wanted_in(of[i], SPAN("Repr-Digest"), &set[i]))
			return REFUSE_DIGEST;
	digest_begin(&sums, set[0] | set[1]);
	for (uint64_t at = 0; sums.set != 0 && got > 0; at += (uint64_t)got) {
		got =
		    docroot_read_some(s->fd, c->out.buf, sizeof c->out.buf, at);
		if (got < 0)
			return REFUSE_STORE;
		digest_feed(&sums, (struct span){ c->out.buf, (size_t)got });
	}
	digest_end(&sums, &values);
	for (int i = 0; i < 2; i++)
		if (!digest_agrees_in(of[i], SPAN("Repr-Digest"), &values))
			return REFUSE_DIGEST;
	return REFUSE_NOT;
}

/*
 * Prepares the answer to the whole upload: the request that began it decides
 * from here on.
 */
static enum refusal
complete(struct conn *c, struct stage *s)
{
	enum refusal why = REFUSE_NOT;

	c->plan.part_whole = true;
	if (upload_part_is_slice(&c->plan))
		why = verify(c, s);
	if (why == REFUSE_NOT)
		why = failure_of_store(note(c, s, true));
	if (why != REFUSE_NOT) {
		leave(s, why != REFUSE_DIGEST);
		return why;
	}
	c->resume.total = s->n;
	if (c->plan.resumes == PART_KNOWN) {
		struct fields fields = c->resume.first.fields;

		c->resume.first = c->req;
		c->resume.first.method = c->resume.part.method;
		c->resume.first.fields = fields;
		c->asked.req = &c->resume.first;
	}
	return REFUSE_NOT;
}

enum refusal
upload_resume_take(struct conn *c, struct stage *s, bool *whole)
{
	enum refusal why = REFUSE_NOT;

	*whole = false;
	if (c->plan.resumes == PART_KNOWN) {
		*s = c->resume.stage;
		c->resume.stage.fd = -1;
		c->resume.stage.name[0] = '\0';
		why = failure_of_store(note(c, s, false));
		if (why == REFUSE_NOT)
			why = failure_of_store(prepare(c, s));
	} else {
		why = begin(c, s);
		if (why == REFUSE_NOT)
			why = upload_slice_offer(c, s);
	}
	if (why == REFUSE_NOT)
		why = upload_slice_receive(c, s);
	if (why != REFUSE_NOT) {
		leave(s, stays(c, s, why));
		return why;
	}
	switch (upload_part_end(&c->plan, s->n)) {
	case UPLOAD_PART_WRONG:
		stage_part_remove(s);
		return REFUSE_UPLOAD_LENGTH;
	case UPLOAD_PART_MORE:
		return keep(c, s);
	case UPLOAD_PART_WHOLE:
		break;
	}
	*whole = true;
	return complete(c, s);
}

void
upload_resume_end(struct conn *c, struct stage *s, enum refusal why)
{
	c->asked.req = &c->req;
	if (why == REFUSE_NOT) {
		upload_reply_finish(&c->asked, c->resume.total, &c->plan);
		return;
	}
	leave(s, refusal_status(why) >= 500);
}

enum refusal
upload_resume_cancel(struct conn *c)
{
	stage_part_remove(&c->resume.stage);
	return failure_of_store(stage_sync(c->fd, upload_store_sync(c)));
}
