/*
 * upload_receive -- reads the body of a request and passes it on.
 *
 * It sends 100 (Continue) if the peer waits for that, enforces MaxBodySize and
 * the pace, and checks the digests that the peer has sent (RFC 9530).
 *
 *	why = upload_receive_body(c, to_stage, &stage);
 */
#ifndef SERVER_UPLOAD_RECEIVE_H
#define SERVER_UPLOAD_RECEIVE_H

#include "server/conn.h"

/* Takes the next piece.  Any answer but REFUSE_NOT ends the reading. */
typedef enum refusal upload_receive_fn(void *arg, struct span piece);

/*
 * Sends 100 (Continue) alone.  Returns REFUSE_NOT, or that the peer has gone.
 */
enum refusal upload_receive_invite(struct conn *);

/*
 * Reads the body.  REFUSE_NOT means that every piece has been taken, and that
 * length and digests are as announced.
 */
enum refusal upload_receive_body(struct conn *, upload_receive_fn *, void *arg);

#endif
