/*
 * upload_reply -- the answers to requests for uploads that can be resumed.
 *
 * site/upload_part has decided; these complete the plan.
 *
 *	upload_reply_tell	HEAD of an upload		204
 *	upload_reply_offer	its URI, before its content	104
 *	upload_reply_progress	so much of it is on the disk	104
 *	upload_reply_keep	a part has arrived		201 204
 *	upload_reply_finish	all has arrived and is stored
 *	upload_reply_refuse	what a refusal adds
 *	upload_reply_options	what an answer to OPTIONS adds
 */
#ifndef SITE_UPLOAD_REPLY_H
#define SITE_UPLOAD_REPLY_H

#include "site/plan.h"

/* Tells the state of the upload asked->part. */
void upload_reply_tell(const struct asked *, struct plan *);

/* Sets the token of the upload, to which Location points. */
void upload_reply_name(struct plan *, struct span token);

/*
 * Makes a 104 (Upload Resumption Supported) for an upload that has its name.
 * Returns false if the peer does not understand it.
 */
bool upload_reply_offer(const struct asked *, const struct plan *,
    struct resumable_state *, struct reply *);

/* Makes a 104 that tells how much has arrived, in the same way. */
bool upload_reply_progress(const struct asked *, const struct plan *,
    uint64_t offset, struct resumable_state *, struct reply *);

/* The upload has so many bytes, and waits for more. */
void upload_reply_keep(const struct asked *, uint64_t total, struct plan *);

/* Adds to the plan of a stored upload, which upload_settle has completed. */
void upload_reply_finish(const struct asked *, uint64_t total, struct plan *);

/* Adds the fields and the problem that belong to a refusal. */
void upload_reply_refuse(const struct asked *, enum refusal, struct plan *);

/* Adds the limits and the protocols that are supported. */
void upload_reply_options(const struct asked *, struct plan *);

#endif
