/*
 * stream -- content of a length that is not known yet, as it is made.
 *
 * RFC 9112 7.1.  What is appended to the text goes out in chunks as large
 * as the text has room for, the first together with the response head; or
 * without chunks, to a peer of HTTP/1.0, which is told the end by a close.
 *
 *	stream_begin(&s, wire, &text, true);	the head is in the text
 *	while (there is more) {
 *		err = stream_reserve(&s, MOST_OF_IT);
 *		append to the text
 *	}
 *	err = stream_end(&s);
 */
#ifndef SERVER_STREAM_H
#define SERVER_STREAM_H

#include "base/text.h"
#include "os/wire.h"

struct stream {
	struct wire *wire;
	struct text *text; /* its room is less than 64 KB, and a frame more */
	bool chunked;
	size_t head;      /* of the text, in front of the chunk at hand */
	uint64_t content; /* that has been sent */
};

void stream_begin(struct stream *, struct wire *, struct text *, bool chunked);

/* Sends what is there if there is no room for n bytes more; 0 or -errno. */
int stream_reserve(struct stream *, size_t n);

/* The rest, and the end. */
int stream_end(struct stream *);

#endif
