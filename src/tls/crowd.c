#include "tls/crowd.h"

/* Those that make handshakes, serve or are idle. */
static size_t
most_processes(const struct crowd *c)
{
	return c->handshakes + c->connections + CROWD_SLACK;
}

size_t
crowd_places(const struct crowd *c)
{
	return c->handshakes + most_processes(c);
}

static void
gather(const struct crowd *c, enum crowd_state state, struct crowd_set *s)
{
	s->n = 0;
	for (size_t i = 0; i < c->used && s->n < CROWD_HANDSHAKES; i++)
		if (c->member[i].state == state) {
			s->place[s->n] = i;
			s->source[s->n++] = c->member[i].source;
		}
}

static size_t
count(const struct crowd_set *s, uint64_t source)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->source[i] == source;
	return n;
}

/* Returns the source that has most members; the set is not empty. */
static uint64_t
largest(const struct crowd_set *s)
{
	uint64_t source = s->source[0];
	size_t most = 0;

	for (size_t i = 0; i < s->n; i++) {
		size_t n = count(s, s->source[i]);

		if (n > most) {
			most = n;
			source = s->source[i];
		}
	}
	return source;
}

/* Returns the place of the oldest member of a source, which has one. */
static size_t
oldest(const struct crowd *c, const struct crowd_set *s, uint64_t source)
{
	const struct crowd_member *m = c->member;
	size_t best = 0;
	bool any = false;

	for (size_t i = 0; i < s->n; i++)
		if (s->source[i] == source &&
		    (!any || m[s->place[i]].since_ms < m[best].since_ms)) {
			best = s->place[i];
			any = true;
		}
	return best;
}

/* Returns the first free place, or crowd_places. */
static size_t
find_free(struct crowd *c)
{
	size_t i = 0;

	while (c->used > 0 && c->member[c->used - 1].state == CROWD_FREE)
		c->used--;
	while (i < c->used && c->member[i].state != CROWD_FREE)
		i++;
	if (i == c->used && i < crowd_places(c))
		c->used++;
	return i;
}

size_t
crowd_enter(struct crowd *c, bool *dropped)
{
	struct crowd_set *waiting = &c->waiting;
	size_t place;

	gather(c, CROWD_WAITING, waiting);
	place = waiting->n < c->handshakes ? find_free(c) : crowd_places(c);
	*dropped = place == crowd_places(c);
	if (!*dropped)
		return place;
	return oldest(c, waiting, largest(waiting));
}

/* Returns the place of the waiting member that is next. */
static size_t
choose(const struct crowd *c, const struct crowd_set *waiting,
    const struct crowd_set *handshakes, size_t *under_way)
{
	size_t best = waiting->place[0];

	*under_way = SIZE_MAX;
	for (size_t i = 0; i < waiting->n; i++) {
		size_t place = waiting->place[i];
		size_t n = count(handshakes, waiting->source[i]);

		if (n > *under_way ||
		    (n == *under_way &&
			c->member[place].since_ms >= c->member[best].since_ms))
			continue;
		best = place;
		*under_way = n;
	}
	return best;
}

/* Returns how many connections of the source are served. */
static size_t
served(const struct crowd *c, uint64_t source)
{
	size_t n = 0;

	for (size_t i = 0; i < c->used; i++)
		n += c->member[i].source == source &&
		     (c->member[i].state == CROWD_READY ||
			 c->member[i].state == CROWD_SERVED);
	return n;
}

bool
crowd_is_full(const struct crowd *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->used; i++)
		n += c->member[i].state >= CROWD_HANDSHAKE;
	return n >= most_processes(c);
}

size_t
crowd_idle(const struct crowd *c, bool busy)
{
	const struct crowd_member *m = c->member;
	size_t best[2] = { crowd_places(c), crowd_places(c) }, processes = 0;

	for (size_t i = 0; i < c->used; i++) {
		size_t *of = &best[m[i].busy == busy];

		processes += m[i].state >= CROWD_IDLE;
		if (m[i].state == CROWD_IDLE &&
		    (*of == crowd_places(c) || m[i].since_ms > m[*of].since_ms))
			*of = i;
	}
	if (best[true] == crowd_places(c) && processes >= most_processes(c))
		return best[false];
	return best[true];
}

static enum crowd_answer
push(const struct crowd *c, int64_t now_ms, int64_t age_ms,
    struct crowd_turn *turn)
{
	int64_t left = c->member[turn->victim].since_ms + age_ms - now_ms;

	if (left <= 0)
		return CROWD_PUSH;
	turn->wait_ms = left;
	return CROWD_NOBODY;
}

enum crowd_answer
crowd_next(struct crowd *c, int64_t now_ms, struct crowd_turn *turn)
{
	struct crowd_set *waiting = &c->waiting, *shaking = &c->shaking;
	uint64_t source, most;
	size_t n;

	turn->wait_ms = -1;
	gather(c, CROWD_WAITING, waiting);
	if (waiting->n == 0 || crowd_is_full(c))
		return CROWD_NOBODY;
	gather(c, CROWD_HANDSHAKE, shaking);
	turn->who = choose(c, waiting, shaking, &n);
	turn->busy = n >= CROWD_BUSY;
	source = c->member[turn->who].source;
	if (c->per_source > 0 && source != 0) {
		if (served(c, source) >= c->per_source + CROWD_SLACK)
			return CROWD_REFUSE;
		if (n >= c->per_source) {
			turn->victim = oldest(c, shaking, source);
			return push(c, now_ms, CROWD_OLD_MS, turn);
		}
	}
	if (shaking->n < c->handshakes)
		return CROWD_BEGIN;
	most = largest(shaking);
	turn->victim = oldest(c, shaking, most);
	/* another source has more handshakes than this one */
	if (n + 1 < count(shaking, most))
		return CROWD_PUSH;
	return push(c, now_ms, n == 0 ? CROWD_YOUNG_MS : CROWD_OLD_MS, turn);
}
