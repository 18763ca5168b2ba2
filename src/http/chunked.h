/*
 * chunked -- incremental decoder of the chunked transfer coding.
 *
 * RFC 9112 7.1, strictly: a line ends in CRLF and nothing else.  Extensions are
 * checked and ignored, the trailer section is checked and dropped, and both are
 * bounded.  However the input is split, the result is the same.
 *
 *	size  --digit--> size     --;--> ext      --CR--> size-lf
 *	size-lf  --LF, n > 0--> data --n bytes--> data-cr --CR--> data-lf
 *	data-lf  --LF--> size
 *	size-lf  --LF, n = 0--> line --CR--> last-lf --LF--> done
 *	line     --token--> name --:--> value --CR--> value-lf --LF--> line
 *
 *	while ((answer = chunked_feed(&d, &in, &data, &why)) == CHUNKED_DATA)
 *		store(data);
 */
#ifndef HTTP_CHUNKED_H
#define HTTP_CHUNKED_H

#include "base/span.h"
#include "http/refusal.h"

enum chunked_state {
	CHUNKED_SIZE, /* the zero value: the start of a body */
	CHUNKED_EXT,
	CHUNKED_SIZE_LF,
	CHUNKED_IN_DATA,
	CHUNKED_DATA_CR,
	CHUNKED_DATA_LF,
	CHUNKED_LINE,
	CHUNKED_NAME,
	CHUNKED_VALUE,
	CHUNKED_VALUE_LF,
	CHUNKED_LAST_LF,
	CHUNKED_END
};

/* The position in *( BWS ";" BWS name [ BWS "=" BWS value ] ). */
enum chunked_ext {
	EXT_BEFORE_SEMICOLON,
	EXT_BEFORE_NAME,
	EXT_NAME,
	EXT_AFTER_NAME,
	EXT_BEFORE_VALUE,
	EXT_TOKEN,
	EXT_QUOTED,
	EXT_ESCAPE,
	EXT_QUOTED_END
};

/* Initialise with = { 0 }. */
struct chunked {
	enum chunked_state state;
	enum chunked_ext ext;
	uint64_t size; /* bytes of this chunk still to come */
	unsigned digits;
	size_t ext_n, trailer_n; /* bytes seen of each, bounded */
};

enum chunked_answer {
	CHUNKED_MORE, /* all input is used and more is needed */
	CHUNKED_DATA, /* *data is the next piece of content */
	CHUNKED_DONE, /* the body has ended; *in follows it */
	CHUNKED_BAD   /* *why says what is wrong */
};

/*
 * Takes bytes off the front of *in.  Sets *data with CHUNKED_DATA, and *why
 * with CHUNKED_BAD.
 */
enum chunked_answer chunked_feed(
    struct chunked *, struct span *in, struct span *data, enum refusal *why);

#endif
