/*
 * upload_resume -- receives uploads that can be resumed (UploadExpiry).
 *
 * site/upload_part decides, os/stage_part keeps the bytes.  The last steps of
 * an upload, from the preconditions to its name, are those of upload_store.
 *
 *	upload_resume_find	HEAD, PATCH, DELETE: which upload is it?
 *	upload_resume_take	receives the content of a PUT, POST or PATCH
 *	upload_resume_end	after that has been stored, or not
 *	upload_resume_cancel	DELETE
 *	upload_resume_close	after the exchange
 */
#ifndef SERVER_UPLOAD_RESUME_H
#define SERVER_UPLOAD_RESUME_H

#include "os/stage.h"
#include "server/conn.h"

/*
 * Finds the upload of the token in c->found.want, and locks it until
 * upload_resume_close.  Everything that has arrived is then on the disk, and
 * c->asked.part describes it.  Returns REFUSE_UPLOAD_ABSENT also if it is
 * somebody else's.
 */
enum refusal upload_resume_find(struct conn *);

/*
 * Receives the content.  Returns REFUSE_NOT and sets *whole if the upload is
 * complete: the caller stores the stage, and calls upload_resume_end. Otherwise
 * the stage is closed; REFUSE_NOT means that the plan is settled, and that the
 * upload waits for more.
 */
enum refusal upload_resume_take(struct conn *, struct stage *, bool *whole);

/*
 * Ends an upload that was complete; why is the outcome of storing it.  After an
 * error of the server it stays, so that the peer can try its end again.
 */
void upload_resume_end(struct conn *, struct stage *, enum refusal why);

enum refusal upload_resume_cancel(struct conn *);

void upload_resume_close(struct conn *);

/* Uploads that were last written to before this time have expired. */
int64_t upload_resume_expired_ns(const struct conf *, int64_t now_ns);

/* Removes what has expired in the directory c->fd. */
void upload_resume_sweep(const struct conn *);

#endif
