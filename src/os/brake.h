/*
 * brake -- limits the bytes a second that go over a wire, in each direction.
 *
 * The brake stands between a wire and its operations.  It passes pieces of the
 * size that the rate allows in a twentieth of a second, and holds the next
 * piece until its time.  If a wait took too long, the next ones are shorter, by
 * at most a tenth of a second.  The deadlines of the wire do not run while the
 * brake holds, since the peer does not cause that delay.
 *
 * If there is a `take`, each piece also needs tokens of a rate that several
 * connections share.
 *
 * SO_MAX_PACING_RATE is not used.  With it alone, one connection and each of
 * eight got 20 % more than the rate, over 10 seconds at 200 000 bytes a second
 * on loopback; with the brake they got 1.5 % more.  And a pipe has no such
 * option.
 *
 *	brake_put(&brake, &wire);		once for each connection
 *	brake.send = (struct bucket){ 100000, BUCKET_SECOND, 1 };
 */
#ifndef OS_BRAKE_H
#define OS_BRAKE_H

#include "base/bucket.h"
#include "os/wire.h"

struct brake_way {
	struct bucket rate; /* bytes; n is 0: no limit */
	int64_t next_ns;    /* the next piece may go at this time */
};

struct brake {
	struct wire_ops ops;        /* of the wire from now on */
	const struct wire_ops *own; /* those that it had */
	struct brake_way send, receive;
	/*
	 * Takes tokens for sending, at least `least` and at most `most`.
	 * Returns their number, or 0 and sets *wait_ns.  The pointer may be
	 * NULL: no rate is shared.
	 */
	uint64_t (*take)(
	    uint64_t least, uint64_t most, int64_t *wait_ns, void *arg);
	void *arg;
	uint64_t shared;  /* the rate of these tokens */
	uint64_t granted; /* tokens that are left */
};

/* Puts the brake on the wire, without any limit yet. */
void brake_put(struct brake *, struct wire *);

/* Returns true if the wire has this brake. */
bool brake_is_on(const struct brake *, const struct wire *);

/* Counts bytes that were received before the brake was set. */
void brake_received(struct brake *, uint64_t n);

/*
 * Waits until all bytes that were received are within the rate, or until the
 * process has been told twice to stop.
 */
void brake_settle(struct brake *, struct wire *);

#endif
