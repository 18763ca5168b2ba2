/*
 * The scoreboard: each place is given out once, and a source holds no more than
 * its share of the places, in one process and in two.
 */
#define _GNU_SOURCE
#include "os/scoreboard.h"

#include "unit/test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define V4(a, b, c, d)                                                         \
	{                                                                      \
		ADDRESS_IPV4, { a, b, c, d }, 1                                \
	}
#define V6(...)                                                                \
	{                                                                      \
		ADDRESS_IPV6, { __VA_ARGS__ }, 1                               \
	}

static const struct {
	const char *why;
	struct address a, b;
	bool same;
} sources[] = {
	{ "one address", V4(192, 0, 2, 1), V4(192, 0, 2, 1), true },
	{ "whatever its port", V4(192, 0, 2, 1),
	    { ADDRESS_IPV4, { 192, 0, 2, 1 }, 2 }, true },
	{ "two addresses", V4(192, 0, 2, 1), V4(192, 0, 2, 2), false },
	{ "an IPv4 address that is mapped into IPv6 is itself",
	    V4(192, 0, 2, 1),
	    V6(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1), true },
	{ "one IPv6 /64 is one host", V6(0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 1),
	    V6(0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 2), true },
	{ "two IPv6 networks", V6(0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 1),
	    V6(0x20, 1, 0xd, 0xb8, 0, 0, 0, 2, 1), false },
	{ "::1 is somebody", V6(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
	    V6(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), true },
	{ "a Unix socket has no sources", { ADDRESS_UNIX, { 0 }, 0 },
	    { ADDRESS_UNIX, { 0 }, 0 }, false },
};

static void
test_sources(void)
{
	for (size_t i = 0; i < COUNT(sources); i++) {
		struct scoreboard *b = scoreboard_new(4);
		struct scoreboard_place *p = scoreboard_take(b, 0),
					*q = scoreboard_take(b, 0);
		bool first = scoreboard_admit(b, p, &sources[i].a, 1);
		bool second = scoreboard_admit(b, q, &sources[i].b, 1);

		OK(first && second == !sources[i].same, sources[i].why);
		scoreboard_leave(b, p);
		OK(scoreboard_admit(b, q, &sources[i].b, 1),
		    "and when the first has left there is room");
	}
}

/* Which connection a full listener asks to make room, and in which order. */
static void
test_eldest(void)
{
	struct scoreboard *b = scoreboard_new(5);
	struct scoreboard_place *p[5];

	for (int i = 0; i < 5; i++) {
		p[i] = scoreboard_take(b, i == 4 ? 2 : 1);
		scoreboard_begin(p[i], (uint64_t)(10 - i));
	}
	OK(scoreboard_eldest(b, 1, 0, 1000) == NULL,
	    "nobody who is not there yet");
	for (int i = 0; i < 5; i++)
		(void)scoreboard_fill(p[i], i == 4 ? 2 : 1, 100 + i);
	(void)scoreboard_idle(b, p[3], true);
	OK(scoreboard_eldest(b, 1, 0, 1000) == p[2],
	    "the oldest connection first");
	OK(scoreboard_eldest(b, 1, 0, 1000) == p[1], "then the next");
	OK(scoreboard_eldest(b, 1, 1, 1001) == p[2],
	    "and from the start, if it is asked in another way");
	OK(scoreboard_eldest(b, 1, 0, 1002) == p[0], "the youngest last");
	OK(scoreboard_eldest(b, 1, 0, 1003) == NULL,
	    "none twice in a moment, none without a connection, none of "
	    "others");
	scoreboard_begin(p[2], 11);
	OK(scoreboard_eldest(b, 1, 0, 1004) == p[2],
	    "a new connection is another");
	OK(scoreboard_eldest(b, 1, 0, 1100) == p[1],
	    "later whoever was asked first");
	OK(scoreboard_eldest(b, 2, 0, 1100) == p[4], "each worker has its own");
}

/* The status page shows the attendance. */
static void
test_attend(void)
{
	struct scoreboard *b = scoreboard_new(5);
	struct scoreboard_place *p[4];
	struct attendance a;

	scoreboard_attend(b, 1000, &a);
	OK(a.connections == 0 && a.idle == 0 && a.places == 5 &&
		a.oldest_ms == 0,
	    "nobody");
	for (int i = 0; i < 4; i++) {
		p[i] = scoreboard_take(b, 1);
		scoreboard_begin(p[i], (uint64_t)i);
		scoreboard_date(p[i], 1000 + i);
		(void)scoreboard_fill(p[i], 1, 100 + i);
	}
	(void)scoreboard_idle(b, p[0], true);
	b->accepted = 9;
	b->sent_away = 2;
	scoreboard_attend(b, 2000, &a);
	OK(a.connections == 3 && a.idle == 1 && a.oldest_ms == 999 &&
		a.accepted == 9 && a.sent_away == 2,
	    "three, the oldest of them, and one that waits");
	scoreboard_attend(b, 11002, &a);
	OK(a.lasting[0] == 1 && a.lasting[1] == 2 && a.lasting[2] == 0 &&
		a.lasting[3] == 0,
	    "two have lasted 10 s");
	scoreboard_attend(b, 61002, &a);
	OK(a.lasting[1] == 1 && a.lasting[2] == 2, "two a minute");
	scoreboard_attend(b, 700000, &a);
	OK(a.lasting[0] == 0 && a.lasting[3] == 3, "all over ten");
	scoreboard_leave(b, p[1]);
	p[1] = scoreboard_take(b, 1);
	scoreboard_attend(b, 2000, &a);
	OK(a.connections == 3 && a.oldest_ms == 998,
	    "one that begins has no age of the one before it");
}

/*
 * The status page shows the oldest connections, and to nobody but its readers
 * from where they come.
 */
static void
test_rows(void)
{
	enum { PLACES = ATTENDANCE_ROWS + 5 };

	struct scoreboard *b = scoreboard_new(PLACES + 1);
	struct scoreboard_place *p[PLACES];
	struct address peer = { ADDRESS_IPV4, { 192, 0, 2, 1 }, 0 };
	struct attendance a;
	bool sorted = true;

	for (int i = 0; i < PLACES; i++) {
		peer.byte[3] = (uint8_t)i;
		p[i] = scoreboard_take(b, 1);
		(void)scoreboard_admit(b, p[i], &peer, 0);
		scoreboard_begin(p[i], (uint64_t)i);
		/* neither in the order of the places nor against it */
		scoreboard_date(p[i], 1000 + i * 7 % PLACES);
		(void)scoreboard_fill(p[i], 1, 100 + i);
	}
	(void)scoreboard_take(b, 1);
	scoreboard_notes(b)[p[0] - b->place] = ATTENDANCE_KEEPS;
	scoreboard_attend(b, 2000, &a);
	for (int i = 0; i < ATTENDANCE_ROWS; i++)
		sorted = sorted && a.row[i].begun_ms == 1000 + i;
	OK(a.nrows == ATTENDANCE_ROWS && sorted && a.taken_ms == 2000,
	    "the oldest ones, in order");
	OK(a.row[0].doing == ATTENDANCE_KEEPS &&
		a.row[1].doing == ATTENDANCE_WAITS,
	    "with what their processes say");
	OK(!a.named && a.row[0].source == 0, "and not from where they come");
	scoreboard_leave(b, p[0]);
	scoreboard_name(b, true, &a);
	OK(a.named && a.row[0].source == 0 &&
		a.row[1].source == p[a.row[1].place]->source &&
		a.row[1].source != 0,
	    "until that is asked for, if they are still there");
	scoreboard_name(b, false, &a);
	OK(!a.named && a.row[1].source == 0, "and not afterwards");
	scoreboard_name(b, true, &a);
	scoreboard_attend(b, 2000, &a);
	OK(!a.named && a.row[1].source == 0, "nor after another look");
}

static void
test_places(void)
{
	struct scoreboard *b = scoreboard_new(3);
	struct scoreboard_place *p[3];

	for (int i = 0; i < 3; i++)
		p[i] = scoreboard_take(b, 1);
	OK(p[0] && p[1] && p[2] && p[0] != p[1] && p[1] != p[2] && p[0] != p[2],
	    "three places, each once");
	OK(scoreboard_take(b, 1) == NULL && b->taken == 3, "and no fourth");
	scoreboard_fill(p[1], 1, 77);
	scoreboard_forget(b, 78);
	OK(scoreboard_take(b, 1) == NULL, "who had none gives none back");
	scoreboard_forget(b, 77);
	OK(scoreboard_take(b, 2) == p[1], "one that was killed does");
	scoreboard_fill(p[0], 1, 80);
	scoreboard_abandon(b, 1);
	OK(b->taken == 2 && p[2]->pid == 0 && p[0]->pid == 80,
	    "a worker that is gone loses what it had not filled");
	scoreboard_leave(b, p[0]);
	scoreboard_fill(p[0], 1, 80);
	OK(p[0]->pid == 0, "a child that ends before its parent knows it");
}

/* A worker can be killed at any moment: the count must stay right. */
static void
test_killed(void)
{
	struct scoreboard *b = scoreboard_new(3);
	struct scoreboard_place *p = scoreboard_take(b, 1);

	OK(scoreboard_fill(p, 1, 90) && scoreboard_fill(p, 1, 90) &&
		p->pid == 90,
	    "a child and its parent both say who has the place");
	OK(!scoreboard_fill(p, 1, 91) && p->pid == 90, "nobody else does");
	scoreboard_abandon(b, 1);
	OK(p->pid == 90 && b->taken == 1, "it outlives its worker");
	scoreboard_leave(b, p);
	scoreboard_leave(b, p);
	OK(b->taken == 0, "a place is given back once");
	OK(scoreboard_take(b, 2) == p && !scoreboard_fill(p, 1, 90) &&
		scoreboard_fill(p, 2, 93) && p->pid == 93,
	    "a parent that comes late does not fill what is another's by then");
	scoreboard_leave(b, p);
	p = scoreboard_take(b, 1);
	scoreboard_abandon(b, 1);
	OK(!scoreboard_fill(p, 1, 92) && p->pid == 0 && b->taken == 0,
	    "a child that was too late has lost it");
	scoreboard_forget(b, 92);
	OK(b->taken == 0, "and has nothing to give back");
}

static void
test_idle(void)
{
	struct scoreboard *b = scoreboard_new(3);
	struct scoreboard_place *p = scoreboard_take(b, 5),
				*q = scoreboard_take(b, 5);

	OK(scoreboard_idle(b, p, true) == 1 && scoreboard_idle(b, q, true) == 2,
	    "two wait");
	OK(scoreboard_idle(b, p, true) == 2, "each counts once");
	OK(scoreboard_idle(b, p, false) == 1, "one has found work");
	scoreboard_fill(q, 5, 99);
	scoreboard_forget(b, 99);
	OK(b->worker[5].idle == 0, "one that waited was killed");
}

static void
test_sharing(void)
{
	int fd = memfd_create("board", 0);
	struct scoreboard *b = NULL, *other = NULL, *raw;

	OK(fd >= 0 && ftruncate(fd, (off_t)scoreboard_size(8)) == 0 &&
		(b = scoreboard_make(fd, 8)) != NULL &&
		(other = scoreboard_attach(fd)) != NULL && other != b,
	    "a board in a file");
	OK(scoreboard_take(b, 0) != NULL && other->taken == 1,
	    "what one writes the other reads");
	/* b itself is sealed */
	raw = mmap(NULL, scoreboard_size(8), PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	raw->layout++;
	OK(scoreboard_attach(fd) == NULL, "another version's is none");
	raw->layout--;
	raw->nplaces = 9;
	OK(scoreboard_attach(fd) == NULL, "nor one that says it is larger");
	OK(ftruncate(fd, 10) == 0 && scoreboard_attach(fd) == NULL,
	    "nor one that is short");
	OK(scoreboard_attach(-1) == NULL, "nor none");
}

/* The description of a sandbox that is never entered. */
static const struct sandbox none;

/* A listener that was taken over cannot write nonsense over the sealed part. */
static void
test_scribbles(void)
{
	struct scoreboard *b = scoreboard_new(4);
	struct scoreboard_place *p = scoreboard_take(b, 0);
	int status = 0;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		signal(SIGSEGV, SIG_DFL); /* a sanitizer's handler would exit */
		b->nplaces = 1 << 30;
		_exit(0);
	}
	OK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
		WTERMSIG(status) == SIGSEGV && b->nplaces == 4,
	    "the number of places is sealed");
	signal(SIGUSR1, SIG_DFL); /* the write is deadly */
	scoreboard_fill(p, 0, getpid());
	scoreboard_signal(b, 0, SIGUSR1, &none);
	p->pid = 1;
	scoreboard_signal(b, 0, 0, &none);
	OK(true, "a signal goes to no process that is not a child");
	pid = fork();
	if (pid == 0) {
		(void)pause();
		_exit(0);
	}
	p->pid = pid;
	scoreboard_signal(b, 0, SIGKILL, &none);
	OK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
		WTERMSIG(status) == SIGKILL,
	    "but to one that is");
	for (unsigned i = 0; i < 65536; i += 257) {
		b->hint = i * 65537;
		p->worker = (uint16_t)i;
		(void)scoreboard_idle(b, p, i % 2);
		p = scoreboard_take(b, (uint16_t)i);
		if (p == NULL)
			p = &b->place[0];
		scoreboard_leave(b, p);
	}
	OK(b->nplaces == 4, "whatever the hints say, it stays within bounds");
}

/*
 * Takes a place, again if need be: one is free, but the other process may move
 * it behind the place where this call has looked.
 */
static struct scoreboard_place *
take(struct scoreboard *b, uint16_t me)
{
	struct scoreboard_place *p = NULL;

	for (int i = 0; p == NULL && i < 1000000; i++)
		p = scoreboard_take(b, me);
	if (p == NULL)
		_exit(1);
	return p;
}

/* Two processes take and leave places; no place is ever held twice. */
static void
test_race(void)
{
	struct scoreboard *b = scoreboard_new(4);
	int status = -1;
	bool good = true;
	pid_t pid = fork();

	for (int i = 0; i < 20000; i++) {
		uint16_t me = pid == 0 ? 1 : 2;
		struct scoreboard_place *p[2] = { take(b, me), take(b, me) };

		for (int k = 0; k < 2; k++) {
			good = good && p[k]->worker == me;
			scoreboard_fill(p[k], me, 100 + me);
			good = good && p[k]->pid == 100 + me;
		}
		scoreboard_leave(b, p[0]);
		scoreboard_leave(b, p[1]);
	}
	if (pid == 0)
		_exit(good ? 0 : 1);
	OK(waitpid(pid, &status, 0) == pid && status == 0 && good,
	    "no place is ever two workers'");
	OK(b->taken == 0, "and in the end all are free");
}

static void
test_telling(void)
{
	struct scoreboard *b = scoreboard_new(1);

	OK(scoreboard_may_tell(b, 0, 5000), "the first line");
	OK(!scoreboard_may_tell(b, 0, 5999), "not another within a second");
	OK(scoreboard_may_tell(b, 1, 5999), "but one of another kind");
	OK(scoreboard_may_tell(b, 0, 6000), "and after a second again");
}

/*
 * A process that serves a stranger can neither make room nor take room from the
 * others.
 */
static void
test_withheld(void)
{
	struct scoreboard *b = scoreboard_new(4), *shown = scoreboard_new(4);
	attendance_note *hidden = scoreboard_notes(b),
			*note = scoreboard_notes(shown);
	int status = -1;
	pid_t pid;

	scoreboard_withhold(b, false);
	pid = fork();
	if (pid == 0) {
		struct rlimit no_core = { 0, 0 };

		(void)setrlimit(RLIMIT_CORE, &no_core);
		b->lost = 7;
		_exit(0);
	}
	OK(waitpid(pid, &status, 0) == pid &&
		!(WIFEXITED(status) && WEXITSTATUS(status) == 0) &&
		b->lost == 0,
	    "a child has no board that is withheld");
	scoreboard_withhold(shown, true);
	pid = fork();
	if (pid == 0) {
		struct rlimit no_core = { 0, 0 };

		(void)setrlimit(RLIMIT_CORE, &no_core);
		hidden[0] = ATTENDANCE_READS;
		_exit(0);
	}
	OK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
		hidden[0] == ATTENDANCE_WAITS,
	    "and no notes, if nobody shows them");
	pid = fork();
	if (pid == 0) {
		struct rlimit no_core = { 0, 0 };

		(void)setrlimit(RLIMIT_CORE, &no_core);
		note[3] = ATTENDANCE_READS;
		shown->lost = 7;
		_exit(0);
	}
	OK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
		note[3] == ATTENDANCE_READS && shown->lost == 0,
	    "or the notes alone");
}

int
main(void)
{
	test_sources();
	test_eldest();
	test_attend();
	test_rows();
	test_places();
	test_killed();
	test_idle();
	test_sharing();
	test_scribbles();
	test_race();
	test_withheld();
	test_telling();
	return DONE();
}
