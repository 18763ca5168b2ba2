/*
 * accesslog -- one line for each request.
 *
 * LogFormat selects the format.  Times are UTC; bytes count content only.
 *
 * common and combined are the usual formats of these names.  combined has two
 * more words at its end: the time taken in microseconds and the name of the
 * refusal:
 *
 *	192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 612
 *	    "-" "curl/8.0" 153 -
 *
 * The third field is the name of the user whose password was right; without a
 * password, the common name in a certificate of the client that was verified;
 * or "-".  A name with a wrong password proves nothing, and is often a password
 * typed into the wrong box.  A space in the name is escaped as well.
 *
 * vhost is combined with the host and its port in front, as Apache's
 * vhost_combined is: "example.org:80 192.0.2.1 ...".
 *
 * json is one flat object.  journal has the same fields as a base/record, which
 * daemon/journal_entry turns into an entry of the journal.  Fields without a
 * value are left out:
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
 *	tls		HTTP_TLS		"TLSv1.3", or "yes"
 *	cipher		HTTP_CIPHER		"TLS_AES_128_GCM_SHA256"
 *	server_name	HTTP_SERVER_NAME	asked for in the handshake
 *	client_name	HTTP_CLIENT_NAME	"alice": CN of the certificate
 *	client_subject	HTTP_CLIENT_SUBJECT	"CN=alice,O=Example"
 *
 * The first line of a request that is not HTTP is split at spaces as a request
 * line is; if it has no space, all of it is the method.
 *
 * Quotes, backslashes, controls and bytes over 0x7e from the peer are escaped,
 * and each value is cut, so that a line is one line and fits one write.  In
 * JSON a character of UTF-8 becomes its number, such as \u20ac, and a byte that
 * is not UTF-8 the character of that number, \u0080 to \u00ff: every line is
 * valid, whatever the bytes meant.
 *
 * With LogQuery no, the query is removed from the target, and from the Referer,
 * which would show the queries of earlier pages.
 */
#ifndef SITE_ACCESSLOG_H
#define SITE_ACCESSLOG_H

#include "base/address.h"
#include "config/conf.h"
#include "http/proxy.h"
#include "http/refusal.h"

struct exchange {
	const struct address *peer;
	int64_t time_s;                         /* when the request was read */
	struct span line, host, referer, agent; /* empty: absent */
	int status;
	uint64_t bytes; /* bytes of content sent, without the head */
	int64_t duration_us;
	enum refusal why;
	struct span vhost;     /* with VirtualHosts, its directory's name */
	struct span authority; /* of the target URI, for its port */
	struct span user;      /* the user whose password was right, or "" */
	const struct proxy_tls *tls; /* of the connection; NULL: none */
};

/*
 * Appends the line with its newline, at most LIMIT_LOG_LINE bytes.  Reads
 * log_format and log_query of the configuration.
 */
void accesslog_put(struct text *, const struct conf *, const struct exchange *);

#endif
