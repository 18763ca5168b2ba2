/* Counts stay right, even if a process was killed in the middle of one. */
#define _GNU_SOURCE
#include "base/counters.h"

#include "unit/test.h"

#include <signal.h>
#include <sys/wait.h>

#define NOW INT64_C(1795255200)

static struct counters *table;
static struct counters_totals totals;
static struct counters_row rows[COUNTERS_BUCKETS * COUNTERS_SLOTS];

static void
fresh(void)
{
	if (table != NULL)
		munmap(table, COUNTERS_SIZE);
	table = mmap(NULL, COUNTERS_SIZE, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	counters_head_make(&table->head, NOW);
}

static void
count(const char *key, int status, uint64_t bytes, int64_t time_s)
{
	struct counters_event e = { span_str(key), status, bytes, time_s, 0 };

	counters_count(table, &e);
}

/* Returns the requests of a resource, and in *slots how many rows it has. */
static uint64_t
requests_of(struct span key, size_t *slots)
{
	size_t n = counters_top(table, rows, COUNT(rows));
	uint64_t sum = 0;

	*slots = 0;
	for (size_t i = 0; i < n; i++) {
		char buf[COUNTERS_KEY];

		if (span_eq(counters_key(table, &rows[i], buf), key)) {
			sum += rows[i].total.requests;
			(*slots)++;
		}
	}
	return sum;
}

static size_t
sum_of(int status)
{
	for (size_t i = 0; i < COUNTERS_CODES; i++)
		if (counters_code(i) == status)
			return i;
	return COUNTERS_OTHER_STATUS;
}

static void
test_counts(void)
{
	size_t n;

	fresh();
	count("/a", 200, 10, NOW);
	count("/a", 206, 5, NOW);
	count("/b", 200, 1, NOW);
	count("", 404, 300, NOW);
	count("", 299, 7, NOW);
	counters_read(table, NOW, &totals);
	OK(totals.all.requests == 5 && totals.all.bytes == 323, "all");
	OK(totals.status[sum_of(200)].requests == 2 &&
		totals.status[sum_of(200)].bytes == 11 &&
		totals.status[sum_of(404)].bytes == 300,
	    "by status");
	OK(totals.status[COUNTERS_OTHER_STATUS].requests == 1,
	    "a status that has no sum of its own is another");
	OK(totals.resources == 2, "what has no key is no resource");
	n = counters_top(table, rows, 1);
	OK(n == 1 && rows[0].total.requests == 2 && rows[0].total.bytes == 15,
	    "the one asked for most comes first, and the rest falls out");
	OK(counters_top(table, rows, 0) == 0, "no room, no rows");
	OK(counters_top(table, rows, COUNT(rows)) == 2, "room for all");
}

static void
test_every_code(void)
{
	bool right = true;

	for (size_t i = 0; i < COUNTERS_CODES; i++)
		right = right &&
			(i == 0 || counters_code(i) > counters_code(i - 1));
	OK(right, "every status has one sum");
}

/* The table in each state that a kill can leave, and then the next process. */
static void
test_states(void)
{
	static const char key[] = "/a/path/of/more/than/eight/bytes";
	struct counters_slot *s;
	size_t slots;

	fresh();
	count(key, 200, 1, NOW);
	(void)counters_top(table, rows, 1);
	s = &table->bucket[rows[0].bucket].slot[rows[0].slot];

	s->length = 0;
	OK(requests_of(SPAN(key), &slots) == 0 && slots == 0 &&
		counters_top(table, rows, 1) == 1 && rows[0].length == 0,
	    "killed before the name is whole: counted, without a name");
	memset((void *)(uintptr_t)&s->key[1], 0, 16);
	count(key, 200, 1, NOW);
	OK(requests_of(SPAN(key), &slots) == 2 && slots == 1,
	    "killed while naming: the next one does it over");
	memset((void *)(uintptr_t)s->key, 0, sizeof s->key);
	s->length = 0;
	atomic_store(&s->sum.requests, 0);
	atomic_store(&s->sum.bytes, 0);
	count(key, 200, 1, NOW);
	OK(requests_of(SPAN(key), &slots) == 1 && slots == 1,
	    "killed right after the claim: the slot is not lost");
}

/* Another key has the same tag: the search goes on behind it. */
static void
test_one_hash(void)
{
	struct counters_slot *s;
	size_t slots;

	fresh();
	count("/a", 200, 1, NOW);
	(void)counters_top(table, rows, 1);
	s = &table->bucket[rows[0].bucket].slot[rows[0].slot];
	atomic_fetch_xor(&s->key[0], 1 << 8);
	count("/a", 200, 1, NOW);
	OK(requests_of(SPAN("/a"), &slots) == 1 && slots == 1,
	    "two paths with one hash have two slots");
	OK(counters_top(table, rows, 9) == 2,
	    "and a name that its hash denies is none");
}

static void
test_long_keys(void)
{
	char buf[4096];
	size_t lengths = 0, n;

	fresh();
	memset(buf, 'x', sizeof buf);
	for (size_t k = 1; k <= sizeof buf; k++) {
		struct counters_event e = { { buf, k }, 200, 1, NOW, 0 };

		if (k > 300 && k < sizeof buf - 300)
			continue;
		counters_count(table, &e);
		counters_count(table, &e);
	}
	n = counters_top(table, rows, COUNT(rows));
	for (size_t i = 0; i < n; i++) {
		char key[COUNTERS_KEY];
		struct span s = counters_key(table, &rows[i], key);

		lengths +=
		    rows[i].total.requests == 2 &&
		    s.n == (rows[i].length < COUNTERS_KEY ? rows[i].length
							  : COUNTERS_KEY);
	}
	OK(n == 601 && lengths == n,
	    "keys of every length, the long ones by their beginning");
}

static void
test_full(void)
{
	uint64_t named = 0;
	size_t n, most = 3 * COUNT(rows);

	fresh();
	for (size_t i = 0; i < most; i++) {
		char key[32];

		snprintf(key, sizeof key, "/%zu", i);
		counters_count(table,
		    &(struct counters_event){ span_str(key), 200, 1, NOW, 0 });
	}
	n = counters_top(table, rows, COUNT(rows));
	for (size_t i = 0; i < n; i++)
		named += rows[i].total.requests;
	counters_read(table, NOW, &totals);
	OK(named + totals.status[COUNTERS_OTHER_RESOURCE].requests == most &&
		totals.all.requests == most,
	    "a full table counts the rest together");
	OK(n > COUNT(rows) * 99 / 100, "and it is full: %zu of %zu", n,
	    COUNT(rows));
}

/* As many keys find a place as the manual promises. */
static void
test_room(void)
{
	size_t i = 0;

	fresh();
	counters_read(table, NOW, &totals);
	do {
		char key[64];

		snprintf(key, sizeof key, "/some/site/page-%zu.html", ++i);
		count(key, 200, 1, NOW);
		if (i % 100 == 0)
			counters_read(table, NOW, &totals);
	} while (totals.status[COUNTERS_OTHER_RESOURCE].requests == 0 &&
		 i < COUNT(rows));
	OK(i >= 8000, "%zu resources before one has no slot", i);
}

static void
test_minutes(void)
{
	fresh();
	count("/a", 200, 10, NOW);
	count("/b", 200, 10, NOW + 59);
	count("/c", 200, 10, NOW + 60);
	counters_read(table, NOW + 60, &totals);
	OK(totals.minute[0].requests == 1 && totals.minute[1].requests == 2 &&
		totals.minute[1].bytes == 20,
	    "by minute");
	counters_read(table, NOW + 3600, &totals);
	OK(totals.minute[59].requests == 1 && totals.minute[0].requests == 0,
	    "an hour later all but the last are gone");
	count("/a", 200, 10, NOW + 3600);
	counters_read(table, NOW + 3600, &totals);
	OK(totals.minute[0].requests == 1 && totals.minute[0].bytes == 10,
	    "a minute begins anew");
	count("/a", 200, 10, NOW);
	counters_read(table, NOW + 3600, &totals);
	OK(totals.minute[0].requests == 1 && totals.all.requests == 5,
	    "who is an hour late does not spoil it");
	count("/a", 200, 10, NOW - 86400 * 365);
	counters_read(table, NOW - 86400 * 365, &totals);
	OK(totals.minute[0].requests == 1,
	    "a clock put back by a year is believed");
	count("/z", 200, UINT64_MAX, NOW + 7200);
	count("/z", 200, 1, NOW + 7200);
	counters_read(table, NOW + 7200, &totals);
	OK(totals.minute[0].requests == 2 &&
		totals.minute[0].bytes == (UINT64_C(1) << 44) - 1,
	    "bytes of a minute stop at what their bits hold");
	counters_read(table, -5, &totals);
	count("/neg", 200, 1, -5);
	OK(totals.minute[0].requests == 0, "before 1970 there is nothing");
}

/* The longer ranges of the status page: the last 24 hours, the last 30 days. */
static void
test_hours_and_days(void)
{
	int64_t day = NOW - NOW % 86400;

	fresh();
	count("/a", 200, 10, day);
	count("/b", 200, 10, day + 3599);
	count("/c", 200, 10, day + 3600);
	counters_read(table, day + 3600, &totals);
	OK(totals.hour[0].requests == 1 && totals.hour[1].requests == 2 &&
		totals.hour[1].bytes == 20,
	    "by hour");
	OK(totals.day[0].requests == 3 && totals.day[0].bytes == 30, "by day");
	counters_read(table, day + 24 * 3600, &totals);
	OK(totals.hour[23].requests == 1 && totals.hour[0].requests == 0 &&
		totals.day[1].requests == 3 && totals.day[0].requests == 0,
	    "a day later");
	count("/a", 200, 10, day + 24 * 3600);
	count("/a", 200, 10, day + 1);
	counters_read(table, day + 24 * 3600, &totals);
	OK(totals.hour[0].requests == 1 && totals.day[0].requests == 1 &&
		totals.day[1].requests == 4,
	    "a request that is a day late counts for its day, and spoils no "
	    "hour");
	counters_read(table, day + 29 * INT64_C(86400), &totals);
	OK(totals.day[29].requests == 4 && totals.day[28].requests == 1,
	    "the oldest day");
	count("/a", 200, 10, day + 30 * INT64_C(86400));
	counters_read(table, day + 30 * INT64_C(86400), &totals);
	OK(totals.day[0].requests == 1 && totals.day[29].requests == 1,
	    "its place is the next one's");
}

static void
test_times(void)
{
	static const struct {
		uint64_t us;
		unsigned n;
	} took[] = { { 0, 50 }, { 100, 40 }, { 101, 5 }, { 60000000, 4 },
		{ 60000001, 1 } };
	static const struct {
		unsigned permille;
		uint64_t us;
	} within[] = { { 1, 100 }, { 500, 100 }, { 900, 100 }, { 901, 250 },
		{ 950, 250 }, { 951, 60000000 }, { 990, 60000000 },
		{ 991, UINT64_MAX }, { 1000, UINT64_MAX } };
	bool rising = true;

	fresh();
	counters_read(table, NOW, &totals);
	OK(counters_within(&totals, 500) == 0, "no requests, no time");
	for (size_t i = 0; i < COUNT(took); i++)
		for (unsigned n = 0; n < took[i].n; n++)
			counters_count(
			    table, &(struct counters_event){
				       SPAN("/a"), 200, 1, NOW, took[i].us });
	counters_read(table, NOW, &totals);
	OK(totals.took[0] == 90 && totals.took[1] == 5 &&
		totals.took[COUNTERS_TIMES - 2] == 4 &&
		totals.took[COUNTERS_TIMES - 1] == 1,
	    "a bound belongs to the times below it");
	OK(totals.took_us == 40 * 100 + 5 * 101 + UINT64_C(300000001),
	    "all times together");
	for (size_t i = 0; i < COUNT(within); i++)
		OK(counters_within(&totals, within[i].permille) == within[i].us,
		    "%u of 1000 within %llu", within[i].permille,
		    (unsigned long long)within[i].us);
	for (size_t i = 1; i < COUNTERS_TIMES; i++)
		rising = rising && counters_time(i) > counters_time(i - 1);
	OK(rising && counters_time(COUNTERS_TIMES - 1) == UINT64_MAX,
	    "bounds rise, and the last has none");
}

/*
 * Processes count at once, and some are killed; no count of the rest is lost.
 */
static void
test_processes(void)
{
	enum { PROCESSES = 8, ROUNDS = 20000 };
	uint64_t sum = 0;
	size_t n, unnamed = 0;
	pid_t pid[2 * PROCESSES];

	fresh();
	for (int p = 0; p < 2 * PROCESSES; p++) {
		pid[p] = fork();
		for (int i = 0; pid[p] == 0 && (i < ROUNDS || p >= PROCESSES);
		     i++) {
			char key[16];

			snprintf(key, sizeof key, "/%d", i % 500);
			counters_count(
			    table, &(struct counters_event){ span_str(key),
				       p < PROCESSES ? 200 : 404, 3, NOW, 0 });
		}
		if (pid[p] == 0)
			_exit(0);
	}
	for (int p = 0; p < PROCESSES; p++)
		waitpid(pid[p], NULL, 0);
	for (int p = PROCESSES; p < 2 * PROCESSES; p++) {
		kill(pid[p], SIGKILL);
		waitpid(pid[p], NULL, 0);
	}
	counters_read(table, NOW, &totals);
	OK(totals.status[sum_of(200)].requests == PROCESSES * ROUNDS &&
		totals.status[sum_of(200)].bytes == 3 * PROCESSES * ROUNDS,
	    "nothing is lost between processes");
	n = counters_top(table, rows, COUNT(rows));
	for (size_t i = 0; i < n; i++) {
		sum += rows[i].total.requests;
		unnamed += rows[i].length == 0;
	}
	OK(n == 500 && unnamed == 0, "one slot each: %zu", n);
	OK(sum <= totals.all.requests && totals.all.requests - sum <= PROCESSES,
	    "a kill costs one request at most");
}

static void
test_heads(void)
{
	struct counters_head h;

	memset(&h, 0, sizeof h);
	OK(counters_check(&h) == COUNTERS_BLANK, "zeros are to be made");
	counters_head_make(&h, NOW);
	OK(counters_check(&h) == COUNTERS_GOOD && h.since_s == NOW, "a head");
	h.version--;
	OK(counters_check(&h) == COUNTERS_OLDER_VERSION, "of an older version");
	h.version += 2;
	OK(counters_check(&h) == COUNTERS_OTHER_VERSION, "of another version");
	counters_head_make(&h, NOW);
	h.size--;
	OK(counters_check(&h) == COUNTERS_OTHER_VERSION, "of another size");
	counters_head_make(&h, NOW);
	h.order = __builtin_bswap64(h.order);
	OK(counters_check(&h) == COUNTERS_FOREIGN, "of another machine");
	counters_head_make(&h, NOW);
	h.magic[3] = 'x';
	OK(counters_check(&h) == COUNTERS_FOREIGN, "of something else");
}

int
main(void)
{
	test_counts();
	test_every_code();
	test_states();
	test_one_hash();
	test_long_keys();
	test_full();
	test_room();
	test_minutes();
	test_hours_and_days();
	test_times();
	test_processes();
	test_heads();
	return DONE();
}
