#define _GNU_SOURCE
#include "tls/wipe.h"

#include "base/sanitized.h"

#include <malloc.h>
#include <string.h>

/* Several times as much as a handshake was seen to use. */
#define DEPTH (32 * 1024)

/* A sanitizer has an allocator of its own. */
#if defined __GLIBC__ && !defined SANITIZED

static bool wiping;

void __libc_free(void *);
void *__libc_realloc(void *, size_t);

void
wipe_begin(void)
{
	wiping = true;
}

void
free(void *p)
{
	if (wiping && p != NULL)
		explicit_bzero(p, malloc_usable_size(p));
	__libc_free(p);
}

/* The other function may move the bytes and leave the old ones. */
void *
realloc(void *p, size_t n)
{
	size_t had;
	void *fresh;

	if (!wiping || p == NULL || n == 0)
		return __libc_realloc(p, n);
	fresh = malloc(n);
	if (fresh == NULL)
		return NULL;
	had = malloc_usable_size(p);
	memcpy(fresh, p, had < n ? had : n);
	free(p);
	return fresh;
}

#else

void
wipe_begin(void)
{
}

#endif

__attribute__((noinline)) void
wipe_stack(void)
{
	char below[DEPTH];

	explicit_bzero(below, sizeof below);
}
