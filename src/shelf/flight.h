/*
 * flight -- makes one process fetch a key while the others wait for it.
 *
 * Each key that is being fetched has a lock file.  The received part of a large
 * body is stored in it (shelf/blob), so that another process can continue from
 * there.
 *
 *	no file --take--> held --drop--> no file
 *	held --the process dies--> free, with what it had --take--> held
 *	held --commit (shelf/blob)--> the file is the blob too --drop--> no file
 *	held --pass--> no file; those that waited fetch for themselves
 *
 * The kernel releases the lock of a process that dies.  A process that waited
 * may get the lock of a file that has been removed meanwhile; it then starts
 * again.
 *
 *	switch (flight_take(&store, &key, wait_ms, &flight)) {
 */
#ifndef SHELF_FLIGHT_H
#define SHELF_FLIGHT_H

#include "shelf/store.h"

struct flight {
	int fd; /* -1: none */
};

#define FLIGHT_NONE ((struct flight){ -1 })

enum flight_answer {
	FLIGHT_HELD,   /* ours, and it was free */
	FLIGHT_WAITED, /* ours now; read what the other process stored */
	FLIGHT_PASSED, /* the other process's answer cannot be shared */
	FLIGHT_BUSY,   /* still held after wait_ms */
	FLIGHT_BROKEN  /* no lock is possible: a read-only or full disk */
};

/*
 * Takes the key, and waits for it up to wait_ms; with 0 it does not wait.  Sets
 * *flight, which flight_drop or flight_pass ends, if the answer is FLIGHT_HELD
 * or FLIGHT_WAITED.
 */
enum flight_answer flight_take(const struct store *, const struct store_key *,
    int64_t wait_ms, struct flight *);

/*
 * Releases the key, and removes the lock file or keeps it for the next process
 * to continue from.
 */
enum flight_end { FLIGHT_REMOVE, FLIGHT_KEEP };
void flight_drop(struct flight *, const struct store *,
    const struct store_key *, enum flight_end);

/* Releases the key and tells waiting processes not to queue for it. */
void flight_pass(
    struct flight *, const struct store *, const struct store_key *);

#endif
