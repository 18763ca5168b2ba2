/*
 * flight -- one process fetches a key, the others wait for it.
 *
 * A lock file for each key being fetched; what has come so far of a large
 * body lies in it (os/blob), so that the next process can go on from there.
 *
 *	no file --take--> held --drop--> no file
 *	held --the process dies--> free, with what it had --take--> held
 *	held --commit (os/blob)--> the file is the blob too --drop--> no file
 *	held --pass--> no file; those that waited fetch for themselves
 *
 * The kernel drops a dead process's lock.  One that waited holds a lock on a
 * file that may not be there any more; it then looks again.
 *
 *	switch (flight_take(&store, &key, wait_ms, &flight)) {
 */
#ifndef OS_FLIGHT_H
#define OS_FLIGHT_H

#include "os/store.h"

struct flight {
	int fd; /* -1: none */
};

#define FLIGHT_NONE ((struct flight){ -1 })

enum flight_answer {
	FLIGHT_HELD,   /* ours; nobody had it */
	FLIGHT_WAITED, /* ours now; look what the other one stored */
	FLIGHT_PASSED, /* the other one's answer is for nobody else */
	FLIGHT_BUSY,   /* waited long enough */
	FLIGHT_BROKEN  /* no locks here: a read-only or full disk */
};

/* flight is written with FLIGHT_HELD and FLIGHT_WAITED.  0 does not wait. */
enum flight_answer flight_take(const struct store *, const struct store_key *,
    int64_t wait_ms, struct flight *);

/* Ends it; the file goes, or stays for the next one to go on from. */
enum flight_end { FLIGHT_REMOVE, FLIGHT_KEEP };
void flight_drop(struct flight *, const struct store *,
    const struct store_key *, enum flight_end);

/* Ends it, and tells those that wait not to queue for it. */
void flight_pass(
    struct flight *, const struct store *, const struct store_key *);

#endif
