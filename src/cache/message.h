/*
 * message -- reads and writes the head of a response: status line and fields.
 *
 * RFC 9112 4 and 5.  Pure.  The heads that a transport delivers are read
 * leniently, as by a browser: lines that are not field lines are left out.
 *
 *	struct message m;
 *
 *	if (message_parse(head, &m) && m.status == 304)
 */
#ifndef CACHE_MESSAGE_H
#define CACHE_MESSAGE_H

#include "base/text.h"
#include "http/field.h"

struct message {
	int status;
	struct span status_line; /* without its CRLF */
	struct fields fields;
};

/*
 * Reads "HTTP/2 200\r\nname: value\r\n...", with or without the empty line at
 * its end.  Returns false if there is no status line, or too many fields or
 * bytes.  m points into head.
 */
bool message_parse(struct span head, struct message *m);

/*
 * Reads Content-Length (9112 6.2, 6.3).  Equal values count as one; if values
 * differ or are not numbers, the end of the body is uncertain.
 */
enum message_length { MESSAGE_NO_LENGTH, MESSAGE_LENGTH, MESSAGE_BAD_LENGTH };
enum message_length message_length(const struct fields *, uint64_t *n);

/*
 * Reads field lines without a status line, as in a request that is to be sent.
 * Returns false if there are too many fields or bytes.  *fields points into
 * lines.
 */
bool message_parse_fields(struct span lines, struct fields *);

/* Appends "name: value" and CRLF. */
void message_put_field(struct text *, struct span name, struct span value);

/*
 * Reads the date in the field of this name, in any case (9111 4.2).  Returns
 * false if there is none, or if several differ.
 */
bool message_date(
    const struct fields *, struct span name, int64_t now, int64_t *seconds);

#endif
