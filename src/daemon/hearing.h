/*
 * hearing -- minihttpd hears from a worker that starts.
 *
 * The worker has a pipe (os/board: HANDED_READY).  Its complaints go there,
 * a line each, until it has opened all that it serves from; then one byte
 * says how it serves:
 *
 *	HANDED_GOOD	it accepts connections
 *	HANDED_BROKEN	it accepts them, and answers each request with 500
 *	none		it has ended: it was told to serve well or not at all
 *
 *	struct hearing h = { .n = 0 };
 *
 *	switch (hearing_read(&h, fd)) {
 *	case HEARING_MORE:	come again when there is something to read
 *	case HEARING_GOOD:
 *	case HEARING_BROKEN:
 *	case HEARING_END:	h.text has the lines
 *	}
 */
#ifndef DAEMON_HEARING_H
#define DAEMON_HEARING_H

#include "base/span.h"
#include "os/log.h"

enum hearing_news { HEARING_MORE, HEARING_GOOD, HEARING_BROKEN, HEARING_END };

struct hearing {
	char text[1024]; /* cut if it is longer */
	size_t n;
};

/* Reads what there is; fd does not block. */
enum hearing_news hearing_read(struct hearing *, int fd);

/*
 * Logs the lines that *said does not hold yet, and adds them to it: the
 * workers of one configuration have the same to complain of.
 */
void hearing_tell(
    const struct hearing *, struct hearing *said, const struct log *);

/* The last line, without its end; empty if nothing was said. */
struct span hearing_reason(const struct hearing *);

#endif
