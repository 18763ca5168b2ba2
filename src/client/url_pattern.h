/*
 * url_pattern -- makes many URLs of one with {a,b} or [1-3], as curl does.
 * Pure.
 *
 *	{one,two}	[1-9]	[001-100:10]	[a-z]
 *
 * A backslash makes an ordinary character of a bracket, a brace or a comma.  An
 * IPv6 address in brackets is an address.
 *
 *	why = url_pattern_read(&p, "http://h/{a,b}/[1-3]")	p.n == 6
 *	url_pattern_put(&p, 4, &t)				http://h/b/2
 *	url_pattern_put_name(&p, 4, "#1.#2", &t)		b.2
 */
#ifndef CLIENT_URL_PATTERN_H
#define CLIENT_URL_PATTERN_H

#include "base/text.h"

#define URL_PATTERN_PIECES 32
#define URL_PATTERN_MOST 100000 /* URLs of one pattern */

enum url_pattern_kind { URL_PATTERN_TEXT, URL_PATTERN_SET, URL_PATTERN_RANGE };

struct url_pattern {
	size_t n; /* URLs */
	size_t npieces;
	struct url_pattern_piece {
		enum url_pattern_kind kind;
		struct span text; /* or what is between the braces */
		size_t n;         /* values */
		uint64_t first, step;
		unsigned width; /* of a number; 0: a letter */
	} piece[URL_PATTERN_PIECES];
};

/* Reads a word.  Returns NULL, or an error.  *p points into the word. */
const char *url_pattern_read(struct url_pattern *p, const char *word);

/* Appends URL number i, from 0. */
void url_pattern_put(const struct url_pattern *, size_t i, struct text *);

/* Appends the name, with "#1" replaced by the value of the first pattern. */
void url_pattern_put_name(
    const struct url_pattern *, size_t i, const char *name, struct text *);

#endif
