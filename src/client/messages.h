/*
 * messages -- writes to standard error for a person and to standard output for
 * a person or a script.
 *
 * It works without stdio, which takes longer to start than a cache hit takes.
 */
#ifndef CLIENT_MESSAGES_H
#define CLIENT_MESSAGES_H

#include "base/text.h"

#include <stdatomic.h>

/* Writes all of the bytes.  Returns false if that fails. */
bool messages_write(int fd, struct span);

/* Writes "minihttp-client: what: why" to standard error; what may be empty. */
void messages_error(struct span what, const char *why);

/* Writes "what: where" to standard error. */
void messages_about(const char *what, const char *where);

/* Writes this text, one line that ends in a newline, to standard error. */
void messages_line(struct text *);

/*
 * From now on each line first erases the progress bar if *drawn is true.  NULL
 * means that there is no bar.  *drawn must stay valid.
 */
void messages_over(const atomic_bool *drawn);

/* Collects text for standard output. */
struct messages {
	size_t n;
	bool failed;
	char buf[16384];
};
void messages_put(struct messages *, struct span);
void messages_str(struct messages *, const char *);
void messages_visible(struct messages *, struct span); /* base/visible */
void messages_number(struct messages *, int64_t);
void messages_json(struct messages *, struct span); /* with its quotes */

/* Writes what was collected.  Returns false if any write has failed. */
bool messages_flush(struct messages *);

#endif
