#include "os/listener_parts.h"

#include "base/limits.h"
#include "base/source.h"
#include "os/clock.h"
#include "os/crew.h"

/* The interval at which waiting checks are examined. */
#define LOOK_MS 1000

uint64_t
listener_source(
    const struct listener *l, uint32_t i, const struct address *claimed)
{
	return l->crew->member[i].names ? source_of(claimed)
					: (uint64_t)l->board->place[i].source;
}

void
listener_check(struct listener *l, uint32_t i, const struct address *claimed)
{
	l->crew->member[i].source = listener_source(l, i, claimed);
	l->check_due = true;
}

void
listener_checked(struct listener *l, uint32_t i, bool failed)
{
	if (failed)
		tries_failed(&l->board->tries, l->crew->member[i].source,
		    l->limits->failures, clock_mono_ms());
	l->check_due = true;
}

/*
 * Finds the source with the fewest failures, and among equals the one that has
 * waited longest.
 */
static bool
is_before(const struct listener *l, const struct crew_member *a,
    const struct crew_member *b, int64_t now_ms)
{
	int64_t left = tries_level(&l->board->tries, a->source, now_ms);
	int64_t right = tries_level(&l->board->tries, b->source, now_ms);

	return left != right ? left < right : a->ticket < b->ticket;
}

/*
 * Examines the i-th child.  Ends one that computes without end, refuses one
 * whose source has failed too often, and notes the others.
 */
static void
examine(struct listener *l, uint32_t i, int64_t now_ms, uint32_t *running,
    int64_t *best)
{
	struct crew_member *m = &l->crew->member[i];
	uint32_t wait_s;

	if (m->check == CREW_CHECKING) {
		if (now_ms - m->granted_ms > LIMIT_CHECK_MS)
			listener_drop(l, &l->board->place[i]);
		else
			++*running;
	}
	if (m->check != CREW_QUEUED)
		return;
	wait_s = tries_wait(
	    &l->board->tries, m->source, l->limits->failures, now_ms);
	if (wait_s > 0)
		crew_answer_check(l->crew, i, wait_s, now_ms);
	else if (*best < 0 || is_before(l, m, &l->crew->member[*best], now_ms))
		*best = i;
}

void
listener_grant(struct listener *l)
{
	uint32_t running = 0;
	int64_t now_ms, best = -1;

	if (l->crew == NULL || !l->check_due)
		return;
	now_ms = clock_mono_ms();
	for (uint32_t i = 0; i < l->crew->n; i++)
		examine(l, i, now_ms, &running, &best);
	if (best >= 0 && running < LIMIT_CHECKS)
		crew_answer_check(l->crew, (uint32_t)best, 0, now_ms);
	l->check_due = best >= 0;
}

int64_t
listener_check_ms(const struct listener *l, int64_t most)
{
	return l->check_due && (most < 0 || most > LOOK_MS) ? LOOK_MS : most;
}
