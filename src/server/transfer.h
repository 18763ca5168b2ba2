/*
 * transfer -- sends the answer of a plan: its head, then a note, a file or
 * parts.
 */
#ifndef SERVER_TRANSFER_H
#define SERVER_TRANSFER_H

#include "base/limits.h"
#include "os/wire.h"
#include "site/plan.h"

struct outbox {
	char buf[LIMIT_OUT];
};

/*
 * Reads the file and puts its digest into the answer, if the plan says so.
 * Returns REFUSE_NOT, or the reason why the file cannot be sent.
 */
enum refusal transfer_digest(
    struct outbox *, struct plan *, int fd, uint64_t size);

/*
 * Sends the answer. fd is the file of CONTENT_FILE and CONTENT_PARTS.  Returns
 * REFUSE_NOT, or the reason why the answer broke off. *content is the number of
 * bytes of content that were sent, in both cases.
 */
enum refusal transfer_answer(struct wire *, struct outbox *,
    const struct plan *, int fd, uint64_t *content);

#endif
