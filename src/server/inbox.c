#include "server/inbox.h"

#include <errno.h>
#include <string.h>

void
inbox_next(struct inbox *in)
{
	memmove(in->buf, in->buf + in->at, in->n - in->at);
	in->n -= in->at;
	in->head = in->at = 0;
}

void
body_init(
    struct body *b, const struct framing *framing, const struct pace *pace)
{
	*b = (struct body){
		.kind = framing->body, .left = framing->length, .pace = *pace
	};
}

/*
 * Reads data after the head, but never past the end of a body of known length.
 */
static enum refusal
fill(struct body *b, struct inbox *in, struct wire *w)
{
	size_t room = INBOX_FRONT - in->head;
	ssize_t got;

	if (b->kind == FRAMING_LENGTH) {
		room = sizeof in->buf - in->head;
		if (b->left < room)
			room = (size_t)b->left;
	}
	in->at = in->n = in->head;
	got = wire_read_paced(w, in->buf + in->at, room, &b->pace, b->seen);
	if (got == 0)
		return REFUSE_BODY_CUT;
	if (got < 0)
		return got == -ETIMEDOUT ? REFUSE_BODY_SLOW
		       : got == -EBUSY   ? REFUSE_UPLOAD_TAKEN
					 : REFUSE_PEER_GONE;
	in->n += (size_t)got;
	return REFUSE_NOT;
}

static enum body_answer
next_of_length(struct body *b, struct inbox *in, struct span *piece)
{
	size_t n = in->n - in->at;

	if (b->left < n)
		n = (size_t)b->left;
	*piece = (struct span){ in->buf + in->at, n };
	in->at += n;
	b->left -= n;
	b->seen += n;
	return BODY_PIECE;
}

enum body_answer
body_next(struct body *b, struct inbox *in, struct wire *w, struct span *piece,
    enum refusal *why)
{
	while (b->kind != FRAMING_NONE &&
	       (b->kind == FRAMING_CHUNKED || b->left > 0)) {
		struct span rest;
		enum chunked_answer answer;

		*why = in->at == in->n ? fill(b, in, w) : REFUSE_NOT;
		if (*why != REFUSE_NOT)
			return BODY_FAILED;
		if (b->kind == FRAMING_LENGTH)
			return next_of_length(b, in, piece);
		rest = (struct span){ in->buf + in->at, in->n - in->at };
		answer = chunked_feed(&b->chunked, &rest, piece, why);
		in->at = in->n - rest.n;
		switch (answer) {
		case CHUNKED_MORE:
			break;
		case CHUNKED_DATA:
			b->seen += piece->n;
			return BODY_PIECE;
		case CHUNKED_DONE:
			b->kind = FRAMING_NONE;
			break;
		case CHUNKED_BAD:
			return BODY_FAILED;
		}
	}
	return BODY_OVER;
}
