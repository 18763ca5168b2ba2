/*
 * upload_receive -- a request body on its way to somewhere.
 *
 * Says 100 (Continue) if the peer waits for it, keeps to MaxBodySize and to
 * the pace, and checks the digests that the peer has sent (RFC 9530).
 *
 *	why = upload_receive_body(c, to_stage, &stage);
 */
#ifndef SERVER_UPLOAD_RECEIVE_H
#define SERVER_UPLOAD_RECEIVE_H

#include "server/conn.h"

/* Takes the next piece; what it says ends the reading unless REFUSE_NOT. */
typedef enum refusal upload_receive_fn(void *arg, struct span piece);

/* The 100 (Continue) by itself: REFUSE_NOT, or the peer has gone. */
enum refusal upload_receive_invite(struct conn *);

/* REFUSE_NOT: every piece has been taken, and all is as it was said to be. */
enum refusal upload_receive_body(struct conn *, upload_receive_fn *, void *arg);

#endif
