/*
 * hearing -- reads what a starting worker reports to minihttpd.
 *
 * The worker has a pipe (os/scoreboard: HANDED_READY).  It writes its errors
 * there, one on each line, until it has opened everything that it serves from.
 * Then one byte tells how it serves:
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
	char text[2048]; /* shortened if necessary */
	size_t n;
};

/* Reads what is available; fd does not block. */
enum hearing_news hearing_read(struct hearing *, int fd);

/*
 * Logs the lines that *logged does not contain yet, and adds them to *logged,
 * since all workers of one configuration report the same errors.
 */
void hearing_tell(
    const struct hearing *, struct hearing *logged, const struct log *);

/* Returns the last line, without its newline; empty if nothing was reported. */
struct span hearing_reason(const struct hearing *);

#endif
