/*
 * condition -- the preconditions that a cache sends, and their answers.
 *
 * RFC 9111 4.3, RFC 9110 8.8, 13.1, 14.4.  Pure.
 */
#ifndef CACHE_CONDITION_H
#define CACHE_CONDITION_H

#include "cache/entry.h"

/*
 * If-None-Match with the tags of all n stored responses, those that are
 * complete; If-Modified-Since if there is one with a Last-Modified.  Field
 * lines; none if there is no validator.  *nominated says how many of them a
 * 304 could mean.
 */
void condition_put(
    struct text *, const struct entry *, size_t n, size_t *nominated);

/*
 * Range and If-Range for what comes behind the first bytes of an entry that
 * holds just these; false, and nothing is put, if its validator is weak
 * (9110 13.1.5) or it holds something else.
 */
bool condition_put_resume(struct text *, const struct entry *);

/*
 * Which of the n a 304 says is good; n if none (9111 4.3.4).  An answer
 * without validators means the only one that was nominated.
 */
size_t condition_identify(const struct entry *, size_t n,
    const struct message *answer, size_t nominated);

/* The tag is strong, or the date is (9110 8.8.1, 8.8.2.2). */
bool condition_is_strong(const struct message *);

/* Both have the same strong validator: parts of both may be combined. */
bool condition_same_strong(const struct message *, const struct message *);

/*
 * The answer to a HEAD fits the stored response (9111 4.3.5): its validators
 * and its length, as far as they are there.
 */
bool condition_head_matches(const struct entry *, const struct message *);

/* "bytes 0-99/1000"; whole is ENTRY_UNKNOWN for "*". */
struct condition_range {
	uint64_t first, length, whole;
};
bool condition_content_range(const struct fields *, struct condition_range *);

/* The length in the Content-Range of a 416, or ENTRY_UNKNOWN (9110 14.4). */
uint64_t condition_unsatisfied(const struct fields *);

#endif
