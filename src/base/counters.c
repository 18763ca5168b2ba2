#include "base/counters.h"

#include <string.h>

#define MAGIC "minihttp counters\n"
#define ORDER UINT64_C(0x0102030405060708)

/*
 * The bits of a word that hold the count of a minute, hour or day; the number
 * of that period is above them.
 */
#define REQUEST_BITS 32
#define BYTE_BITS 44

/* A request may be counted up to this many seconds after it began. */
#define LATE 86400

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

/* Changing the order needs a new COUNTERS_VERSION. */
static const short code[COUNTERS_CODES] = { 200, 201, 202, 204, 206, 301, 302,
	303, 304, 307, 308, 400, 401, 403, 404, 405, 408, 409, 411, 412, 413,
	414, 415, 416, 417, 429, 431, 500, 501, 502, 503, 504, 505, 507 };

/* In microseconds, about two to a factor of five. */
static const unsigned bound[COUNTERS_TIMES - 1] = { 100, 250, 500, 1000, 2500,
	5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000,
	5000000, 10000000, 30000000, 60000000 };

enum counters_verdict
counters_check(const struct counters_head *h)
{
	static const struct counters_head blank = { .version = 0 };

	if (memcmp(h, &blank, sizeof blank) == 0)
		return COUNTERS_BLANK;
	if (memcmp(h->magic, MAGIC, sizeof MAGIC) != 0 || h->order != ORDER)
		return COUNTERS_FOREIGN;
	if (h->version > 0 && h->version < COUNTERS_VERSION)
		return COUNTERS_OLDER_VERSION;
	return h->version == COUNTERS_VERSION && h->size == COUNTERS_SIZE
		   ? COUNTERS_GOOD
		   : COUNTERS_OTHER_VERSION;
}

void
counters_head_make(struct counters_head *h, int64_t now_s)
{
	*h = (struct counters_head){ .magic = MAGIC,
		.version = COUNTERS_VERSION,
		.order = ORDER,
		.size = COUNTERS_SIZE,
		.since_s = now_s };
}

int
counters_code(size_t sum)
{
	return code[sum];
}

uint64_t
counters_time(size_t i)
{
	return i < COUNTERS_TIMES - 1 ? bound[i] : UINT64_MAX;
}

/* FNV-1a, then mixed so that every bit depends on every other; never 0. */
static uint64_t
hash(struct span key)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * UINT64_C(0x100000001b3);
	h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
	h = (h ^ h >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return h != 0 ? h : 1;
}

static uint64_t
load(const _Atomic uint64_t *word)
{
	return atomic_load_explicit(word, memory_order_relaxed);
}

static void
add(struct counters_sum *s, uint64_t bytes)
{
	(void)atomic_fetch_add_explicit(&s->requests, 1, memory_order_relaxed);
	(void)atomic_fetch_add_explicit(&s->bytes, bytes, memory_order_relaxed);
}

/* Returns the i-th word of a key, which is padded with zeros. */
static uint64_t
word_of(struct span key, size_t i)
{
	uint64_t word = 0;
	size_t n = key.n - 8 * i;

	memcpy(&word, key.p + 8 * i, n < 8 ? n : 8);
	return word;
}

static size_t
words_of(struct span key)
{
	return ((key.n < COUNTERS_KEY ? key.n : COUNTERS_KEY) + 7) / 8;
}

static bool
has_key(const struct counters_slot *s, struct span key)
{
	for (size_t i = 0; i < words_of(key); i++)
		if (load(&s->key[i]) != word_of(key, i))
			return false;
	return true;
}

/*
 * Claims and names the slot if it is free.  Returns true if the slot belongs to
 * the key.
 */
static bool
is_slot_of(struct counters_slot *s, uint64_t h, struct span key)
{
	uint64_t tag = load(&s->tag), length;

	if (tag == 0 && atomic_compare_exchange_strong_explicit(&s->tag, &tag,
			    h, memory_order_relaxed, memory_order_relaxed))
		tag = h;
	if (tag != h)
		return false;
	length = atomic_load_explicit(&s->length, memory_order_acquire);
	if (length != 0)
		return length == key.n && has_key(s, key);
	for (size_t i = 0; i < words_of(key); i++)
		atomic_store_explicit(
		    &s->key[i], word_of(key, i), memory_order_relaxed);
	atomic_store_explicit(&s->length, key.n, memory_order_release);
	return true;
}

static void
count_resource(struct counters *t, struct counters_bucket *home,
    const struct counters_event *e)
{
	uint64_t h = hash(e->key);
	size_t first = (size_t)(home - t->bucket);

	for (size_t b = 0; b < COUNTERS_PROBE; b++) {
		struct counters_bucket *bucket =
		    &t->bucket[(first + b) % COUNTERS_BUCKETS];

		for (size_t i = 0; i < COUNTERS_SLOTS; i++) {
			struct counters_slot *s =
			    &bucket->slot[(h + i) % COUNTERS_SLOTS];

			if (is_slot_of(s, h, e->key)) {
				add(&s->sum, e->bytes);
				return;
			}
		}
	}
	add(&home->status[COUNTERS_OTHER_RESOURCE], e->bytes);
}

static size_t
sum_of(int status)
{
	for (size_t i = 0; i < COUNTERS_CODES; i++)
		if (code[i] == status)
			return i;
	return COUNTERS_OTHER_STATUS;
}

/*
 * A word of another period is of an earlier round and starts again at 0.  If
 * the word is of a later period, either this process is late or the clock was
 * set back: a lead of at most `late` periods drops the event, a longer one
 * starts the word again.
 */
static void
count_period(_Atomic uint64_t *word, unsigned bits, uint64_t period,
    uint64_t late, uint64_t n)
{
	uint64_t low = (UINT64_C(1) << bits) - 1;
	uint64_t have = load(word), next, ahead;

	do {
		ahead = ((have >> bits) - period) & (UINT64_MAX >> bits);
		if (ahead > 0 && ahead <= late)
			return;
		next = ahead == 0 ? have & low : 0;
		next = period << bits | (n < low - next ? next + n : low);
	} while (!atomic_compare_exchange_weak_explicit(
	    word, &have, next, memory_order_relaxed, memory_order_relaxed));
}

/* Counts in the ring of n periods, each of so many seconds. */
static void
count_in(struct counters_sum *ring, size_t n, uint64_t seconds,
    const struct counters_event *e)
{
	uint64_t period = e->time_s > 0 ? (uint64_t)e->time_s / seconds : 0;
	struct counters_sum *s = &ring[period % n];

	count_period(&s->requests, REQUEST_BITS, period, LATE / seconds, 1);
	count_period(&s->bytes, BYTE_BITS, period, LATE / seconds, e->bytes);
}

static void
count_time(struct counters_bucket *b, uint64_t took_us)
{
	size_t i = 0;

	while (took_us > counters_time(i))
		i++;
	(void)atomic_fetch_add_explicit(&b->took[i], 1, memory_order_relaxed);
	(void)atomic_fetch_add_explicit(
	    &b->took_us, took_us, memory_order_relaxed);
}

void
counters_count(struct counters *t, const struct counters_event *e)
{
	struct counters_bucket *home =
	    &t->bucket[(hash(e->key) >> 32) % COUNTERS_BUCKETS];

	add(&home->status[sum_of(e->status)], e->bytes);
	count_in(home->minute, COUNTERS_MINUTES, MINUTE, e);
	count_in(home->hour, COUNTERS_HOURS, HOUR, e);
	count_in(home->day, COUNTERS_DAYS, DAY, e);
	count_time(home, e->took_us);
	if (e->key.n > 0)
		count_resource(t, home, e);
}

static void
add_total(struct counters_total *to, uint64_t requests, uint64_t bytes)
{
	to->requests += requests;
	to->bytes += bytes;
}

/* Returns the count in a period's word, or 0 if it is of another period. */
static uint64_t
of_period(const _Atomic uint64_t *word, unsigned bits, uint64_t period)
{
	uint64_t have = load(word), low = (UINT64_C(1) << bits) - 1;

	return have >> bits == (period & (UINT64_MAX >> bits)) ? have & low : 0;
}

static void
read_ring(const struct counters_sum *ring, size_t n, uint64_t period,
    struct counters_total *out)
{
	for (uint64_t i = 0; i < n && i <= period; i++) {
		const struct counters_sum *s = &ring[(period - i) % n];

		add_total(&out[i],
		    of_period(&s->requests, REQUEST_BITS, period - i),
		    of_period(&s->bytes, BYTE_BITS, period - i));
	}
}

static void
read_bucket(const struct counters_bucket *b, uint64_t now_s,
    struct counters_totals *out)
{
	for (size_t i = 0; i < COUNTERS_SUMS; i++)
		add_total(&out->status[i], load(&b->status[i].requests),
		    load(&b->status[i].bytes));
	read_ring(b->minute, COUNTERS_MINUTES, now_s / MINUTE, out->minute);
	read_ring(b->hour, COUNTERS_HOURS, now_s / HOUR, out->hour);
	read_ring(b->day, COUNTERS_DAYS, now_s / DAY, out->day);
	for (size_t i = 0; i < COUNTERS_TIMES; i++)
		out->took[i] += load(&b->took[i]);
	out->took_us += load(&b->took_us);
	for (size_t i = 0; i < COUNTERS_SLOTS; i++)
		out->resources += load(&b->slot[i].tag) != 0;
}

void
counters_read(
    const struct counters *t, int64_t now_s, struct counters_totals *out)
{
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < COUNTERS_BUCKETS; i++)
		read_bucket(
		    &t->bucket[i], now_s > 0 ? (uint64_t)now_s : 0, out);
	for (size_t i = 0; i <= COUNTERS_OTHER_STATUS; i++)
		add_total(
		    &out->all, out->status[i].requests, out->status[i].bytes);
}

uint64_t
counters_within(const struct counters_totals *totals, unsigned permille)
{
	uint64_t all = 0, part = 0, most;

	for (size_t i = 0; i < COUNTERS_TIMES; i++)
		all += totals->took[i];
	if (all == 0)
		return 0;
	/* so many requests may take longer */
	most = all / 1000 * (1000 - permille) +
	       all % 1000 * (1000 - permille) / 1000;
	for (size_t i = 0; i < COUNTERS_TIMES; i++) {
		part += totals->took[i];
		if (all - part <= most)
			return counters_time(i);
	}
	return UINT64_MAX;
}

static bool
is_before(const struct counters_row *a, const struct counters_row *b)
{
	if (a->total.requests != b->total.requests)
		return a->total.requests > b->total.requests;
	return a->total.bytes > b->total.bytes;
}

/*
 * Inserts the row into the n sorted rows; if there is no room, the last row is
 * dropped.
 */
static size_t
insert(
    struct counters_row *rows, size_t n, size_t room, struct counters_row *row)
{
	size_t at = n;

	if (n == room && (n == 0 || !is_before(row, &rows[n - 1])))
		return n;
	while (at > 0 && is_before(row, &rows[at - 1]))
		at--;
	n += n < room;
	memmove(rows + at + 1, rows + at, (n - at - 1) * sizeof *rows);
	rows[at] = *row;
	return n;
}

size_t
counters_top(const struct counters *t, struct counters_row *rows, size_t room)
{
	size_t n = 0;

	for (unsigned b = 0; b < COUNTERS_BUCKETS; b++)
		for (unsigned i = 0; i < COUNTERS_SLOTS; i++) {
			const struct counters_slot *s = &t->bucket[b].slot[i];
			struct counters_row row = {
				.total = { load(&s->sum.requests),
				    load(&s->sum.bytes) },
				.bucket = b,
				.slot = i,
				.length = (size_t)atomic_load_explicit(
				    &s->length, memory_order_acquire),
			};

			if (load(&s->tag) != 0)
				n = insert(rows, n, room, &row);
		}
	return n;
}

struct span
counters_key(const struct counters *t, const struct counters_row *row,
    char buf[COUNTERS_KEY])
{
	const struct counters_slot *s = &t->bucket[row->bucket].slot[row->slot];
	struct span key = { buf,
		row->length < COUNTERS_KEY ? row->length : COUNTERS_KEY };

	for (size_t i = 0; i < words_of(key); i++) {
		uint64_t word = load(&s->key[i]);

		memcpy(buf + 8 * i, &word, 8);
	}
	/* two paths with the same hash named the slot at once */
	if (row->length <= COUNTERS_KEY && hash(key) != load(&s->tag))
		key.n = 0;
	return key;
}
