#include "server/upload_receive.h"

#include "server/upload_quota.h"
#include "site/upload_part.h"

/*
 * Sends 100 (Continue) if the peer waits for it, and its content is not on the
 * way already.
 */
enum refusal
upload_receive_invite(struct conn *c)
{
	struct span word = SPAN("HTTP/1.1 100 Continue\r\n\r\n");

	if (!c->plan.invites || c->in.at < c->in.n)
		return REFUSE_NOT;
	wire_begin(c->wire);
	return wire_write(c->wire, word.p, word.n, WIRE_LAST) < 0
		   ? REFUSE_PEER_GONE
		   : REFUSE_NOT;
}

/* These sums are computed while a body arrives. */
struct checks {
	struct digest_sums digest;
	struct checksum tus;
};

static void
begin(struct checks *sums, const struct conn *c)
{
	digest_begin(&sums->digest, c->plan.verifies);
	sums->tus.kind = CHECKSUM_NONE;
	if (c->plan.resumes != PART_NOT) /* the plan has checked the field */
		(void)upload_part_checksum(
		    &c->plan, &c->req.fields, &sums->tus);
}

static void
feed(struct checks *sums, struct span piece)
{
	digest_feed(&sums->digest, piece);
	if (sums->tus.kind != CHECKSUM_NONE)
		checksum_feed(&sums->tus, piece);
}

/* Compares them with those that the peer has sent. */
static enum refusal
check(struct checks *sums, const struct conn *c)
{
	const struct fields *fields = &c->req.fields;
	struct digest_values values;

	if (sums->tus.kind != CHECKSUM_NONE && !checksum_agrees(&sums->tus))
		return REFUSE_CHECKSUM;
	digest_end(&sums->digest, &values);
	return (upload_part_is_slice(&c->plan)
		       ? digest_agrees_in(
			     fields, SPAN("Content-Digest"), &values)
		       : digest_agrees(fields, &values))
		   ? REFUSE_NOT
		   : REFUSE_DIGEST;
}

enum refusal
upload_receive_body(struct conn *c, upload_receive_fn *take, void *arg)
{
	const struct conf *conf = c->service->conf;
	struct pace pace = { -1, (int64_t)conf->body_timeout_ms,
		conf->body_min_rate };
	enum refusal why = upload_receive_invite(c);
	struct checks sums;
	struct span piece;
	struct body body;

	body_init(&body, &c->req.framing, &pace);
	begin(&sums, c);
	while (why == REFUSE_NOT)
		switch (body_next(&body, &c->in, c->wire, &piece, &why)) {
		case BODY_PIECE:
			feed(&sums, piece);
			if (body.seen > conf->max_body_size)
				why = REFUSE_BODY_LARGE;
			else
				why = upload_quota_follow(c, body.seen);
			if (why == REFUSE_NOT)
				why = take(arg, piece);
			break;
		case BODY_OVER:
			return check(&sums, c);
		case BODY_FAILED:
			return why;
		}
	return why;
}
