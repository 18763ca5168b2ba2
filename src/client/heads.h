/*
 * heads -- uses the head of a response: for the files of -D and --etag-save,
 * for the text of -w, and to decide whether to try again.
 *
 *	heads_take_head(&a, &o, head.lines)	each head
 *	heads_may_pass(&o, &result)		may another try succeed?
 *	heads_save_tag(&a, &o, status)		after the last
 */
#ifndef CLIENT_HEADS_H
#define CLIENT_HEADS_H

#include "client/fetch.h"
#include "client/options.h"
#include "client/writeout.h"

/* Fields of the last head, NUL-terminated; empty if it has none. */
struct heads {
	char type[256], tag[256], next[LIMIT_URI + 1];
	size_t head_n; /* of the last head, which -w may want */
	unsigned redirects;
	int64_t wait_s; /* Retry-After, in seconds; 0 if it is absent */
};

/*
 * Called once, before the first request.  heads_open_dump opens the file of -D,
 * to which several processes may then write.  heads_check_tag_file makes sure
 * that the file of --etag-save can be written, and leaves its content alone
 * until another tag arrives.  Both return false after reporting an error.
 */
bool heads_open_dump(const struct options *);
bool heads_check_tag_file(const struct options *);

/*
 * Notes the fields of a head, and writes the head to the file of -D.  Returns 0
 * or -errno.
 */
int heads_take_head(
    struct heads *, const struct options *, const struct fetch_head *);

/*
 * Writes the file of --etag-save, which becomes empty if new content has no
 * tag.  Returns false after reporting an error.
 */
bool heads_save_tag(const struct heads *, const struct options *, int status);

/* Prints the text of -w. */
void heads_write_out(
    const struct heads *, const char *format, struct writeout *);

/*
 * Returns true if the content does not meet the condition of -z, which the
 * server has ignored.  Such content is not printed, as with curl.
 */
bool heads_is_untimely(const struct options *, const struct fetch_head *);

/*
 * Return true if a later try may succeed after this status, or after this
 * result, by the rules of curl's --retry.
 */
bool heads_is_retried(const struct options *, int status);
bool heads_may_pass(const struct options *, const struct fetch_result *);

/*
 * Returns true if --retry-max-time allows another try after this time.  A
 * Retry-After that leads beyond its end allows none, as for curl.
 */
bool heads_has_time(
    const struct heads *, const struct options *, int64_t elapsed_ms);

/*
 * Waits before try n + 1: twice as long each time, or as long as --retry-delay
 * or Retry-After says.
 */
void heads_wait(const struct heads *, const struct options *, unsigned n);

#endif
