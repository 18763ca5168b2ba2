#include "config/nearest.h"

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Computes the distance by Levenshtein's algorithm, one row at a time. */
size_t
nearest_distance(struct span a, struct span b)
{
	size_t row[NEAREST_LONGEST + 1];

	if (a.n > NEAREST_LONGEST || b.n > NEAREST_LONGEST)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			bool same =
			    span_lower(a.p[i - 1]) == span_lower(b.p[j - 1]);
			size_t replaced = diagonal + (same ? 0 : 1);

			diagonal = row[j];
			row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[b.n];
}

bool
nearest_is_close(size_t distance, struct span written)
{
	return distance <= written.n / 3 || (distance == 1 && written.n > 1);
}
