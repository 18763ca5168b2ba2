/*
 * The order of names: numbers by value, letters without case, and a total order
 * whatever the bytes are.
 */
#define _GNU_SOURCE
#include "base/natural.h"

#include "unit/test.h"

/* Each comes before the next. */
static const char *const ordered[] = {
	"",
	"\x01",
	" ",
	"-",
	"0",
	"00",
	"1",
	"01",
	"001",
	"1.txt",
	"2",
	"9",
	"10",
	"10a2",
	"10a10",
	"18446744073709551616",
	"18446744073709551617",
	"99999999999999999999999999999999999999999",
	"a",
	"a1",
	"a01",
	"a1b",
	"a2",
	"a2.1",
	"a2.9",
	"a2.10",
	"a10",
	"B",
	"b",
	"c-x",
	"c1",
	"cx",
	"report-1",
	"report-2",
	"report-10",
	"report-11",
	"z",
	"\xc3\xa4",
	"\xff",
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(ordered); i++)
		for (size_t k = 0; k < COUNT(ordered); k++) {
			int c = natural_compare(
			    guarded(ordered[i]), guarded(ordered[k]));
			bool good = i < k ? c < 0 : i > k ? c > 0 : c == 0;

			if (!good || k == i)
				OK(good, "'%s' and '%s'",
				    shown(span_str(ordered[i])), ordered[k]);
		}
	return DONE();
}
