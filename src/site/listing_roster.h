/*
 * listing_roster -- sorts the entries of a directory in the caller's memory.
 *
 * Items grow from one end of the room and names from the other.  When they
 * meet, the room is full, and the listing stays unsorted.  Sorting is in place,
 * without recursion, in n log n even in the worst case.
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
	size_t free; /* the names start here */
};

/*
 * Starts an empty roster.  The room is aligned for 64-bit numbers, and smaller
 * than 4 GB.
 */
void listing_roster_init(struct listing_roster *, void *room, size_t room_n);

/*
 * Copies the entry and its name.  Returns false, and changes nothing, if the
 * room is full.
 */
bool listing_roster_add(struct listing_roster *, const struct file_entry *);

/*
 * Sorts.  Directories come first in either order.  Entries with equal keys (and
 * all directories, by size) are sorted by name, ascending.  Names are compared
 * by base/natural.
 */
void listing_roster_sort(
    struct listing_roster *, enum listing_key, enum listing_direction);

/* Returns entry i, which is less than n; its name lies in the room. */
struct file_entry listing_roster_at(const struct listing_roster *, size_t i);

#endif
