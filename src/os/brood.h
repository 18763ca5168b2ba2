/*
 * brood -- the living children of a process, youngest first, and how it notices
 * that one has ended.
 *
 * waitpid(2) for any child walks over all that live: beside 10 000 idle ones
 * that is three milliseconds, during which no other process can start or end.
 * For a named child it takes a microsecond.  So beside many children a reaping
 * asks
 *
 *	for the child that SIGCHLD named,
 *	for the youngest ones, since most connections are short, until RUN in
 *	a row still live,
 *	for any child: a sweep
 *
 * SIGCHLD is one signal for all that end together, and names one of them.  So
 * every reaping that follows a SIGCHLD leaves the brood unsure, until a sweep
 * has found nobody else.  However a child has ended, it is found then at the
 * latest; a sweep waits only until sweeps take a small share of the time.
 *
 * A brood of few is always swept, and is never unsure.
 *
 *	brood = brood_new(nplaces);
 *	brood_add(brood, i, pid);		after a fork
 *	brood_reap(brood, pid of the SIGCHLD, BROOD_CALM, bury, arg);
 */
#ifndef OS_BROOD_H
#define OS_BROOD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* With more children than these a walk over all of them is avoided. */
#define BROOD_FEW 64

/*
 * How long a sweep waits, in durations of the last one: BROOD_CALM for the sake
 * of order, BROOD_URGENT if places are wanted, and BROOD_NOW if somebody would
 * be refused otherwise.
 */
enum brood_haste { BROOD_NOW = 0, BROOD_URGENT = 4, BROOD_CALM = 32 };

struct brood;

/* Called for a child that has ended; place is -1 if nobody added it. */
typedef void brood_bury(int64_t place, pid_t, int status, void *arg);

/*
 * Makes a brood of at most n, whose memory no child gets.  It lasts as long as
 * the process.  Returns NULL and sets errno if it fails.
 */
struct brood *brood_new(uint32_t n);

/* Notes that the child was started for this place, which is below n. */
void brood_add(struct brood *, uint32_t place, pid_t);

/* Returns true if there are more than BROOD_FEW. */
bool brood_is_large(const struct brood *);

/*
 * Reaps children that have ended.  told is what SIGCHLD said: the child, 0 if
 * no signal has come, -1 if it named nobody.  Take the signal before this call,
 * because a child that ends meanwhile must leave another one.
 */
void brood_reap(
    struct brood *, pid_t told, enum brood_haste, brood_bury *bury, void *arg);

/* Returns true if a child may have ended and a sweep is due. */
bool brood_is_due(const struct brood *, enum brood_haste);

/* Returns how long to wait until a sweep is due; `most` if none will be. */
int64_t brood_ms(const struct brood *, enum brood_haste, int64_t most);

#endif
