/*
 * aside -- what a response leaves beside its body: -D, --etag-save, -w, and
 * when to try again.
 *
 *	aside_take_head(&a, &o, head.lines)	each head
 *	aside_may_pass(&o, &result)		is another try of use?
 *	aside_save_tag(&a, &o)			after the last
 */
#ifndef CLIENT_ASIDE_H
#define CLIENT_ASIDE_H

#include "client/fetch.h"
#include "client/options.h"
#include "client/writeout.h"

/* Fields of the last head, NUL-terminated; empty if it has none. */
struct aside {
	char type[256], tag[256], next[LIMIT_URI + 1];
	unsigned redirects;
	int64_t wait_s; /* Retry-After; 0 is none */
};

/*
 * Opens the file of -D, which several processes may then write to.  A failure
 * is told by aside_take_head.
 */
void aside_open_dump(const struct options *);

/* Reads it, and writes it to the file of -D; 0 or -errno. */
int aside_take_head(
    struct aside *, const struct options *, const struct fetch_head *);

/* Says itself what is wrong. */
bool aside_save_tag(const struct aside *, const struct options *);

/* -w, on standard output. */
void aside_write_out(
    const struct aside *, const char *format, struct writeout *);

/* A status that curl's --retry takes for a passing one. */
bool aside_is_passing(int status);
bool aside_may_pass(const struct options *, const struct fetch_result *);

/* Before try n + 1: longer each time, or for what is said. */
void aside_wait(const struct aside *, const struct options *, unsigned n);

#endif
