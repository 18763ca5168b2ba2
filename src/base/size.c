#include "base/size.h"

#define KILO UINT64_C(1000)

/* Returns v / unit, halves rounded up, without overflow. */
static uint64_t
rounded(uint64_t v, uint64_t unit)
{
	return v / unit + (v % unit >= unit / 2);
}

void
size_put(struct text *t, uint64_t bytes, struct span gap)
{
	static const char prefix[] = "kMGTPE";
	uint64_t unit = KILO;
	size_t i = 0;

	if (bytes < KILO) {
		text_u64(t, bytes);
		text_put(t, gap);
		text_char(t, 'B');
		return;
	}
	/* 999 500 bytes round to 1000 kB, so they are 1.0 MB */
	for (; prefix[i + 1] != '\0' && rounded(bytes, unit) >= KILO; i++)
		unit *= KILO;
	if (rounded(bytes, unit / 10) < 100) {
		uint64_t tenths = rounded(bytes, unit / 10);

		text_u64(t, tenths / 10);
		text_char(t, '.');
		text_u64(t, tenths % 10);
	} else
		text_u64(t, rounded(bytes, unit));
	text_put(t, gap);
	text_char(t, prefix[i]);
	text_char(t, 'B');
}
