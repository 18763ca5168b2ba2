/*
 * text -- a bounded builder over the caller's storage.
 *
 * Append freely and check once: n counts every byte that was asked for, and
 * only those that fit are stored, so n > room is an overflow that sticks.
 * With no storage (room 0) the same calls measure what they would write.
 *
 *	char buf[64];
 *	struct text t = TEXT(buf);
 *
 *	text_put(&t, SPAN("Content-Length: "));
 *	text_u64(&t, length);
 *	if (text_fits(&t))
 *		write(fd, t.p, t.n);
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/span.h"

struct text {
	char *p;
	size_t room, n;
};

#define TEXT(array) ((struct text){ (array), sizeof(array), 0 })
#define TEXT_MEASURE ((struct text){ NULL, 0, 0 })
#define TEXT_SPAN(t) ((struct span){ (t).p, (t).n })

/* Nothing has been lost so far. */
bool text_fits(const struct text *);

/* Appends the bytes, or the byte. */
void text_put(struct text *, struct span);
void text_char(struct text *, char);

/* Decimal; with leading zeros up to width, which is at most 20. */
void text_u64(struct text *, uint64_t);
void text_pad(struct text *, uint64_t, unsigned width);

/* Lower-case hexadecimal without leading zeros. */
void text_hex(struct text *, uint64_t);

#endif
