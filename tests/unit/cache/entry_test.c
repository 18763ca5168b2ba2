#define _GNU_SOURCE
#include "cache/entry.h"

#include "unit/cache/stored.h"

static char file[LIMIT_ENTRY];

static struct span
put(const struct entry *e)
{
	struct text t = TEXT(file);

	entry_put(&t, e);
	return TEXT_SPAN(t);
}

static bool
same(const struct entry *a, const struct entry *b)
{
	return span_eq(a->uri, b->uri) && span_eq(a->head, b->head) &&
	       span_eq(a->body, b->body) && a->flags == b->flags &&
	       a->request_time == b->request_time &&
	       a->response_time == b->response_time && a->first == b->first &&
	       a->held == b->held && a->whole == b->whole &&
	       a->blob == b->blob && a->blob_at == b->blob_at &&
	       memcmp(a->owner, b->owner, sizeof a->owner) == 0 &&
	       memcmp(a->select, b->select, sizeof a->select) == 0;
}

static struct entry
sample(void)
{
	struct entry e =
	    stored_for(OK_HEAD "ETag: \"a\"\r\nVary: X\r\n", 5, "X: y\r\n");

	vary_owner(request("Cookie: c\r\n"), VARY_VERIFIED, SPAN(""), e.owner);
	e.request_time = -7;
	return e;
}

static void
test_round_trip(void)
{
	struct entry e = sample(), again;
	struct span s;

	OK(entry_parse(put(&e), &again) == ENTRY_GOOD && same(&e, &again),
	    "what is put is parsed");
	OK(again.message.status == 200 && again.message.fields.n == 2,
	    "and its head is read");
	e.flags = ENTRY_BLOB | ENTRY_STALE;
	e.body.n = 0;
	e.held = 5000000000;
	e.whole = ENTRY_UNKNOWN;
	e.blob = UINT64_MAX;
	e.blob_at = 20;
	OK(entry_parse(put(&e), &again) == ENTRY_GOOD && same(&e, &again),
	    "one whose body is elsewhere");
	e = sample();
	s = put(&e);
	s = guarded_n(s.p, s.n);
	OK(entry_parse(s, &again) == ENTRY_GOOD, "nothing behind it is read");
}

/* The entry cut at every point, and with each bit of every byte flipped. */
static void
test_damage(void)
{
	struct entry e = sample(), out = { .held = 4711 };
	struct span s = put(&e);
	size_t cut = 0, flipped = 0, longer;

	for (size_t n = 0; n < s.n; n++)
		cut += entry_parse(guarded_n(s.p, n), &out) != ENTRY_DAMAGED;
	OK(cut == 0, "cut anywhere it is damaged");
	for (size_t i = 0; i < s.n * 8; i++) {
		file[i / 8] ^= (char)(1 << i % 8);
		flipped += entry_parse(s, &out) == ENTRY_GOOD;
		file[i / 8] ^= (char)(1 << i % 8);
	}
	OK(flipped == 0, "every bit of it counts");
	longer = s.n + 1;
	OK(entry_parse((struct span){ file, longer }, &out) == ENTRY_DAMAGED,
	    "so does its length");
	OK(out.held == 4711, "and nothing is written");
}

/* Files with a correct checksum and values that make no sense. */
static const struct {
	const char *why;
	size_t at, bytes;
	uint64_t value;
	enum entry_answer want;
} odd[] = {
	{ "another version", 8, 4, 2, ENTRY_VERSION },
	{ "a longer URI than there is", 20, 4, 1000000, ENTRY_DAMAGED },
	{ "lengths that wrap around", 20, 4, 0xffffffff, ENTRY_DAMAGED },
	{ "a head that ends elsewhere", 24, 4, 1, ENTRY_DAMAGED },
	{ "an unknown flag", 32, 4, 8, ENTRY_DAMAGED },
	{ "a blob that has an inline body", 32, 4, ENTRY_BLOB, ENTRY_DAMAGED },
	{ "something where nothing is", 36, 4, 1, ENTRY_DAMAGED },
	{ "more held than there is", 64, 8, 11, ENTRY_DAMAGED },
	{ "an offset beyond the whole", 56, 8, 11, ENTRY_DAMAGED },
	{ "an offset and length that wrap around", 56, 8, UINT64_MAX - 3,
	    ENTRY_DAMAGED },
	{ "a whole less than what is held", 72, 8, 9, ENTRY_DAMAGED },
	{ "a whole beyond all numbers", 72, 8, UINT64_MAX - 1, ENTRY_DAMAGED },
};

static void
test_odd(void)
{
	for (size_t i = 0; i < COUNT(odd); i++) {
		struct entry e = sample(), out;
		struct span s = put(&e);

		for (size_t b = 0; b < odd[i].bytes; b++)
			file[odd[i].at + b] = (char)(odd[i].value >> (8 * b));
		entry_seal(file, s.n);
		OK(entry_parse(s, &out) == odd[i].want, "sealed, and yet: %s",
		    odd[i].why);
	}
}

static void
test_head(void)
{
	struct entry e = sample(), out;

	e.head = SPAN("no status line\r\n");
	OK(entry_parse(put(&e), &out) == ENTRY_DAMAGED, "a head that is none");
	OK(entry_is_complete(&(struct entry){ .held = 9, .whole = 9 }),
	    "all of it is complete");
	OK(!entry_is_complete(&(struct entry){ .held = 9, .whole = 10 }),
	    "a prefix is not");
	OK(!entry_is_complete(
	       &(struct entry){ .first = 1, .held = 9, .whole = 9 }),
	    "nor is a suffix");
	OK(!entry_is_complete(
	       &(struct entry){ .held = 9, .whole = ENTRY_UNKNOWN }),
	    "nor what has no known end");
}

int
main(void)
{
	test_round_trip();
	test_damage();
	test_odd();
	test_head();
	return DONE();
}
