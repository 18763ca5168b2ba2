#define _GNU_SOURCE
#include "base/crc32.h"

#include "unit/test.h"

int
main(void)
{
	char zero[32] = { 0 };
	uint32_t parts;

	OK(crc32(0, SPAN("")) == 0, "nothing");
	OK(crc32(0, SPAN("123456789")) == 0xcbf43926, "the check value");
	OK(crc32(0, guarded_n(zero, 32)) == 0x190a55ad, "zeros");
	OK(crc32(0, guarded("The quick brown fox jumps over the lazy dog")) ==
		0x414fa339,
	    "a sentence");
	parts = crc32(crc32(0, SPAN("1234")), SPAN("56789"));
	OK(parts == 0xcbf43926, "in two pieces, the second behind the first");
	return DONE();
}
