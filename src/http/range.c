#include "http/range.h"

enum one { BAD, UNSAT, GOOD };

/*
 * Reads 1*DIGIT of any length.  Numbers over 2^64-1 count as 2^64-1, which is
 * past the end of any file.
 */
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

/* Reads "-n": the last n bytes. */
static enum one
parse_suffix(struct span digits, uint64_t size, struct byte_range *out)
{
	uint64_t last;

	if (!position(digits, &last))
		return BAD;
	if (last == 0)
		return UNSAT;
	if (last > size) /* longer than the file: take all */
		last = size;
	*out = (struct byte_range){ size - last, last };
	return GOOD;
}

/* Reads one range-spec: "first-", "first-last" or "-suffix". */
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
	if (last >= size) /* past the end: take the rest */
		last = size - 1;
	*out = (struct byte_range){ first, last - first + 1 };
	return GOOD;
}

/* Returns whether the two overlap, or no byte of the file lies between them. */
static bool
touch(const struct byte_range *a, const struct byte_range *b)
{
	const struct byte_range *low = a->first <= b->first ? a : b;
	const struct byte_range *high = low == a ? b : a;

	return high->first - low->first <= low->length;
}

/* Extends *a to cover both ranges, which touch. */
static void
join(struct byte_range *a, const struct byte_range *b)
{
	uint64_t a_end = a->first + a->length, b_end = b->first + b->length;

	if (b->first < a->first)
		a->first = b->first;
	a->length = (a_end > b_end ? a_end : b_end) - a->first;
}

/*
 * Adds a range to the earlier ones, of which no two touch.  The ranges that it
 * touches are joined with it in the place of the first of them, so one pass
 * through the list is enough.  Returns false if there is no room.
 */
static bool
add(const struct byte_range *range, struct byte_range *part, size_t *n)
{
	struct byte_range *one = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++) {
		struct byte_range at = part[i];

		if (!touch(&at, range)) {
			part[kept++] = at;
			continue;
		}
		if (one == NULL) {
			one = &part[kept++];
			*one = *range;
		}
		join(one, &at);
	}
	if (one == NULL) {
		if (kept == LIMIT_RANGES)
			return false;
		part[kept++] = *range;
	}
	*n = kept;
	return true;
}

/* Reads the range-set; *kept counts the resulting parts. */
static enum one
parse_set(struct span set, uint64_t size, struct byte_range *part, size_t *kept)
{
	struct byte_range range;
	struct span spec;
	bool more, any = false;

	do {
		more = span_cut(set, ',', &spec, &set);
		spec = span_trim(spec);
		if (spec.n == 0) /* empty list elements, 9110 5.6.1.2 */
			continue;
		any = true;
		switch (parse_one(spec, size, &range)) {
		case BAD:
			return BAD;
		case UNSAT:
			break;
		case GOOD:
			if (!add(&range, part, kept))
				return BAD;
			break;
		}
	} while (more);
	return any ? GOOD : BAD;
}

enum range_answer
range_parse(struct span value, uint64_t size,
    struct byte_range part[LIMIT_RANGES], size_t *n)
{
	struct span unit, set;
	size_t kept = 0;

	if (!span_cut(value, '=', &unit, &set) ||
	    !span_eq_nocase(unit, SPAN("bytes")))
		return RANGE_WHOLE;
	if (parse_set(set, size, part, &kept) == BAD)
		return RANGE_WHOLE;
	/*
	 * 14.2 allows to ignore the field.  An empty file is sent whole, since
	 * all of it is what every client wants.  A suffix of it is even
	 * satisfiable (14.1.2), but no Content-Range can express it.
	 */
	if (size == 0)
		return RANGE_WHOLE;
	if (kept == 0)
		return RANGE_UNSAT;
	*n = kept;
	return RANGE_SOME;
}
