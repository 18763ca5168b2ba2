#include "http/range.h"

#include <string.h>

enum one { BAD, UNSAT, GOOD };

/* So many parts and more are to come in ascending order (14.2). */
#define MANY 8

/* 1*DIGIT of any length: over 2^64-1 is 2^64-1, past the end of any file. */
static bool
position(struct span s, uint64_t *out)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	if (!span_u64(s, out))
		*out = UINT64_MAX;
	return s.n > 0;
}

/* -suffix: the last n bytes. */
static enum one
parse_suffix(struct span digits, uint64_t size, struct byte_range *out)
{
	uint64_t last;

	if (!position(digits, &last))
		return BAD;
	if (last == 0)
		return UNSAT;
	if (last > size) /* longer than the file: all of it */
		last = size;
	*out = (struct byte_range){ size - last, last };
	return GOOD;
}

/* One range-spec: "first-", "first-last" or "-suffix". */
static enum one
parse_one(struct span spec, uint64_t size, struct byte_range *out)
{
	struct span a, b;
	uint64_t first, last = UINT64_MAX;

	if (!span_cut(spec, '-', &a, &b))
		return BAD;
	if (a.n == 0)
		return parse_suffix(b, size, out);
	if (!position(a, &first))
		return BAD;
	if (b.n > 0 && (!position(b, &last) || last < first))
		return BAD;
	if (first >= size)
		return UNSAT;
	if (last >= size) /* past the end: the remainder */
		last = size - 1;
	*out = (struct byte_range){ first, last - first + 1 };
	return GOOD;
}

static bool
overlap(const struct byte_range *a, const struct byte_range *b)
{
	return a->first < b->first + b->length &&
	       b->first < a->first + a->length;
}

/* The set is one that a broken or hostile client would send. */
static bool
is_wasteful(const struct byte_range *part, size_t n)
{
	size_t overlapping = 0;
	bool ascending = true;

	for (size_t i = 0; i < n; i++) {
		bool any = false;

		for (size_t j = 0; j < n; j++)
			any = any || (i != j && overlap(&part[i], &part[j]));
		overlapping += any;
		if (i > 0 && part[i].first < part[i - 1].first)
			ascending = false;
	}
	return overlapping > 2 || (n > MANY && !ascending);
}

/* The range-set; *seen counts the specs, satisfiable or not. */
static enum one
parse_set(struct span set, uint64_t size, struct byte_range *got, size_t *kept,
    size_t *seen)
{
	struct span spec;
	bool more;

	do {
		more = span_cut(set, ',', &spec, &set);
		spec = span_trim(spec);
		if (spec.n == 0) /* empty list elements, 9110 5.6.1.2 */
			continue;
		if ((*seen)++ == LIMIT_RANGES)
			return BAD;
		switch (parse_one(spec, size, &got[*kept])) {
		case BAD:
			return BAD;
		case UNSAT:
			break;
		case GOOD:
			++*kept;
			break;
		}
	} while (more);
	return *seen > 0 ? GOOD : BAD;
}

enum range_answer
range_parse(struct span value, uint64_t size,
    struct byte_range part[LIMIT_RANGES], size_t *n)
{
	struct byte_range got[LIMIT_RANGES];
	struct span unit, set;
	size_t kept = 0, seen = 0;

	if (!span_cut(value, '=', &unit, &set) ||
	    !span_eq_nocase(unit, SPAN("bytes")))
		return RANGE_WHOLE;
	if (parse_set(set, size, got, &kept, &seen) == BAD)
		return RANGE_WHOLE;
	/*
	 * 14.2 lets us ignore the field.  An empty file is sent whole, as all
	 * of it is what every client wants; a suffix of it is even satisfiable
	 * (14.1.2), but no Content-Range can say so.
	 */
	if (size == 0)
		return RANGE_WHOLE;
	if (kept == 0)
		return RANGE_UNSAT;
	if (is_wasteful(got, kept))
		return RANGE_WHOLE;
	memcpy(part, got, kept * sizeof *part);
	*n = kept;
	return RANGE_SOME;
}
