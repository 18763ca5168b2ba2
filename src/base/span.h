/*
 * span -- bytes somebody else owns: a pointer and a length, never a copy.
 *
 * A span is passed by value and is valid for as long as the buffer that it
 * points into.  It is not NUL-terminated.  Nothing here allocates, and
 * nothing can fail except by returning false.
 *
 *	struct span name, value, line = SPAN("Host: example.org");
 *
 *	if (span_cut(line, ':', &name, &value))
 *		value = span_trim(value);
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const char *p;
	size_t n;
};

#define SPAN(literal) ((struct span){ (literal), sizeof(literal) - 1 })

/* The bytes of a NUL-terminated string, without the NUL. */
struct span span_str(const char *);

/* The same bytes. */
bool span_eq(struct span, struct span);

/* The same bytes, ASCII letters compared without case. */
bool span_eq_nocase(struct span, struct span);

/* s begins with prefix. */
bool span_starts(struct span s, struct span prefix);

/* s without its first n bytes; n is at most s.n. */
struct span span_from(struct span s, size_t n);

/* Splits at the first sep; false, and *head is all of s, if there is none. */
bool span_cut(struct span s, char sep, struct span *head, struct span *tail);

/* Drops SP and HTAB from both ends (OWS, RFC 9110 5.6.3). */
struct span span_trim(struct span);

/* All of s as a decimal; false if empty, not all digits, or over 2^64-1. */
bool span_u64(struct span s, uint64_t *out);

#endif
