/*
 * upload_receive -- reads the body of a request and passes it on.
 *
 * It sends 100 (Continue) if the peer waits for that, enforces MaxBodySize and
 * the pace, and checks the digests that the peer has sent (RFC 9530), and the
 * checksum of tus.
 *
 *	why = upload_receive_body(c, to_stage, &stage);
 */
#ifndef SERVER_UPLOAD_RECEIVE_H
#define SERVER_UPLOAD_RECEIVE_H

#include "server/conn.h"

/* Takes the next piece.  A result other than REFUSE_NOT ends the reading. */
typedef enum refusal upload_receive_fn(void *arg, struct span piece);

/*
 * Sends only 100 (Continue), if the peer waits for it.  Returns REFUSE_NOT, or
 * the refusal that says that the peer has gone.
 */
enum refusal upload_receive_invite(struct conn *);

/*
 * Reads the body, and passes each piece to the function.  Returns REFUSE_NOT if
 * every piece has been taken, and length and digests are as announced;
 * otherwise the refusal.
 */
enum refusal upload_receive_body(struct conn *, upload_receive_fn *, void *arg);

#endif
