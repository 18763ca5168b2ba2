/*
 * storing -- chooses the fields that are stored, and updates them by later
 * ones.
 *
 * RFC 9111 3.1, 3.2.  Pure.
 */
#ifndef CACHE_STORING_H
#define CACHE_STORING_H

#include "cache/message.h"

enum storing_body {
	STORING_AS_SENT,
	STORING_PART /* a 206, stored as the 200 that it is a part of */
};

/*
 * Appends the head to store: without the fields of the connection and of the
 * proxy, without cookies, and with a Date if there was none (9110 6.6.1).
 * `whole` is the length of the representation that a part belongs to, or
 * ENTRY_UNKNOWN.
 */
void storing_put(struct text *, const struct message *, enum storing_body,
    uint64_t whole, int64_t now);

/*
 * Appends the stored head, in which the fields of a 304, of a 206 or of the
 * response to a HEAD replace its own (9111 3.2).
 */
void storing_put_update(struct text *, const struct message *stored,
    const struct message *update, int64_t now);

/*
 * Appends the head to print: the stored one, as a 206 if `range` is not NULL,
 * with Age (9111 4) unless that is negative.  The empty line is left out.
 */
struct storing_range {
	uint64_t first, length, whole;
};
void storing_put_served(struct text *, const struct message *stored,
    const struct storing_range *range, int64_t age);

#endif
