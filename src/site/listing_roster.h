/*
 * listing_roster -- the entries of a directory in order, in room of the
 * caller.
 *
 * Items grow from one end of the room and names from the other; where they
 * would meet it is full, and who asked for an order has to do without.
 * Sorting is in place, with no recursion and no worst case but n log n.
 *
 *	listing_roster_init(&r, room, LIMIT_LISTING);
 *	while (there are more)
 *		if (!listing_roster_add(&r, &entry))
 *			return "too many";
 *	listing_roster_sort(&r, LISTING_BY_SIZE, LISTING_DOWN);
 *	for (size_t i = 0; i < r.n; i++)
 *		entry = listing_roster_at(&r, i);
 */
#ifndef SITE_LISTING_ROSTER_H
#define SITE_LISTING_ROSTER_H

#include "base/file.h"

enum listing_key { LISTING_BY_NAME, LISTING_BY_SIZE, LISTING_BY_TIME };
enum listing_direction { LISTING_UP, LISTING_DOWN };

struct listing_roster {
	struct listing_roster_item *item;
	size_t n;
	char *room;
	size_t free; /* the names are from here on */
};

/* The room is aligned for 64-bit numbers, and smaller than 4 GB. */
void listing_roster_init(struct listing_roster *, void *room, size_t room_n);

/* Copies it, with its name; false, and nothing changed, if that is full. */
bool listing_roster_add(struct listing_roster *, const struct file_entry *);

/*
 * Directories first, whatever the order; what is equal by the key (and all
 * directories by size) is in the order of names, which is ascending then.
 * Names compare without ASCII case, and with it if that leaves them equal.
 */
void listing_roster_sort(
    struct listing_roster *, enum listing_key, enum listing_direction);

/* Number i, which is less than n; its name lies in the room. */
struct file_entry listing_roster_at(const struct listing_roster *, size_t i);

#endif
