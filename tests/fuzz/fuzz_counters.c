/*
 * A file of counters with any content.  The first two bytes choose a bucket and
 * an offset in it, the third a key and a status to count; the rest is written
 * there, and over the head.
 */
#include "base/counters.h"
#include "site/statuspage.h"

#include "fuzz/fuzz.h"

#define NOW INT64_C(1795255200)

static struct counters table;
static struct counters_totals before, after;
static struct counters_row rows[COUNTERS_BUCKETS * COUNTERS_SLOTS];

/* Checks that keys lie in the table, and that rows are in their order. */
static void
check_rows(void)
{
	size_t n = counters_top(&table, rows, COUNT(rows));

	MUST(n <= COUNT(rows));
	for (size_t i = 0; i < n; i++) {
		char buf[COUNTERS_KEY];
		struct span key = counters_key(&table, &rows[i], buf);

		MUST(rows[i].bucket < COUNTERS_BUCKETS);
		MUST(rows[i].slot < COUNTERS_SLOTS);
		MUST(key.n <= COUNTERS_KEY && key.n <= rows[i].length);
		MUST(i == 0 ||
		     rows[i - 1].total.requests >= rows[i].total.requests);
	}
	MUST(counters_top(&table, rows, 3) == (n < 3 ? n : 3));
}

/*
 * Checks that the page has one length, comes in pieces that fit, and has no
 * markup but ours.
 */
static void
check_page(void)
{
	static struct statuspage page;
	static char buf[STATUSPAGE_PIECE];
	uint64_t length = 0, opened = 0;

	statuspage_take(&table, NOW, false, &page);
	for (size_t i = 0; i < statuspage_pieces(&page); i++) {
		struct text t = TEXT(buf);

		statuspage_put(&t, &page, i);
		MUST(text_fits(&t));
		length += t.n;
		for (size_t k = 0; k < t.n; k++) {
			MUST(
			    buf[k] == '\n' || (buf[k] >= ' ' && buf[k] < 0x7f));
			opened += buf[k] == '<';
			opened -= buf[k] == '>';
			MUST(opened <= 1);
		}
	}
	MUST(opened == 0);
	MUST(length == statuspage_length(&page));
}

/*
 * Checks that each line is ASCII and a sample or a comment, and that the length
 * is the same each time.
 */
static void
check_metrics(void)
{
	static struct statuspage page;
	static char buf[STATUSPAGE_PIECE];
	uint64_t length = 0;

	statuspage_take(&table, NOW, true, &page);
	for (size_t i = 0; i < statuspage_pieces(&page); i++) {
		struct text t = TEXT(buf);
		size_t quotes = 0;

		statuspage_put(&t, &page, i);
		MUST(text_fits(&t));
		length += t.n;
		MUST(t.n > 0 && buf[t.n - 1] == '\n');
		for (size_t k = 0; k < t.n; k++) {
			MUST(
			    buf[k] == '\n' || (buf[k] >= ' ' && buf[k] < 0x7f));
			MUST(buf[k] != '\\');
			quotes += buf[k] == '"';
			MUST(buf[k] != '\n' || quotes % 2 == 0);
		}
	}
	MUST(length == statuspage_length(&page));
}

/*
 * Checks that an event counts once by status, whatever the table holds, and
 * that nothing loops.
 */
static void
check_count(unsigned choice)
{
	char key[8] = "/fuzz000";
	struct counters_event e = { { key, choice & 7 }, 200, 5, NOW, 9 };

	key[1] = (char)choice;
	counters_read(&table, NOW, &before);
	counters_count(&table, &e);
	counters_read(&table, NOW, &after);
	MUST(after.status[0].requests == before.status[0].requests + 1);
	MUST(after.status[0].bytes == before.status[0].bytes + 5);
	MUST(after.resources <= before.resources + 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };
	unsigned bucket = choose(&in) * 4, offset = choose(&in) * 16;
	unsigned choice = choose(&in);
	struct counters_head head = table.head;
	char *at = (char *)&table.bucket[bucket] + offset;
	size_t room = COUNTERS_PAGE - offset;

	memcpy(&head, in.p, in.n < sizeof head ? in.n : sizeof head);
	(void)counters_check(&head);
	memcpy(at, in.p, in.n < room ? in.n : room);
	memcpy(&table.limited, in.p,
	    in.n < sizeof table.limited ? in.n : sizeof table.limited);
	for (size_t i = 0; i < LIMITED_ROWS; i++)
		table.limited.place[i].last_s = NOW - (int64_t)(choice & 15);
	check_rows();
	check_page();
	check_metrics();
	check_count(choice);
	memset(&table, 0, sizeof table);
	return 0;
}
