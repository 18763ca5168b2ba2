/* Memory that is freed, and the stack of functions that have returned, is
 * erased. */
#define _GNU_SOURCE
#include "tls/wipe.h"

#include "base/sanitized.h"
#include "unit/test.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SECRET "a secret of the visitor before"

/* Sizes of the lists of the C library: small, middle, and a mapping. */
static const size_t sizes[] = { sizeof SECRET, 100, 1000, 20000, 100000 };

/*
 * Returns true if the secret is in memory that has been freed.  The allocator
 * hands it out again, so that nothing is read that is not ours.
 */
static bool
is_left(size_t n)
{
	char *again = malloc(n);
	bool left =
	    again != NULL && memmem(again, n, SECRET, sizeof SECRET) != NULL;

	free(again);
	return left;
}

static char *
keep_secret(size_t n)
{
	char *p = malloc(n);

	memset(p, 'x', n);
	memcpy(p + n - sizeof SECRET, SECRET, sizeof SECRET);
	return p;
}

static void
test_free(void)
{
	for (size_t i = 0; i < COUNT(sizes); i++) {
		free(keep_secret(sizes[i]));
		OK(!is_left(sizes[i]), "free erases %zu bytes", sizes[i]);
	}
}

static void
test_realloc(void)
{
	for (size_t i = 0; i < COUNT(sizes); i++) {
		size_t n = sizes[i];
		char *p = realloc(keep_secret(n), 2 * n);

		OK(p != NULL && memcmp(p + n - sizeof SECRET, SECRET,
				    sizeof SECRET) == 0,
		    "realloc keeps %zu bytes", n);
		OK(!is_left(n), "and erases where they were");
		free(p);
	}
}

static __attribute__((noinline)) uintptr_t
leave_on_stack(void)
{
	volatile char deep[8000];

	for (size_t i = 0; i < sizeof deep; i++)
		deep[i] = 'x';
	return (uintptr_t)&deep[100];
}

static void
test_stack(void)
{
	const volatile char *where = (const volatile char *)leave_on_stack();

	wipe_stack();
	OK(*where == 0, "the stack below is erased");
}

int
main(void)
{
	wipe_begin();
#ifndef SANITIZED
	test_free();
	test_realloc();
	test_stack();
#endif
	return DONE();
}
