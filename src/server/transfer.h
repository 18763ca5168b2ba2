/*
 * transfer -- carries out a plan's answer: head, then note, file or parts.
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
 * Reads the file and puts its digest into the answer, as the plan says.
 * REFUSE_NOT, or why the file cannot be sent either.
 */
enum refusal transfer_digest(
    struct outbox *, struct plan *, int fd, uint64_t size);

/* A failed send, as the log says it; REFUSE_NOT for 0. */
enum refusal transfer_why(int err);

/*
 * fd is the file of CONTENT_FILE and CONTENT_PARTS.  REFUSE_NOT, or how it
 * broke off; *content is how many bytes of content went out, either way.
 */
enum refusal transfer_answer(struct wire *, struct outbox *,
    const struct plan *, int fd, uint64_t *content);

#endif
