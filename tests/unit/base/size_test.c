/* A number of bytes as people read it: the edges between units. */
#define _GNU_SOURCE
#include "base/size.h"

#include "unit/test.h"

static const struct {
	uint64_t bytes;
	const char *want;
} cases[] = {
	{ 0, "0 B" },
	{ 1, "1 B" },
	{ 999, "999 B" },
	{ 1000, "1.0 kB" },
	{ 1023, "1.0 kB" },
	{ 1024, "1.0 kB" },
	{ 1049, "1.0 kB" },
	{ 1050, "1.1 kB" },
	{ 1500, "1.5 kB" },
	{ 9949, "9.9 kB" },
	{ 9950, "10 kB" },
	{ 10000, "10 kB" },
	{ 10499, "10 kB" },
	{ 10500, "11 kB" },
	{ 999499, "999 kB" },
	{ 999500, "1.0 MB" },
	{ 999999, "1.0 MB" },
	{ 1000000, "1.0 MB" },
	{ 1048576, "1.0 MB" },
	{ 999499999, "999 MB" },
	{ 999500000, "1.0 GB" },
	{ 1000000000, "1.0 GB" },
	{ UINT64_C(999999999999), "1.0 TB" },
	{ UINT64_C(1000000000000), "1.0 TB" },
	{ UINT64_C(1200000000000), "1.2 TB" },
	{ UINT64_C(1000000000000000), "1.0 PB" },
	{ UINT64_C(999500000000000000), "1.0 EB" },
	{ UINT64_C(9949999999999999999), "9.9 EB" },
	{ UINT64_C(9950000000000000000), "10 EB" },
	{ UINT64_MAX, "18 EB" },
};

int
main(void)
{
	char buf[32];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text t = TEXT(buf);

		size_put(&t, cases[i].bytes, SPAN(" "));
		OK(span_eq(TEXT_SPAN(t), span_str(cases[i].want)), "%s: %s",
		    cases[i].want, shown(TEXT_SPAN(t)));
	}
	for (uint64_t v = 1; v < UINT64_MAX / 3; v = v * 3 + 1) {
		struct text t = TEXT(buf);

		size_put(&t, v, SPAN(""));
		OK(t.n <= 5, "three digits at most: %s", shown(TEXT_SPAN(t)));
	}
	return DONE();
}
