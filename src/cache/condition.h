/*
 * condition -- writes the preconditions that a cache sends, and reads their
 * answers.
 *
 * RFC 9111 4.3, RFC 9110 8.8, 13.1, 14.4.  Pure.
 */
#ifndef CACHE_CONDITION_H
#define CACHE_CONDITION_H

#include "cache/entry.h"

/*
 * Appends the field lines of the preconditions: If-None-Match with the tags of
 * those of the n stored responses that are complete, and If-Modified-Since if
 * one of them has a Last-Modified.  Appends nothing if there is no validator.
 * *nominated is the number of stored responses that a 304 may refer to.
 */
void condition_put(
    struct text *, const struct entry *, size_t n, size_t *nominated);

/*
 * Appends Range and If-Range for the bytes that follow those of a partial
 * entry. Returns false, and appends nothing, if its validator is weak (9110
 * 13.1.5) or if it does not hold the first bytes.
 */
bool condition_put_resume(struct text *, const struct entry *);

/*
 * Returns the index of the stored response that a 304 confirms, or n if it
 * confirms none (9111 4.3.4).  A 304 without validators confirms the only one
 * that was nominated.
 */
size_t condition_identify(const struct entry *, size_t n,
    const struct message *answer, size_t nominated);

/*
 * Returns true if the ETag or the Last-Modified is strong (9110 8.8.1,
 * 8.8.2.2).
 */
bool condition_is_strong(const struct message *);

/*
 * Returns true if both have the same strong validator, so that parts of them
 * may be combined.
 */
bool condition_same_strong(const struct message *, const struct message *);

/*
 * Returns true if the response to a HEAD matches the stored response (9111
 * 4.3.5): its validators and its length agree, as far as it has them.
 */
bool condition_head_matches(const struct entry *, const struct message *);

/*
 * Reads Content-Range, "bytes 0-99/1000"; the member whole is ENTRY_UNKNOWN for
 * "*".  Returns false if there is none, or if it is malformed.
 */
struct condition_range {
	uint64_t first, length, whole;
};
bool condition_content_range(const struct fields *, struct condition_range *);

/*
 * Returns the length in the Content-Range of a 416, or ENTRY_UNKNOWN (9110
 * 14.4).
 */
uint64_t condition_unsatisfied(const struct fields *);

#endif
