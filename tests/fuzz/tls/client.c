#define _GNU_SOURCE
#include "fuzz/tls/client.h"

#include "fuzz/tls/damage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static gnutls_certificate_credentials_t with, without;

void
client_prepare(const char *directory)
{
	char chain[4096], key[4096];

	(void)snprintf(chain, sizeof chain, "%s/fullchain.pem", directory);
	(void)snprintf(key, sizeof key, "%s/privkey.pem", directory);
	if (gnutls_certificate_allocate_credentials(&with) < 0 ||
	    gnutls_certificate_allocate_credentials(&without) < 0 ||
	    gnutls_certificate_set_x509_key_file(
		with, chain, key, GNUTLS_X509_FMT_PEM) < 0) {
		fprintf(stderr, "%s: the client has no certificate\n", chain);
		exit(2);
	}
}

/*
 * Notes whether the body of the first record, which is the ClientHello, is not
 * that of the library any more, although it has its length.
 */
static void
compare_hello(struct client *c, const unsigned char *before, size_t n)
{
	size_t body = (size_t)before[3] * 256 + before[4];

	if (n >= body + 5 && c->made >= body + 5 &&
	    memcmp(c->sent + 3, before + 3, 2) == 0 &&
	    memcmp(c->sent + 5, before + 5, body) != 0)
		c->hello_changed = true;
}

/* The library's bytes go into c->sent, and are damaged there. */
static ssize_t
push(gnutls_transport_ptr_t arg, const void *buf, size_t n)
{
	static unsigned char before[CLIENT_ROOM];
	struct client *c = arg;
	size_t from = c->made;
	bool first = c->taken == 0;

	if (c->state == CLIENT_GONE)
		return (ssize_t)n;
	if (c->made + n > sizeof c->sent) {
		gnutls_transport_set_errno(c->session, ENOBUFS);
		return -1;
	}
	memcpy(c->sent + from, buf, n);
	memcpy(before, buf, n);
	c->made += n;
	for (size_t i = 0; i < c->ndamages; i++) {
		struct client_damage *d = &c->damage[i];

		if (d->done || d->at < from || d->at >= c->made)
			continue;
		d->done = true;
		damage_make(c, d);
	}
	c->taken += n;
	if (first && n > 5)
		compare_hello(c, before, n);
	return (ssize_t)n;
}

static ssize_t
pull(gnutls_transport_ptr_t arg, void *buf, size_t n)
{
	struct client *c = arg;
	ssize_t got = recv(c->fd, buf, n, MSG_DONTWAIT);

	if (got < 0)
		gnutls_transport_set_errno(c->session, errno);
	if (got > 0 && c->ngot + (size_t)got <= sizeof c->got) {
		memcpy(c->got + c->ngot, buf, (size_t)got);
		c->ngot += (size_t)got;
	}
	return got;
}

/* The library asks this before it reads. */
static int
is_there(gnutls_transport_ptr_t arg, unsigned timeout_ms)
{
	struct client *c = arg;
	char byte;

	(void)timeout_ms;
	return recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

/* --- damage within messages ------------------------------------------- */

/*
 * Called by the library with each message that it is about to send.  It is told
 * not to change them; here it does.
 */
static int
look_at_message(gnutls_session_t session, unsigned type, unsigned when,
    unsigned incoming, const gnutls_datum_t *message)
{
	struct client *c = gnutls_session_get_ptr(session);
	unsigned char *p = message->data;

	(void)when;
	if (incoming)
		return 0;
	if (type == GNUTLS_HANDSHAKE_FINISHED)
		c->finished = true;
	if ((int)type != c->within || message->size == 0 || p == NULL)
		return 0;
	p[c->within_at % message->size] ^=
	    (unsigned char)(1 << damage_roll(c, 8));
	if (type == GNUTLS_HANDSHAKE_FINISHED)
		c->finished_wrong = true;
	c->within = -1;
	return 0;
}

/* --- a connection ------------------------------------------------------- */

static const char *
choose_priorities(struct client *c)
{
	static const char *const all[] = {
		"NORMAL",
		"NORMAL",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2",
		"NORMAL:-VERS-ALL:+VERS-TLS1.2",
		"NORMAL:-VERS-ALL:+VERS-TLS1.3",
		/* the server has to ask for another group */
		"NORMAL:-GROUP-ALL:+GROUP-FFDHE2048:+GROUP-SECP384R1",
		"NORMAL:-GROUP-ALL:+GROUP-SECP256R1",
		"NORMAL:-CIPHER-ALL:+CHACHA20-POLY1305",
		"NORMAL:-SIGN-ALL:+SIGN-ECDSA-SHA384:+SIGN-ECDSA-SHA256:"
		"+SIGN-ECDSA-SECP256R1-SHA256",
		"NORMAL:-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256:+SIGN-RSA-SHA256:"
		"+SIGN-RSA-SHA512",
		"NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0",
		"NORMAL:-KX-ALL:+RSA:-VERS-ALL:+VERS-TLS1.2",
	};

	return all[damage_roll(c, sizeof all / sizeof *all)];
}

static void
choose_names(struct client *c)
{
	static const char *const name[] = { "localhost", "b.test", "x.w.test",
		"a-name-that-nobody-has.test" };
	static char noise[200];
	static const gnutls_datum_t protocol[] = {
		{ (unsigned char *)"http/1.1", 8 },
		{ (unsigned char *)"h2", 2 },
	};
	size_t i = damage_roll(c, 6);

	if (i < 4)
		(void)gnutls_server_name_set(
		    c->session, GNUTLS_NAME_DNS, name[i], strlen(name[i]));
	else if (i == 4) {
		for (size_t k = 0; k < sizeof noise; k++)
			noise[k] = (char)damage_byte(c);
		(void)gnutls_server_name_set(c->session, GNUTLS_NAME_DNS, noise,
		    1 + damage_roll(c, sizeof noise));
	}
	i = damage_roll(c, 8);
	if (i < 4)
		(void)gnutls_alpn_set_protocols(c->session, protocol, 1, 0);
	else if (i < 6)
		(void)gnutls_alpn_set_protocols(
		    c->session, protocol + (i - 4), (unsigned)(6 - i), 0);
}

void
client_begin(struct client *c, uint64_t number, int fd)
{
	static const size_t piece[] = { 0, 0, 0, 0, 1, 3, 5, 100 };
	bool shows;

	memset(c, 0, offsetof(struct client, sent));
	c->made = c->gone = c->taken = c->ngot = 0;
	c->finished = c->finished_wrong = c->hello_changed = false;
	c->dice = number * UINT64_C(0xd1342543de82ef95);
	c->fd = fd;
	c->replies = damage_roll(c, 32) != 0;
	c->piece = piece[damage_roll(c, 8)];
	c->text = damage_roll(c, 8) == 0 ? damage_roll(c, CLIENT_TEXT_MOST)
					 : sizeof CLIENT_TEXT - 1;
	shows = damage_roll(c, 2) == 0;
	(void)gnutls_init(&c->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK |
					   GNUTLS_NO_SIGNAL |
					   GNUTLS_KEY_SHARE_TOP);
	gnutls_session_set_ptr(c->session, c);
	(void)gnutls_priority_set_direct(
	    c->session, choose_priorities(c), NULL);
	(void)gnutls_credentials_set(
	    c->session, GNUTLS_CRD_CERTIFICATE, shows ? with : without);
	choose_names(c);
	if (damage_roll(c, 8) == 0)
		(void)gnutls_record_set_max_recv_size(c->session, 512);
	damage_choose(c);
	gnutls_handshake_set_hook_function(
	    c->session, GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_PRE, look_at_message);
	gnutls_handshake_set_timeout(c->session, 0);
	gnutls_transport_set_ptr(c->session, c);
	gnutls_transport_set_push_function(c->session, push);
	gnutls_transport_set_pull_function(c->session, pull);
	gnutls_transport_set_pull_timeout_function(c->session, is_there);
}

/* Passes a piece of the bytes on.  Returns true if any went. */
static bool
deliver(struct client *c)
{
	size_t n = c->made - c->gone;
	ssize_t went;

	if (c->piece > 0 && n > c->piece)
		n = c->piece;
	if (n == 0)
		return false;
	went = send(c->fd, c->sent + c->gone, n, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (went > 0)
		c->gone += (size_t)went;
	else if (errno != EAGAIN) /* nobody listens any more */
		c->gone = c->made;
	return went > 0;
}

void
client_hang_up(struct client *c)
{
	c->state = CLIENT_GONE;
	(void)shutdown(c->fd, c->vanishes ? SHUT_RDWR : SHUT_WR);
}

/* Sends the request. */
static void
talk(struct client *c)
{
	static char text[CLIENT_TEXT_MOST];
	size_t at = 0;

	for (size_t i = 0; i < c->text; i++)
		text[i] = CLIENT_TEXT[i % (sizeof CLIENT_TEXT - 1)];
	while (at < c->text) {
		ssize_t n =
		    gnutls_record_send(c->session, text + at, c->text - at);

		if (n <= 0)
			return;
		at += (size_t)n;
	}
}

static void
go_on(struct client *c)
{
	char buf[4096];
	ssize_t n;

	if (c->state == CLIENT_SHAKES) {
		int err = gnutls_handshake(c->session);

		if (err == 0) {
			if (c->state == CLIENT_SHAKES)
				c->state = CLIENT_TALKS;
			talk(c);
		} else if (gnutls_error_is_fatal(err)) {
			(void)gnutls_alert_send_appropriate(c->session, err);
			c->state = CLIENT_GONE;
		}
		return;
	}
	n = gnutls_record_recv(c->session, buf, sizeof buf);
	if (n == 0 || (n < 0 && gnutls_error_is_fatal((int)n)))
		c->state = CLIENT_GONE;
}

bool
client_step(struct client *c)
{
	size_t got = c->ngot, made = c->made;
	char scrap[4096];
	ssize_t n = 0;

	if (deliver(c))
		return true;
	if (c->state != CLIENT_GONE && (c->replies || c->taken == 0)) {
		enum client_state before = c->state;

		go_on(c);
		return deliver(c) || c->ngot > got || c->made > made ||
		       c->state != before;
	}
	if (c->state == CLIENT_GONE)
		n = recv(c->fd, scrap, sizeof scrap, MSG_DONTWAIT);
	if (n > 0 && c->ngot + (size_t)n <= sizeof c->got) {
		memcpy(c->got + c->ngot, scrap, (size_t)n);
		c->ngot += (size_t)n;
	}
	return n > 0;
}

void
client_end(struct client *c)
{
	gnutls_deinit(c->session);
	close(c->fd);
}
