/*
 * limited -- lists the sources that rates limit now, for people to read.
 *
 * A source counts as limited for RATES_RECENT after it was refused or made to
 * wait.  minihttpd has the table of rates, and searches it:
 *
 *	limited_find(&board->rates, clock_mono_ns(), &limited);
 *	limited_put(&text, &limited);
 *
 * All other programs read a list of fixed size in the head of the counters.
 * Listeners write the list, and no process of a connection can
 * (os/counters_file).  The list holds the sources that were limited last.  A
 * source that two rates limit takes two places.  So may a source that two
 * listeners add at the same moment.
 *
 *	limited_note(list, source, LIMITED_REQUESTS, now_s);
 *	n = limited_read(list, now_s, row);
 *
 * Pure.  The list may hold any bytes at all: reading is safe.
 */
#ifndef BASE_LIMITED_H
#define BASE_LIMITED_H

#include "base/rates.h"
#include "base/text.h"

/*
 * How many sources limited_find names, and how many places of the table it
 * compares.
 */
#define LIMITED_NAMED 4
#define LIMITED_MOST 256

struct limited {
	size_t n; /* sources; above LIMITED_MOST, places of the table */
	size_t named;
	uint64_t source[LIMITED_NAMED]; /* the one that waits longest first */
};

/* Finds the sources that the table of rates has limited recently. */
void limited_find(const struct rates *, int64_t now_ns, struct limited *);

/*
 * Appends "2 sources over their rate: 192.0.2.7, 2001:db8::/64; ", or nothing
 * if no source is limited.
 */
void limited_put(struct text *, const struct limited *);

/* --- the list --- */

#define LIMITED_ROWS 20
#define LIMITED_RECENT_S (RATES_RECENT / BUCKET_SECOND)

enum limited_by {
	LIMITED_REQUESTS,
	LIMITED_CONNECTIONS,
	LIMITED_BYTES, /* sent */
	LIMITED_KINDS
};

struct limited_place {
	_Atomic uint64_t source; /* 0: free */
	_Atomic uint64_t by;
	_Atomic uint64_t times;
	_Atomic int64_t last_s; /* since 1970 */
};

/* Initialise with zeros. */
struct limited_list {
	_Atomic uint64_t times[LIMITED_KINDS]; /* of all sources, ever */
	struct limited_place place[LIMITED_ROWS];
};

struct limited_row {
	uint64_t source;
	enum limited_by by;
	uint64_t times; /* since it was last unlimited for LIMITED_RECENT_S */
	int64_t last_s;
};

/*
 * Notes that the source was refused or made to wait.  If the list is full, the
 * source that was limited the longest ago is replaced.
 */
void limited_note(
    struct limited_list *, uint64_t source, enum limited_by, int64_t now_s);

/*
 * Writes the sources that are limited now, the one that was limited most often
 * first, and returns their number.
 */
size_t limited_read(const struct limited_list *, int64_t now_s,
    struct limited_row row[LIMITED_ROWS]);

/* Copies how often each limit has ever limited a source. */
void limited_times(const struct limited_list *, uint64_t times[LIMITED_KINDS]);

/* Returns the directive that sets this limit. */
struct span limited_by(enum limited_by);

#endif
