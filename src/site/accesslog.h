/*
 * accesslog -- one line for one exchange.
 *
 * In the format of LogFormat; times are UTC, bytes those of content.
 *
 * common and combined are the formats of those names; combined has two
 * words more at its end, the time taken in microseconds and the name of the
 * refusal:
 *
 *	192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 612
 *	    "-" "curl/8.0" 153 -
 *
 * The third field is the name of the user whose password was right, or "-": a
 * name with a wrong password was proved by nobody, and is often a password
 * typed into the wrong box.  A space in it is escaped as well.
 *
 * vhost is combined with the host and its port in front, as Apache's
 * vhost_combined is: "example.org:80 192.0.2.1 ...".
 *
 * json is one flat object, journal the same fields as a base/record, which
 * minihttpd gives to the journal as they are.  A field without a value is
 * left out:
 *
 *	time		HTTP_TIME		"2026-11-21T10:00:00Z"
 *	remote		HTTP_REMOTE		"192.0.2.1", "unix"
 *	user		HTTP_USER		"alice", by Auth or WriteAuth
 *	method		HTTP_METHOD		"GET"
 *	target		HTTP_TARGET		"/a?b": as it was sent
 *	version		HTTP_VERSION		"HTTP/1.1"
 *	status		HTTP_STATUS		200: a number in JSON
 *	bytes		HTTP_BYTES		612: likewise
 *	duration_us	HTTP_DURATION_US	153: likewise
 *	refusal		HTTP_REFUSAL		"not-found"; refusal.def
 *	host		HTTP_HOST		"example.org:8080"
 *	vhost		HTTP_VHOST		"example.org": of VirtualHosts
 *	referer		HTTP_REFERER
 *	user_agent	HTTP_USER_AGENT
 *
 * The first line of a request that is none is cut at its spaces in the same
 * way; if it has none it is all method.
 *
 * Quotes, backslashes, controls and bytes over 0x7e in what the peer sent
 * are escaped, and each value is cut, so that a line is one line and fits
 * one write.  In JSON a byte over 0x7e is the character of that number,
 * \u0080 to \u00ff: every line is valid, whatever the bytes meant.
 *
 * With LogQuery no the query is cut off the target, and off the Referer,
 * which is where queries would come back.
 */
#ifndef SITE_ACCESSLOG_H
#define SITE_ACCESSLOG_H

#include "base/address.h"
#include "config/conf.h"
#include "http/refusal.h"

struct exchange {
	const struct address *peer;
	int64_t time_s;                         /* when the request was read */
	struct span line, host, referer, agent; /* empty: there is none */
	int status;
	uint64_t bytes; /* of content sent; the head is not counted */
	int64_t duration_us;
	enum refusal why;
	struct span vhost;     /* with VirtualHosts, its directory's name */
	struct span authority; /* of the target URI, for its port */
	struct span user;      /* whose password was right, or "" */
};

/*
 * Ends in a newline; at most LIMIT_LOG_LINE bytes.  Reads log_format and
 * log_query of the configuration.
 */
void accesslog_put(struct text *, const struct conf *, const struct exchange *);

#endif
