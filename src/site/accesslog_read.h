/*
 * accesslog_read -- a line of the log, read again: who asked, and from which
 * page.
 *
 * It reads all that site/accesslog writes but the record for the journal, whose
 * entries it reads as journalctl prints them with -o json; and the common and
 * combined lines of other servers.
 */
#ifndef SITE_ACCESSLOG_READ_H
#define SITE_ACCESSLOG_READ_H

#include "base/span.h"

/* The values stand as they were written, with their escapes. */
struct accesslog_line {
	struct span visitor;  /* an address; "-": none is known */
	struct span referrer; /* empty: none */
	uint64_t bytes;
};

/* Returns false if the line, without its newline, is none of a request. */
bool accesslog_read(struct span line, struct accesslog_line *);

#endif
