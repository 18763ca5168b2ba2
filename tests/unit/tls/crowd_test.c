/* The turns of handshakes: which is next, and which is ended for another. */
#define _GNU_SOURCE
#include "tls/crowd.h"

#include "unit/test.h"

#include <string.h>

#define MOST 4 /* handshakes */
#define NOW 100000

/*
 * The members, the oldest first: a letter for the state (w: waiting, h:
 * handshake, s: served) and a source.  The oldest is `age` ms old, and each is
 * 1 ms younger than the one before.
 */
static const struct {
	const char *why, *members;
	int64_t age;
	size_t per_source;
	enum crowd_answer want;
	int who, victim;
	int64_t wait;
} cases[] = {
	{ "nobody waits", "h1 h2", 10, 0, CROWD_NOBODY, -1, -1, -1 },
	{ "one waits", "w1", 10, 0, CROWD_BEGIN, 0, -1, -1 },
	{ "the oldest of two sources", "w1 w2", 10, 0, CROWD_BEGIN, 0, -1, -1 },
	{ "the source with the fewest", "h1 w1 w2", 10, 0, CROWD_BEGIN, 2, -1,
	    -1 },
	{ "that is served does not count for a turn", "s1 s1 w1 w2", 10, 0,
	    CROWD_BEGIN, 2, -1, -1 },
	{ "a newcomer pushes out the oldest of the busiest, at once",
	    "h2 h1 h1 h2 w3", 10, 0, CROWD_PUSH, 4, 0, -1 },
	{ "the same, when another is the busiest", "h2 h1 h1 h1 w3", 10, 0,
	    CROWD_PUSH, 4, 1, -1 },
	{ "a source with less than the busiest", "h1 h1 h1 h2 w2", 10, 0,
	    CROWD_PUSH, 4, 0, -1 },
	{ "no source has more: a newcomer lets them be for a moment",
	    "h1 h2 h3 h4 w5", 10, 0, CROWD_NOBODY, -1, -1,
	    CROWD_YOUNG_MS - 10 },
	{ "and then not", "h1 h2 h3 h4 w5", CROWD_YOUNG_MS, 0, CROWD_PUSH, 4, 0,
	    -1 },
	{ "the busiest source waits longer for itself", "h1 h1 h1 h1 w1", 100,
	    0, CROWD_NOBODY, -1, -1, CROWD_OLD_MS - 100 },
	{ "and then ends its own oldest", "h1 h1 h1 h1 w1", CROWD_OLD_MS, 0,
	    CROWD_PUSH, 4, 0, -1 },
	{ "a source beyond its share waits", "h1 h1 w1", 10, 2, CROWD_NOBODY,
	    -1, -1, CROWD_OLD_MS - 10 },
	{ "a source beyond its share ends its own oldest", "h2 h1 h1 w1",
	    CROWD_OLD_MS + 1, 2, CROWD_PUSH, 3, 1, -1 },
	{ "others have their turn meanwhile", "h1 h1 w1 w1 w2", 10, 2,
	    CROWD_BEGIN, 4, -1, -1 },
	{ "a source has no share if it has no address", "h0 h0 w0", 10, 2,
	    CROWD_BEGIN, 2, -1, -1 },
};

static void
fill(struct crowd_member *m, const char *s, int64_t age)
{
	int64_t since = NOW - age;

	for (; *s != '\0'; s += s[2] == ' ' ? 3 : 2)
		*m++ =
		    (struct crowd_member){ .state = s[0] == 'w' ? CROWD_WAITING
						    : s[0] == 'h'
							? CROWD_HANDSHAKE
							: CROWD_SERVED,
			    .source = (uint64_t)(s[1] - '0'),
			    .since_ms = since++ };
}

static void
test_turns(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct crowd_member member[2 * MOST + 8 + CROWD_SLACK] = { 0 };
		struct crowd c = { .member = member,
			.handshakes = MOST,
			.connections = 8,
			.per_source = cases[i].per_source,
			.used = COUNT(member) };
		struct crowd_turn turn = { .who = 99, .victim = 99 };
		enum crowd_answer got;

		fill(member, cases[i].members, cases[i].age);
		got = crowd_next(&c, NOW, &turn);
		OK(got == cases[i].want && turn.wait_ms == cases[i].wait &&
			(cases[i].who < 0 ||
			    turn.who == (size_t)cases[i].who) &&
			(cases[i].victim < 0 ||
			    turn.victim == (size_t)cases[i].victim),
		    "%s: %d, %zu, %zu, %d ms", cases[i].why, (int)got, turn.who,
		    turn.victim, (int)turn.wait_ms);
	}
}

static void
test_full(void)
{
	struct crowd_member member[2 * MOST + 8 + CROWD_SLACK] = { 0 };
	struct crowd c = { .member = member,
		.handshakes = MOST,
		.connections = 8,
		.per_source = 3,
		.used = COUNT(member) };
	struct crowd_turn turn;
	bool dropped;
	size_t n = 0;

	OK(crowd_places(&c) == COUNT(member), "the number of places");
	while (n < 3 + CROWD_SLACK)
		member[n++] = (struct crowd_member){
			.state = CROWD_SERVED, .source = 1, .since_ms = NOW
		};
	member[n] = (struct crowd_member){
		.state = CROWD_WAITING, .source = 1, .since_ms = NOW
	};
	OK(crowd_next(&c, NOW, &turn) == CROWD_REFUSE && turn.who == n,
	    "a source with all its connections is refused");
	member[n].source = 2;
	OK(crowd_next(&c, NOW, &turn) == CROWD_BEGIN, "another one is not");
	while (n < MOST + 8 + CROWD_SLACK)
		member[n++] = (struct crowd_member){
			.state = CROWD_SERVED, .source = n, .since_ms = NOW
		};
	OK(crowd_is_full(&c), "all places are taken");
	member[0].state = CROWD_FREE;
	OK(!crowd_is_full(&c), "one has ended");
	member[0].state = CROWD_SERVED;
	member[n] = (struct crowd_member){
		.state = CROWD_WAITING, .source = 99, .since_ms = NOW
	};
	OK(crowd_next(&c, NOW, &turn) == CROWD_NOBODY && turn.wait_ms == -1,
	    "when all places are taken, one waits until there is one");
	OK(crowd_enter(&c, &dropped) == n + 1 && !dropped,
	    "there is still room to wait");
}

/* Processes that serve several connections. */
static void
test_idle(void)
{
	struct crowd_member member[2 * MOST + 8 + CROWD_SLACK] = { 0 };
	struct crowd c = { .member = member,
		.handshakes = MOST,
		.connections = 8,
		.used = COUNT(member) };
	struct crowd_turn turn;

	fill(member, "s1 s1 s1 s1 s1 s1 s1 s1 w2", 10);
	OK(crowd_idle(&c, false) == crowd_places(&c), "no process is idle");
	for (size_t i = 0; i < 4; i++) {
		member[i].state = CROWD_IDLE;
		member[i].busy = i >= 2;
	}
	OK(crowd_idle(&c, false) == 1 && crowd_idle(&c, true) == 3,
	    "the one that became idle last, of the kind that is wanted");
	member[0].state = member[1].state = CROWD_SERVED;
	OK(crowd_idle(&c, false) == crowd_places(&c),
	    "one of the other kind is left alone");
	for (size_t i = 9; i <= MOST + 8 + CROWD_SLACK; i++)
		member[i] = (struct crowd_member){ .state = CROWD_SERVED };
	OK(crowd_idle(&c, false) == 3,
	    "unless there is no place for a further process");
	OK(!crowd_is_full(&c) && crowd_next(&c, NOW, &turn) == CROWD_BEGIN &&
		turn.who == 8,
	    "an idle process takes no place from a connection");
}

static void
test_queue(void)
{
	struct crowd_member member[2 * MOST + 8 + CROWD_SLACK] = { 0 };
	struct crowd c = { .member = member,
		.handshakes = MOST,
		.connections = 8,
		.per_source = 0,
		.used = COUNT(member) };
	bool dropped;

	fill(member, "w2 w1 w1 w3", 10);
	OK(crowd_enter(&c, &dropped) == 1 && dropped,
	    "a full queue drops the oldest of the source that has most");
	member[2].state = CROWD_FREE;
	OK(crowd_enter(&c, &dropped) == 2 && !dropped,
	    "a queue with room drops nobody");
	OK(c.used == 4, "nobody is looked for behind the last member");
}

static void
test_used(void)
{
	struct crowd_member member[2 * MOST + 8 + CROWD_SLACK] = { 0 };
	struct crowd c = { .member = member,
		.handshakes = MOST,
		.connections = 8,
		.per_source = 0,
		.used = 0 };
	bool dropped;

	for (size_t i = 0; i < 3; i++) {
		OK(crowd_enter(&c, &dropped) == i && !dropped,
		    "the first free place, %zu", i);
		member[i].state = CROWD_SERVED;
	}
	member[0].state = CROWD_FREE;
	member[2].state = CROWD_FREE;
	OK(crowd_enter(&c, &dropped) == 0 && c.used == 2,
	    "places at the end that have become free are left out");
}

int
main(void)
{
	test_turns();
	test_full();
	test_idle();
	test_queue();
	test_used();
	return DONE();
}
