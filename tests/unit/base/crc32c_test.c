#define _GNU_SOURCE
#include "base/crc32c.h"

#include "unit/test.h"

#include <stdlib.h>

/* RFC 3720 B.4 and the usual check value. */
static void
test_known(void)
{
	char zero[32] = { 0 }, ones[32], up[32], down[32];

	memset(ones, 0xff, sizeof ones);
	for (int i = 0; i < 32; i++) {
		up[i] = (char)i;
		down[i] = (char)(31 - i);
	}
	OK(crc32c(0, SPAN("")) == 0, "nothing");
	OK(crc32c(0, SPAN("123456789")) == 0xe3069283, "the check value");
	OK(crc32c(0, guarded_n(zero, 32)) == 0x8a9136aa, "3720 B.4: zeroes");
	OK(crc32c(0, guarded_n(ones, 32)) == 0x62a8ab43, "3720 B.4: ones");
	OK(crc32c(0, guarded_n(up, 32)) == 0x46dd794e, "3720 B.4: counting up");
	OK(crc32c(0, guarded_n(down, 32)) == 0x113fdb5c, "3720 B.4: down");
}

/* Table and instruction give the same, however the bytes are cut. */
static void
test_ways(void)
{
	size_t n = 200001, bad = 0;
	char *bytes = malloc(n);
	uint32_t whole, parts = 0;

	for (size_t i = 0; i < n; i++)
		bytes[i] = (char)(i * i >> 3);
	whole = crc32c(0, (struct span){ bytes, n });
	for (size_t i = 0; i < n; i += 4099)
		parts = crc32c(parts,
		    (struct span){ bytes + i, n - i < 4099 ? n - i : 4099 });
	OK(whole == parts, "in one piece and in many");
	for (size_t cut = 1; cut < 40; cut++) {
		uint32_t crc = crc32c(0, (struct span){ bytes, cut });

		crc = crc32c(crc, (struct span){ bytes + cut, n - cut });
		bad += crc != whole;
	}
	OK(bad == 0, "cut anywhere, aligned or not");
	free(bytes);
}

int
main(void)
{
	test_known();
	test_ways();
	return DONE();
}
