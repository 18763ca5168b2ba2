/*
 * accesslog -- one line for one exchange.
 *
 * Combined Log Format, then the time taken in microseconds and the name of
 * the refusal:
 *
 *	192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 612
 *	    "-" "curl/8.0" 153 -
 *
 * Times are UTC.  Quotes, backslashes, controls and bytes over 0x7e in what
 * the peer sent are escaped, and each quotation is cut, so that a line is
 * one line and fits one write.
 */
#ifndef SITE_ACCESSLOG_H
#define SITE_ACCESSLOG_H

#include "base/address.h"
#include "http/refusal.h"

struct exchange {
	const struct address *peer;
	int64_t time_s;                   /* when the request was read */
	struct span line, referer, agent; /* empty is "-" */
	int status;
	uint64_t bytes; /* of content sent; the head is not counted */
	int64_t duration_us;
	enum refusal why;
};

/* Ends in a newline; at most LIMIT_LOG_LINE bytes. */
void accesslog_put(struct text *, const struct exchange *);

#endif
