/*
 * lines -- the field lines of an input, and a change that keeps their meaning
 * (RFC 9110 5.3): a list in several lines instead of one.
 */
#ifndef FUZZ_LINES_H
#define FUZZ_LINES_H

#include "http/field.h"

#include "fuzz/fuzz.h"

/* Reads "name: value" lines, each ended by LF; other lines are left out. */
static inline void
read_lines(struct span in, struct fields *fields)
{
	struct span line;
	struct field f;

	fields_init(fields, in.p);
	while (in.n > 0) {
		(void)span_cut(in, '\n', &line, &in);
		if (field_parse(line, &f) == REFUSE_NOT &&
		    !fields_add(fields, &f))
			return;
	}
}

/* Copies all fields but those of one name. */
static inline void
without(const struct fields *all, const char *name, struct fields *some)
{
	fields_init(some, all->base);
	for (size_t i = 0; i < all->n; i++) {
		struct field f = field_at(all, i);

		if (!span_eq_nocase(f.name, span_str(name)))
			(void)fields_add(some, &f);
	}
}

/*
 * Puts each member of each list on a line of its own; false if there are too
 * many.
 */
static inline bool
spread(const struct fields *all, struct fields *out)
{
	fields_init(out, all->base);
	for (size_t i = 0; i < all->n; i++) {
		struct field f = field_at(all, i);
		struct span list = f.value;
		size_t before = out->n;

		while (field_list_next(&list, &f.value)) {
			MUST(inside(f.value, field_at(all, i).value));
			if (!fields_add(out, &f))
				return false;
		}
		if (out->n == before && !fields_add(out, &f))
			return false; /* even an empty list is a field */
	}
	return true;
}

#endif
