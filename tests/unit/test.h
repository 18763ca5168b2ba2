/*
 * A test is a table of cases, and each case is one line of TAP.
 *
 *	OK(got == want, "%s: %s", why, input);
 *	return DONE();
 */
#ifndef UNIT_TEST_H
#define UNIT_TEST_H

#include "base/span.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int test_count, test_failed;

#define OK(cond, ...)                                                          \
	do {                                                                   \
		int ok_ = !!(cond);                                            \
		test_failed += !ok_;                                           \
		printf("%sok %d - ", ok_ ? "" : "not ", ++test_count);         \
		printf(__VA_ARGS__);                                           \
		puts("");                                                      \
		if (!ok_)                                                      \
			printf("# %s:%d: %s\n", __FILE__, __LINE__, #cond);    \
	} while (0)

#define DONE() (printf("1..%d\n", test_count), test_failed != 0)
#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Returns a copy of the bytes that ends where an unreadable page begins. */
static inline struct span
guarded_n(const char *bytes, size_t n)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (n / page + 1) * page;
	char *m = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	mprotect(m + room, page, PROT_NONE);
	memcpy(m + room - n, bytes, n);
	return (struct span){ m + room - n, n };
}

static inline struct span
guarded(const char *string)
{
	return guarded_n(string, strlen(string));
}

/*
 * Returns s as visible ASCII for the name of a case, in one of eight buffers.
 */
static inline const char *
shown(struct span s)
{
	static char buf[8][256];
	static int next;
	char *out = buf[next++ % 8], *p = out;

	for (size_t i = 0; i < s.n && p < out + 240; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '\r' || c == '\n' || c == '\t')
			p += sprintf(p, "\\%c",
			    c == '\r'   ? 'r'
			    : c == '\n' ? 'n'
					: 't');
		else if (c < ' ' || c > '~' || c == '#')
			p += sprintf(p, "\\x%02x", c);
		else
			*p++ = (char)c;
	}
	*p = '\0';
	return out;
}

#endif
