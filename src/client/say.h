/*
 * say -- words for a person or a script: standard error and standard output.
 *
 * No stdio: a hit in the cache is over before that would have started.
 */
#ifndef CLIENT_SAY_H
#define CLIENT_SAY_H

#include "base/text.h"

#include <stdatomic.h>

/* All of it; false if that cannot be. */
bool say_all(int fd, struct span);

/* "minihttp-client: what: why" on standard error; what may be empty. */
void say_error(struct span what, const char *why);

/* "what: where" on standard error. */
void say_about(const char *what, const char *where);

/* While *drawn, a line begins by taking away the bar of -Z.  NULL: no bar. */
void say_over(const atomic_bool *drawn);

/* A buffer on its way to standard output. */
struct say {
	size_t n;
	bool failed;
	char buf[16384];
};
void say_put(struct say *, struct span);
void say_str(struct say *, const char *);
void say_visible(struct say *, struct span); /* base/visible */
void say_number(struct say *, int64_t);
void say_json(struct say *, struct span); /* with its quotes */
bool say_flush(struct say *);

#endif
