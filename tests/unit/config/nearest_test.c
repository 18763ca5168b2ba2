/* How far two names are apart. */
#define _GNU_SOURCE
#include "config/nearest.h"

#include "unit/test.h"

static const struct {
	const char *a, *b;
	size_t distance;
	bool close;
} cases[] = {
	{ "", "", 0, true },
	{ "", "abc", 3, false },
	{ "Listen", "listen", 0, true },
	{ "Lisen", "Listen", 1, true },
	{ "Listenn", "Listen", 1, true },
	{ "Lixten", "Listen", 1, true },
	{ "Litsen", "Listen", 2, true },
	{ "DocumentRot", "DocumentRoot", 1, true },
	{ "Nonsense", "Listen", 6, false },
	{ "a", "b", 1, false },
	{ "kitten", "sitting", 3, false },
};

int
main(void)
{
	char longer[NEAREST_LONGEST + 1] = { 0 };
	struct span too_long = { longer, sizeof longer };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span a = guarded(cases[i].a), b = guarded(cases[i].b);

		OK(nearest_distance(a, b) == cases[i].distance &&
			nearest_distance(b, a) == cases[i].distance &&
			nearest_is_close(cases[i].distance, a) ==
			    cases[i].close,
		    "%s, %s: %zu", cases[i].a, cases[i].b, cases[i].distance);
	}
	OK(nearest_distance(too_long, SPAN("a")) == SIZE_MAX,
	    "what is longer than any directive is near to none");
	return DONE();
}
