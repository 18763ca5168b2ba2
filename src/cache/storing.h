/*
 * storing -- the fields that are stored, and how later ones update them.
 *
 * RFC 9111 3.1, 3.2.  Pure.
 */
#ifndef CACHE_STORING_H
#define CACHE_STORING_H

#include "cache/message.h"

enum storing_body {
	STORING_AS_SENT,
	STORING_PART /* a 206, as the 200 that it is part of */
};

/*
 * The head to store: without the fields of the connection and the proxy, and
 * without cookies; with a Date if there was none (9110 6.6.1).  `whole` is the
 * length of the representation that a part belongs to, or ENTRY_UNKNOWN.
 */
void storing_put(struct text *, const struct message *, enum storing_body,
    uint64_t whole, int64_t now);

/*
 * The stored head with the fields of a 304, a 206 or the answer to HEAD in
 * place of its own (9111 3.2).
 */
void storing_put_update(struct text *, const struct message *stored,
    const struct message *update, int64_t now);

/*
 * The head as printed: the stored one, as a 206 if `range` is not NULL, with
 * Age (9111 4) unless it is negative.  Ends without the empty line.
 */
struct storing_range {
	uint64_t first, length, whole;
};
void storing_put_served(struct text *, const struct message *stored,
    const struct storing_range *range, int64_t age);

#endif
