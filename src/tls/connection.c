#define _GNU_SOURCE
#include "tls/connection.h"

#include "http/proxy_put.h"
#include "os/socket.h"
#include "tls/handler_start.h"
#include "tls/kernel_tls.h"
#include "tls/linger.h"
#include "tls/pump.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

#define NO_HANDLER "the connection cannot be passed to the handler"

void
connection_prepare(struct connection *c)
{
	union socket_name name;
	socklen_t n = sizeof name;
	int on = 1, unsent = 16384;

	c->own = (struct address){ .family = ADDRESS_NONE };
	if (getsockname(c->fd, &name.any, &n) == 0)
		socket_address(&name, &c->own);
	/*
	 * each record is written whole, so a delay would serve nothing; this
	 * fails on a Unix socket
	 */
	(void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	c->kernel = !c->pump && kernel_tls_attach(c->fd);
	/*
	 * For the pump the socket reports room early, and not only when a third
	 * of its buffer is free.  A record that the kernel holds back until
	 * more data comes would reach that limit, and nothing would be sent any
	 * more.
	 */
	if (!c->kernel)
		(void)setsockopt(c->fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent,
		    sizeof unsent);
}

/* Logs why something of a connection has failed; NULL: nothing has. */
static void
log_why(const struct connection *c, const char *what, const char *why)
{
	char buf[256 + LIMIT_SUBJECT];
	const char *subject = c->handshake->client.subject;
	struct text t = { buf, sizeof buf - 1, 0 };

	if (why == NULL)
		return;
	address_put(&t, &c->client);
	text_put(&t, SPAN(": "));
	text_put(&t, span_str(what));
	text_put(&t, SPAN(": "));
	text_put(&t, span_str(why));
	if (*subject != '\0') {
		text_put(&t, SPAN(": "));
		text_put(&t, span_str(subject));
	}
	text_char(&t, '\n');
	if (text_fits(&t))
		log_named(c->log, LOG_LEVEL_INFO, TEXT_SPAN(t));
}

/* Does so for a handshake, but not for a connection that began none. */
static void
log_failure(const struct connection *c, const char *why)
{
	log_why(c, "TLS handshake", why);
}

/*
 * Answers plain HTTP; a browser shows this to a person who typed http:// and
 * this port.
 */
static void
answer_plain(const struct connection *c)
{
	static const char answer[] =
	    "HTTP/1.1 400 Bad Request\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Length: 59\r\n"
	    "Connection: close\r\n\r\n"
	    "This port speaks HTTPS: write https:// before its address.\n";

	(void)send(c->fd, answer, sizeof answer - 1, MSG_NOSIGNAL);
	linger(c->fd);
}

/*
 * Sends the PROXY header.  Its first byte tells the other processes that the
 * handshake is done.
 */
static bool
send_header(const struct connection *c, int with)
{
	char buf[PROXY_PUT_ROOM];
	struct text t = TEXT(buf);
	struct proxy_tls tls;

	handshake_learn(c->handshake, &tls);
	proxy_put(&t, &c->client, &c->own, &tls);
	return text_fits(&t) &&
	       handler_start_send(c->handler, TEXT_SPAN(t), with);
}

/*
 * Waits until the handler ends.  The client may have gone while the handler
 * stores what it sent, and systemd ends the handler when this process ends.
 * The handler has deadlines.
 */
static void
wait_for_handler(const struct connection *c)
{
	struct pollfd p = { .fd = c->handler, .events = POLLIN };

	(void)shutdown(c->handler, SHUT_WR); /* the handler may have ended */
	(void)poll(&p, 1, -1);               /* until it answers or ends */
}

/* Passes the bytes of the client through this process. */
static void
serve_by_pump(const struct connection *c)
{
	const char *why;

	if (!send_header(c, -1)) {
		log_failure(c, NO_HANDLER);
		return;
	}
	why = pump_run(&(struct pump){ .session = c->handshake->session,
	    .client = c->fd,
	    .ended = &c->handshake->ended,
	    .handler = c->handler });
	(void)close(c->fd);
	log_why(c, "TLS connection", why);
	wait_for_handler(c);
}

/*
 * Sends what a listener answers in the place of a handler that it could not
 * start: it has the channel, and not the connection.
 */
static void
relay_refusal(const struct connection *c)
{
	char buf[1024];
	ssize_t n = recv(c->handler, buf, sizeof buf, MSG_DONTWAIT);

	if (n > 0)
		(void)send(c->fd, buf, (size_t)n, MSG_NOSIGNAL);
}

/*
 * Gives the connection to the handler; this process then has no keys any more.
 */
static void
serve_by_kernel(const struct connection *c)
{
	bool sent = send_header(c, c->fd);

	gnutls_deinit(c->handshake->session);
	c->handshake->session = NULL;
	if (!sent) {
		log_failure(c, NO_HANDLER);
		return;
	}
	wait_for_handler(c);
	relay_refusal(c);
	kernel_tls_end(c->fd);
}

static void
serve_session(const struct connection *c)
{
	/*
	 * the kernel sends records of 16 KB, which such a client does not
	 * accept
	 */
	bool kernel = c->kernel && !c->handshake->shortens;

	switch (kernel ? kernel_tls_begin(c->handshake->session, c->fd)
		       : KERNEL_TLS_NO) {
	case KERNEL_TLS_NO:
		serve_by_pump(c);
		break;
	case KERNEL_TLS_YES:
		serve_by_kernel(c);
		break;
	case KERNEL_TLS_BROKEN:
		log_failure(
		    c, "the kernel took the keys of one direction only");
		break;
	}
}

void
connection_serve(const struct connection *c)
{
	switch (handshake_run(c->handshake, c->fd, c->timeout_ms)) {
	case HANDSHAKE_DONE:
		serve_session(c);
		break;
	case HANDSHAKE_PLAIN:
		answer_plain(c);
		break;
	case HANDSHAKE_FAILED:
		log_failure(c, c->handshake->why);
		/* it may be sending what the handshake would have allowed */
		if (c->handshake->client.why != NULL)
			linger(c->fd);
		break;
	}
}
