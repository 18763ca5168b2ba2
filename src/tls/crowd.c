#include "tls/crowd.h"

/* The members in one state, which are few. */
struct set {
	size_t n;
	size_t place[CROWD_HANDSHAKES];
	uint64_t source[CROWD_HANDSHAKES];
};

size_t
crowd_places(const struct crowd *c)
{
	return 2 * c->handshakes + c->connections + CROWD_SLACK;
}

static void
gather(const struct crowd *c, enum crowd_state state, struct set *s)
{
	s->n = 0;
	for (size_t i = 0; i < crowd_places(c) && s->n < CROWD_HANDSHAKES; i++)
		if (c->member[i].state == state) {
			s->place[s->n] = i;
			s->source[s->n++] = c->member[i].source;
		}
}

static size_t
count(const struct set *s, uint64_t source)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->source[i] == source;
	return n;
}

/* Returns the source that has most members; the set is not empty. */
static uint64_t
largest(const struct set *s)
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
oldest(const struct crowd *c, const struct set *s, uint64_t source)
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

size_t
crowd_enter(const struct crowd *c, bool *dropped)
{
	struct set waiting;

	gather(c, CROWD_WAITING, &waiting);
	*dropped = waiting.n >= c->handshakes;
	for (size_t i = 0; !*dropped && i < crowd_places(c); i++)
		if (c->member[i].state == CROWD_FREE)
			return i;
	*dropped = true;
	return oldest(c, &waiting, largest(&waiting));
}

/* Returns the place of the waiting member that is next. */
static size_t
choose(const struct crowd *c, const struct set *waiting,
    const struct set *handshakes, size_t *under_way)
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

	for (size_t i = 0; i < crowd_places(c); i++)
		n += c->member[i].source == source &&
		     (c->member[i].state == CROWD_READY ||
			 c->member[i].state == CROWD_SERVED);
	return n;
}

bool
crowd_is_full(const struct crowd *c)
{
	size_t n = 0;

	for (size_t i = 0; i < crowd_places(c); i++)
		n += c->member[i].state >= CROWD_HANDSHAKE;
	return n >= c->handshakes + c->connections + CROWD_SLACK;
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
crowd_next(const struct crowd *c, int64_t now_ms, struct crowd_turn *turn)
{
	struct set waiting, handshakes;
	uint64_t source, most;
	size_t n;

	turn->wait_ms = -1;
	gather(c, CROWD_WAITING, &waiting);
	if (waiting.n == 0 || crowd_is_full(c))
		return CROWD_NOBODY;
	gather(c, CROWD_HANDSHAKE, &handshakes);
	turn->who = choose(c, &waiting, &handshakes, &n);
	turn->busy = n >= CROWD_BUSY;
	source = c->member[turn->who].source;
	if (c->per_source > 0 && source != 0) {
		if (served(c, source) >= c->per_source + CROWD_SLACK)
			return CROWD_REFUSE;
		if (n >= c->per_source) {
			turn->victim = oldest(c, &handshakes, source);
			return push(c, now_ms, CROWD_OLD_MS, turn);
		}
	}
	if (handshakes.n < c->handshakes)
		return CROWD_BEGIN;
	most = largest(&handshakes);
	turn->victim = oldest(c, &handshakes, most);
	/* another source has more handshakes than this one */
	if (n + 1 < count(&handshakes, most))
		return CROWD_PUSH;
	return push(c, now_ms, n == 0 ? CROWD_YOUNG_MS : CROWD_OLD_MS, turn);
}
