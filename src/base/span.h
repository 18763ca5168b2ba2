/*
 * span -- bytes that the caller owns: a pointer and a length, never a copy.
 *
 * A span is passed by value and is valid as long as the buffer that it points
 * into.  It is not NUL-terminated.  The functions allocate nothing, and their
 * only failure is to return false.
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

/* Returns the bytes of a NUL-terminated string, without the NUL. */
struct span span_str(const char *);

/* Returns true if both hold the same bytes. */
bool span_eq(struct span, struct span);

/* Returns the byte, or the small letter of an ASCII capital. */
unsigned char span_lower(char);

/* The same, but ASCII letters are equal in either case. */
bool span_eq_nocase(struct span, struct span);

/* Returns true if s starts with prefix. */
bool span_starts(struct span s, struct span prefix);

/* Returns s without its first n bytes; n is at most s.n. */
struct span span_from(struct span s, size_t n);

/*
 * Splits s at the first sep, which belongs to neither part.  If there is none,
 * returns false, *head is all of s and *tail is empty.
 */
bool span_cut(struct span s, char sep, struct span *head, struct span *tail);

/* Returns s without SP and HTAB at both ends (OWS, RFC 9110 5.6.3). */
struct span span_trim(struct span);

/*
 * Reads all of s as a decimal number.  Returns false, and leaves *out alone, if
 * s is empty, holds anything but digits, or is over 2^64-1.
 */
bool span_u64(struct span s, uint64_t *out);

#endif
