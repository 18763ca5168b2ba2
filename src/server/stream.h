/*
 * stream -- sends content of unknown length while it is generated.
 *
 * Text that is appended is sent in chunks (RFC 9112 7.1) as large as the room
 * of the text, the first together with the response head.  A client of HTTP/1.0
 * gets no chunks; the close of the connection marks the end.
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
	struct text *text; /* its room is less than 64 KB and a frame */
	bool chunked;
	size_t head;      /* bytes of the text before the current chunk */
	uint64_t content; /* bytes sent */
};

/* Begins the content.  The text contains the response head. */
void stream_begin(struct stream *, struct wire *, struct text *, bool chunked);

/* Sends the text if it has no room for n more bytes.  Returns 0 or -errno. */
int stream_reserve(struct stream *, size_t n);

/* Sends the rest and the end of the content.  Returns 0 or -errno. */
int stream_end(struct stream *);

#endif
