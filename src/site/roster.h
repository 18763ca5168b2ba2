/*
 * roster -- the entries of a directory, in a room of the caller's, in order.
 *
 * Items grow from one end of the room and names from the other; where they
 * would meet it is full, and who asked for an order has to do without.
 * Sorting is in place, with no recursion and no worst case but n log n.
 *
 *	roster_init(&r, room, LIMIT_LISTING);
 *	while (there are more)
 *		if (!roster_add(&r, &entry))
 *			return "too many";
 *	roster_sort(&r, ROSTER_SIZE, ROSTER_DOWN);
 *	for (size_t i = 0; i < r.n; i++)
 *		entry = roster_at(&r, i);
 */
#ifndef SITE_ROSTER_H
#define SITE_ROSTER_H

#include "base/entry.h"

enum roster_key { ROSTER_NAME, ROSTER_SIZE, ROSTER_TIME };
enum roster_order { ROSTER_UP, ROSTER_DOWN };

struct roster {
	struct roster_item *item;
	size_t n;
	char *room;
	size_t free; /* the names are from here on */
};

/* The room is aligned for 64-bit numbers, and smaller than 4 GB. */
void roster_init(struct roster *, void *room, size_t room_n);

/* Copies it, with its name; false, and nothing changed, if that is full. */
bool roster_add(struct roster *, const struct entry *);

/*
 * Directories first, whatever the order; what is equal by the key (and all
 * directories by size) is in the order of names, which is ascending then.
 * Names compare without ASCII case, and with it if that leaves them equal.
 */
void roster_sort(struct roster *, enum roster_key, enum roster_order);

/* Number i, which is less than n; its name lies in the room. */
struct entry roster_at(const struct roster *, size_t i);

#endif
