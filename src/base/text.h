/*
 * text -- builds text in the caller's buffer, within its bounds.
 *
 * Append freely and check once: n counts every byte appended, but only those
 * that fit are stored, so n > room shows an overflow that no later call hides.
 * Without a buffer (room 0) the same calls measure what they would write.
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

/* Returns true if everything appended so far has fitted. */
bool text_fits(const struct text *);

/* Appends the bytes, or the byte. */
void text_put(struct text *, struct span);

/* A function that appends bytes in some form, such as text_put. */
typedef void text_form(struct text *, struct span);
void text_char(struct text *, char);

/*
 * Appends a decimal number; text_pad adds leading zeros up to width, at most
 * 20.
 */
void text_u64(struct text *, uint64_t);
void text_pad(struct text *, uint64_t, unsigned width);

/* Appends a lower-case hexadecimal number without leading zeros. */
void text_hex(struct text *, uint64_t);

/* Appends two hexadecimal digits for each byte. */
void text_hex_bytes(struct text *, const unsigned char *, size_t n);

#endif
