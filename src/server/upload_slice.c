#include "server/upload_slice.h"

#include "os/clock.h"
#include "os/docroot.h"
#include "os/stage_part.h"
#include "server/failure.h"
#include "server/upload_receive.h"
#include "server/upload_store.h"
#include "site/upload_part.h"
#include "site/upload_reply.h"

/* Sends a 104 (Upload Resumption Supported). */
static enum refusal
send_interim(struct conn *c, struct text t, const struct reply *reply)
{
	reply_head(&t, reply);
	LIMIT_CHECK(text_fits(&t));
	wire_begin(c->wire);
	return wire_write(c->wire, t.p, t.n, WIRE_LAST) < 0 ? REFUSE_PEER_GONE
							    : REFUSE_NOT;
}

enum refusal
upload_slice_offer(struct conn *c, const struct stage *s)
{
	struct resumable_state state;
	struct reply reply;

	upload_reply_name(&c->plan, stage_part_token(s));
	return upload_reply_offer(&c->asked, &c->plan, &state, &reply)
		   ? send_interim(c, TEXT(c->resume.lines), &reply)
		   : REFUSE_NOT;
}

/* The stage, and the connection whose plan bounds what is written to it. */
struct slice {
	struct stage *stage;
	struct conn *conn;
	bool tells;         /* the peer may be told how much has arrived */
	int64_t told_ms;    /* when the peer was told how much has arrived */
	int watch;          /* of stage_part_watch, or -errno */
	int64_t looked_ms;  /* when that was asked last */
	int64_t claimed_ms; /* since when another request waits, or 0 */
};

/*
 * Returns true if another request waits for the upload, which is then to let go
 * as soon as no more bytes are there.  Looks from time to time only.  This is
 * the wire's `unwanted`.
 */
static bool
is_claimed(void *arg)
{
	struct slice *slice = arg;
	int64_t now_ms = clock_mono_ms();

	if (slice->claimed_ms == 0 &&
	    now_ms - slice->looked_ms >= LIMIT_PART_LOOK_MS) {
		slice->looked_ms = now_ms;
		if (slice->watch >= 0 && stage_part_is_claimed(slice->watch))
			slice->claimed_ms = now_ms;
	}
	return slice->claimed_ms != 0;
}

/*
 * Returns true if another request has waited for a while, although bytes keep
 * coming.
 */
static bool
is_overdue(struct slice *slice)
{
	return is_claimed(slice) &&
	       clock_mono_ms() - slice->claimed_ms >= LIMIT_PART_YIELD_MS;
}

/*
 * Tells the peer from time to time how much has arrived.  It may forget those
 * bytes then, so they have to be on the disk.
 */
static enum refusal
tell(struct slice *slice)
{
	struct conn *c = slice->conn;
	int64_t now_ms = clock_mono_ms();
	struct resumable_state state;
	struct reply reply;
	char buf[512];
	int err;

	if (now_ms - slice->told_ms < LIMIT_PART_TELL_MS)
		return REFUSE_NOT;
	slice->told_ms = now_ms;
	err = stage_part_sync(slice->stage);
	if (err < 0)
		return failure_of_store(err);
	return upload_reply_progress(
		   &c->asked, &c->plan, slice->stage->n, &state, &reply)
		   ? send_interim(c, TEXT(buf), &reply)
		   : REFUSE_NOT;
}

static enum refusal
take(void *arg, struct span piece)
{
	struct slice *slice = arg;
	const struct plan *p = &slice->conn->plan;
	enum refusal why = upload_part_check(
	    slice->conn->service->conf, p, slice->stage->n + piece.n);

	if (why == REFUSE_NOT && is_overdue(slice))
		why = REFUSE_UPLOAD_TAKEN;
	if (why == REFUSE_NOT)
		why = upload_store_write(slice->stage, piece);
	return why == REFUSE_NOT && slice->tells ? tell(slice) : why;
}

enum refusal
upload_slice_receive(struct conn *c, struct stage *s)
{
	int64_t now_ms = clock_mono_ms();
	struct slice slice = { .stage = s,
		.conn = c,
		.tells = c->plan.upload->state.interim &&
			 !upload_part_is_compared(&c->plan, &c->req.fields),
		.told_ms = now_ms,
		.watch = stage_part_watch(s),
		.looked_ms = now_ms };
	enum refusal why;

	c->wire->unwanted = is_claimed;
	c->wire->unwanted_arg = &slice;
	why = upload_receive_body(c, take, &slice);
	c->wire->unwanted = NULL;
	docroot_close(&slice.watch);
	return why;
}
