#include "config/unit.h"

struct unit {
	char name[4];
	uint64_t factor;
};

/* If two units have the same end, the longer one comes first. */
static const struct unit time_unit[] = { { "ms", 1 }, { "s", 1000 },
	{ "m", 60000 }, { "h", 3600000 }, { "", 1000 } };
static const struct unit byte_unit[] = { { "K", 1024 }, { "M", 1048576 },
	{ "G", 1073741824 }, { "T", 1099511627776 }, { "", 1 } };

/* Reads a number and its unit, in either case. */
static bool
parse_number(struct span s, const struct unit *unit, uint64_t *out)
{
	for (;; unit++) {
		struct span name = span_str(unit->name);
		struct span digits = s;
		uint64_t v;

		if (s.n < name.n)
			continue;
		digits.n -= name.n;
		if (span_eq_nocase(span_from(s, digits.n), name) &&
		    span_u64(digits, &v) && v <= UINT64_MAX / unit->factor) {
			*out = v * unit->factor;
			return true;
		}
		if (name.n == 0)
			return false;
	}
}

/* Appends the number in the largest unit that divides it. */
static void
put_number(struct text *t, const struct unit *unit, uint64_t v)
{
	const struct unit *best = unit;
	uint64_t factor = 0;

	for (; unit->name[0] != '\0'; unit++)
		if (v % unit->factor == 0 && unit->factor > factor && v > 0) {
			best = unit;
			factor = unit->factor;
		}
	if (factor == 0)
		/* the unit without a name, which divides every number */
		best = unit;
	text_u64(t, v / best->factor);
	text_put(t, span_str(best->name));
}

bool
unit_read_time(struct span s, uint64_t *ms)
{
	return parse_number(s, time_unit, ms);
}

bool
unit_read_bytes(struct span s, uint64_t *out)
{
	return parse_number(s, byte_unit, out);
}

void
unit_put_time(struct text *t, uint64_t ms)
{
	put_number(t, time_unit, ms);
}

void
unit_put_bytes(struct text *t, uint64_t n)
{
	put_number(t, byte_unit, n);
}
