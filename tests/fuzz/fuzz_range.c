/* Range sets and lists of entity tags.  Choices: the size of the file. */
#include "http/etag.h"
#include "http/range.h"

#include "fuzz/fuzz.h"

/* Sizes that hide overflows; other choices are the size itself. */
static uint64_t
choose_size(struct span *in)
{
	static const uint64_t large[] = { UINT64_MAX, UINT64_MAX - 1,
		(uint64_t)1 << 63, ((uint64_t)1 << 63) - 1, 4294967296,
		4294967295, 1048576, 10000 };
	unsigned c = choose(in);

	return c < 256 - COUNT(large) ? c : large[255 - c];
}

static bool
touch(const struct byte_range *a, const struct byte_range *b)
{
	const struct byte_range *low = a->first <= b->first ? a : b;
	const struct byte_range *high = low == a ? b : a;

	return high->first - low->first <= low->length;
}

static void
check_parts(const struct byte_range *part, size_t n, uint64_t size)
{
	uint64_t total = 0;

	/*
	 * 9110 14.2, 17.15: the set has at least one part and a bounded number.
	 */
	MUST(n > 0 && n <= LIMIT_RANGES);
	for (size_t i = 0; i < n; i++) {
		/* Each part lies inside the file. */
		MUST(part[i].length > 0);
		MUST(part[i].first < size);
		MUST(part[i].length <= size - part[i].first);
		/* 15.3.7.2: parts that overlap or touch have become one. */
		for (size_t j = 0; j < i; j++)
			MUST(!touch(&part[i], &part[j]));
		/* No byte is sent twice. */
		MUST(part[i].length <= size - total);
		total += part[i].length;
	}
}

static void
check_range(struct span value, uint64_t size)
{
	struct byte_range part[LIMIT_RANGES];
	size_t n = 12345;

	switch (range_parse(value, size, part, &n)) {
	case RANGE_SOME:
		check_parts(part, n, size);
		/* 9110 14.1: the only unit that we offer. */
		MUST(value.n > 6 && (*value.p == 'b' || *value.p == 'B'));
		return;
	case RANGE_WHOLE:
	case RANGE_UNSAT:
		/* n is written only with RANGE_SOME. */
		MUST(n == 12345);
		return;
	}
	MUST(!"one of three answers");
}

/* A tag that is put is read back as the same tag. */
static void
check_etag(const struct etag *e, struct span value)
{
	struct etag again;
	struct text t;
	char *buf = malloc(value.n + 2);

	/* 8.8.3: the tag lies in the value, in quotes, and has none inside. */
	MUST(inside(e->opaque, value));
	MUST(e->opaque.n >= 2);
	MUST(*e->opaque.p == '"');
	MUST(memchr(e->opaque.p + 1, '"', e->opaque.n - 1) ==
	     e->opaque.p + e->opaque.n - 1);
	t = (struct text){ buf, value.n + 2, 0 };
	etag_put(&t, e);
	MUST(text_fits(&t));
	MUST(etag_parse(TEXT_SPAN(t), &again));
	MUST(again.weak == e->weak && span_eq(again.opaque, e->opaque));
	/* 8.8.3.2: weak comparison is an equivalence, strong needs both. */
	MUST(etag_weak_match(e, &again));
	MUST(etag_strong_match(e, &again) == !e->weak);
	free(buf);
}

static void
check_etags(struct span value)
{
	struct span list = value;
	size_t before = list.n + 1;
	enum etag_answer answer;
	struct etag e;

	/* A walk ends: each member makes the list shorter. */
	while ((answer = etag_next(&list, &e)) == ETAG_ONE) {
		MUST(list.n < before);
		before = list.n;
		MUST(inside(list, value));
		check_etag(&e, value);
	}
	/* The whole list was read, or it is malformed. */
	MUST(answer == ETAG_BAD || list.n == 0);
	/* One tag is a list of one. */
	if (etag_parse(value, &e)) {
		list = value;
		MUST(etag_next(&list, &e) == ETAG_ONE);
		MUST(etag_next(&list, &e) == ETAG_END);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };
	uint64_t size = choose_size(&in);

	check_range(in, size);
	check_etags(in);
	return 0;
}
