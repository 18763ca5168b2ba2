/*
 * fuzz -- what the fuzz targets share: properties and choices.
 *
 * The first bytes of an input are choices (where to split, how large the
 * file is), the rest is what the code under test reads.
 *
 *	struct span in = { (const char *)data, n };
 *	uint64_t size = choose(&in);
 *
 *	MUST(parts <= LIMIT_RANGES);
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "base/span.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/*
 * Checks a property; if it is broken its text is printed, and the program
 * aborts.
 */
#define MUST(cond) ((cond) ? (void)0 : must_failed(__FILE__, __LINE__, #cond))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static inline void
must_failed(const char *file, int line, const char *cond)
{
	(void)fflush(stdout);
	fprintf(stderr, "%s:%d: broken: %s\n", file, line, cond);
	abort();
}

/* Returns the next choice, 0 to 255; 0 if the input has no more bytes. */
static inline unsigned
choose(struct span *in)
{
	unsigned char c = in->n > 0 ? (unsigned char)*in->p : 0;

	if (in->n > 0)
		*in = span_from(*in, 1);
	return c;
}

/* True if part lies in whole, with both its ends. */
static inline bool
inside(struct span part, struct span whole)
{
	uintptr_t a = (uintptr_t)part.p, b = (uintptr_t)whole.p;

	return a >= b && a - b <= whole.n && part.n <= whole.n - (a - b);
}

#endif
