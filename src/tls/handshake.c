#define _GNU_SOURCE
#include "tls/handshake.h"

#include "os/clock.h"
#include "tls/sni.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/*
 * Ciphers and signatures in the order of preference: this order counts, and not
 * the client's.  The list of signatures is that of tls/signing.
 */
#define PRIORITIES                                                             \
	"NONE:%SERVER_PRECEDENCE:+VERS-TLS1.3:+VERS-TLS1.2:"                   \
	"+ECDHE-ECDSA:+ECDHE-RSA:"                                             \
	"+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305:+AEAD:+COMP-NULL:"       \
	"+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1:+CTYPE-X509:"         \
	"+SIGN-ECDSA-SECP256R1-SHA256:+SIGN-ECDSA-SECP384R1-SHA384:"           \
	"+SIGN-ECDSA-SECP521R1-SHA512:+SIGN-ECDSA-SHA256:+SIGN-ECDSA-SHA384:"  \
	"+SIGN-ECDSA-SHA512:+SIGN-RSA-PSS-RSAE-SHA256:"                        \
	"+SIGN-RSA-PSS-RSAE-SHA384:+SIGN-RSA-PSS-RSAE-SHA512:"                 \
	"+SIGN-RSA-SHA256:+SIGN-RSA-SHA384:+SIGN-RSA-SHA512"

/* A client may sign so, while no certificate of ours has such a key. */
#define PRIORITIES_OF_CLIENTS PRIORITIES ":+SIGN-EDDSA-ED25519"

/* The most names of a certificate that are examined. */
#define NAMES_MOST 100

/*
 * The longest message of a handshake.  A client without a certificate sends far
 * less.
 */
#define MESSAGE_MOST 16384

/* A client may show one with its whole chain, each with an RSA key. */
#define MESSAGE_MOST_OF_CLIENTS 32768

/* Notes the name that the client asks for, or "" if it cannot be a host. */
static void
learn_name(struct handshake *h)
{
	size_t n = sizeof h->server_name;
	unsigned kind;

	if (gnutls_server_name_get(h->session, h->server_name, &n, &kind, 0) !=
		0 ||
	    kind != GNUTLS_NAME_DNS || n >= sizeof h->server_name)
		n = 0;
	h->server_name[n] = '\0';
}

/* Reads for the library, which is not told when the connection ends. */
static ssize_t
pull(gnutls_transport_ptr_t arg, void *buf, size_t n)
{
	struct handshake *h = arg;
	ssize_t got = recv(h->fd, buf, n, MSG_DONTWAIT);

	if (got > 0)
		return got;
	/*
	 * an end without a close_notify would end the other direction as well
	 */
	h->ended = got == 0;
	gnutls_transport_set_errno(h->session, got == 0 ? EAGAIN : errno);
	return -1;
}

static ssize_t
push(gnutls_transport_ptr_t arg, const void *buf, size_t n)
{
	struct handshake *h = arg;
	ssize_t put = send(h->fd, buf, n, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (put < 0)
		gnutls_transport_set_errno(h->session, errno);
	return put;
}

/*
 * Tells the library whether there is something to read.  The session does not
 * block.
 */
static int
is_there(gnutls_transport_ptr_t arg, unsigned timeout_ms)
{
	const struct handshake *h = arg;
	struct pollfd p = { .fd = h->fd, .events = POLLIN };

	(void)timeout_ms; /* handshake_run waits itself, by its own deadline */
	return poll(&p, 1, 0);
}

static int
prepare_session(struct handshake *h)
{
	static const gnutls_datum_t http = { (unsigned char *)"http/1.1", 8 };
	bool asks = h->ca != NULL;
	int err;

	err =
	    gnutls_init(&h->session, GNUTLS_SERVER | GNUTLS_NONBLOCK |
					 GNUTLS_NO_TICKETS | GNUTLS_NO_SIGNAL);
	if (err == 0)
		err = gnutls_priority_set(h->session, h->priorities);
	if (err == 0)
		err = gnutls_credentials_set(
		    h->session, GNUTLS_CRD_CERTIFICATE, h->credentials);
	if (err == 0)
		err = gnutls_alpn_set_protocols(
		    h->session, &http, 1, GNUTLS_ALPN_MANDATORY);
	if (err < 0)
		return err;
	gnutls_certificate_server_set_request(
	    h->session, !asks             ? GNUTLS_CERT_IGNORE
			: h->ca->requires ? GNUTLS_CERT_REQUIRE
					  : GNUTLS_CERT_REQUEST);
	gnutls_handshake_set_max_packet_length(
	    h->session, asks ? MESSAGE_MOST_OF_CLIENTS : MESSAGE_MOST);
	gnutls_handshake_set_timeout(h->session, 0);
	gnutls_transport_set_ptr(h->session, h);
	gnutls_transport_set_pull_function(h->session, pull);
	gnutls_transport_set_push_function(h->session, push);
	gnutls_transport_set_pull_timeout_function(h->session, is_there);
	return 0;
}

static bool
has_name(const struct certificate *c, struct span wanted)
{
	char name[LIMIT_HOST + 1];

	for (unsigned i = 0; i < NAMES_MOST; i++) {
		size_t n = sizeof name;
		int kind = gnutls_x509_crt_get_subject_alt_name(
		    c->chain[0], i, name, &n, NULL);

		if (kind == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			return false;
		if (kind == GNUTLS_SAN_DNSNAME &&
		    sni_matches(wanted, (struct span){ name, n }))
			return true;
	}
	return false;
}

/* Called by the library when the client has shown a certificate, or none. */
static int
check_client(gnutls_session_t session)
{
	struct handshake *h = gnutls_session_get_ptr(session);

	return client_check_run(&h->client, session) ? 0 : -1;
}

/* Makes the credentials that a client has to satisfy. */
static void
ask_client(const struct handshake *h, gnutls_certificate_credentials_t c)
{
	if (h->ca == NULL)
		return;
	client_ca_use(h->ca, c);
	gnutls_certificate_set_verify_function(c, check_client);
}

/* Makes the credentials with these certificates. */
static int
make_chosen(struct handshake *h, unsigned set)
{
	int err = gnutls_certificate_allocate_credentials(&h->chosen[set]);

	if (err == 0)
		ask_client(h, h->chosen[set]);
	for (size_t i = 0; i < h->n && err == 0; i++)
		if (set & 1u << i)
			err = signer_add(&h->signer[i], h->chosen[set]);
	if (err < 0) /* they share a list, and cannot be freed */
		h->chosen[set] = NULL;
	return err;
}

/*
 * Chooses the certificate.  If none has the name, the client is offered all of
 * them.  The credentials are kept for the next connection.
 */
static int
choose(struct handshake *h, struct span wanted)
{
	unsigned set = 0;
	int err = 0;

	for (size_t i = 0; i < h->n; i++)
		if (has_name(h->signer[i].certificate, wanted))
			set |= 1u << i;
	if (set == 0)
		return 0;
	if (h->chosen[set] == NULL)
		err = make_chosen(h, set);
	if (err == 0)
		err = gnutls_credentials_set(
		    h->session, GNUTLS_CRD_CERTIFICATE, h->chosen[set]);
	return err;
}

/* Extensions of a ClientHello that make the records to the client shorter. */
#define MAX_FRAGMENT_LENGTH 1 /* RFC 6066 4 */
#define RECORD_SIZE_LIMIT 28  /* RFC 8449 4 */

/* The longest limit: a whole record, and in TLS 1.3 the byte of its type. */
#define WHOLE_RECORD 16385

static int
note_extension(void *arg, unsigned id, const unsigned char *data, unsigned n)
{
	struct handshake *h = arg;

	if (id == MAX_FRAGMENT_LENGTH ||
	    (id == RECORD_SIZE_LIMIT &&
		(n != 2 || data[0] * 256 + data[1] < WHOLE_RECORD)))
		h->shortens = true;
	return 0;
}

/* Notes limits of the records; called by the library with the ClientHello. */
static int
note_limits(gnutls_session_t session, unsigned type, unsigned when,
    unsigned incoming, const gnutls_datum_t *message)
{
	(void)type;
	(void)when;
	if (incoming)
		(void)gnutls_ext_raw_parse(gnutls_session_get_ptr(session),
		    note_extension, message,
		    GNUTLS_EXT_RAW_FLAG_TLS_CLIENT_HELLO);
	return 0;
}

/*
 * Chooses the certificate; called by the library when it has read the
 * ClientHello.
 */
static int
take_hello(gnutls_session_t session)
{
	struct handshake *h = gnutls_session_get_ptr(session);

	learn_name(h);
	return h->n > 1 && h->server_name[0] != '\0'
		   ? choose(h, span_str(h->server_name))
		   : 0;
}

const char *
handshake_load(struct handshake *h, const struct certificate *c, size_t n,
    const struct client_ca *ca)
{
	int err = gnutls_certificate_allocate_credentials(&h->credentials);

	h->n = n;
	h->ca = ca;
	if (err == 0)
		err = gnutls_priority_init(&h->priorities,
		    ca != NULL ? PRIORITIES_OF_CLIENTS : PRIORITIES, NULL);
	if (err == 0)
		ask_client(h, h->credentials);
	for (size_t i = 0; i < n && err == 0; i++) {
		h->signer[i] = (struct signer){ &h->desk, &c[i], c[i].which };
		err = signer_add(&h->signer[i], h->credentials);
	}
	return err < 0 ? gnutls_strerror(err) : NULL;
}

const char *
handshake_begin(struct handshake *h, int channel)
{
	int err;

	h->desk = (struct signer_desk){ .channel = channel };
	h->why = NULL;
	h->ended = h->shortens = false;
	h->client = (struct client_check){ 0 };
	err = prepare_session(h);
	if (err < 0)
		return gnutls_strerror(err);
	gnutls_session_set_ptr(h->session, h);
	gnutls_handshake_set_post_client_hello_function(h->session, take_hello);
	gnutls_handshake_set_hook_function(h->session,
	    GNUTLS_HANDSHAKE_CLIENT_HELLO, GNUTLS_HOOK_PRE, note_limits);
	return NULL;
}

/* Returns 1, or 0 when the time is up; h->why says so if it cannot wait. */
static int
wait_for(struct handshake *h, short events)
{
	struct pollfd p = { .fd = h->fd, .events = events };
	int64_t left = h->desk.deadline_ms - clock_mono_ms();
	int r;

	do
		r = left > 0 ? poll(&p, 1, (int)left) : 0;
	while (r < 0 && errno == EINTR);
	if (r < 0)
		h->why = strerror(errno);
	return r > 0;
}

enum beginning { BEGINS_TLS, BEGINS_PLAIN, BEGINS_NOT };

/*
 * Returns how a failed handshake began.  A record of TLS begins with a byte of
 * 20 to 24, and a method with a capital.  A client that sent nothing only
 * tested whether the port is open.
 */
static enum beginning
beginning_of(struct handshake *h)
{
	char first;
	ssize_t n = recv(h->fd, &first, 1, MSG_PEEK | MSG_DONTWAIT);

	if (n < 0 && errno != ECONNRESET && errno != ETIMEDOUT)
		h->why = strerror(errno);
	if (n < 1)
		return BEGINS_NOT;
	return first >= 'A' && first <= 'Z' ? BEGINS_PLAIN : BEGINS_TLS;
}

static enum handshake_answer
fail(struct handshake *h, int err)
{
	h->why = h->desk.why != NULL ? h->desk.why : gnutls_strerror(err);
	if (h->ca != NULL && client_check_explains(&h->client, err)) {
		h->why = h->client.why;
		(void)gnutls_alert_send(
		    h->session, GNUTLS_AL_FATAL, h->client.alert);
	} else /* this fails if the session has not come far enough */
		(void)gnutls_alert_send_appropriate(h->session, err);
	return HANDSHAKE_FAILED;
}

/*
 * In TLS 1.3 the client speaks last.  The kernel would hold the acknowledgement
 * back for 40 ms, in the hope of an answer, and a client that delays small
 * packets (Nagle) would send its request no earlier.
 */
static void
acknowledge(const struct handshake *h)
{
	int on = 1;

	if (gnutls_protocol_get_version(h->session) == GNUTLS_TLS1_3)
		(void)setsockopt(
		    h->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

enum handshake_answer
handshake_run(struct handshake *h, int fd, uint64_t timeout_ms)
{
	int err;

	h->fd = fd;
	h->desk.deadline_ms = clock_mono_ms() + (int64_t)timeout_ms;
	if (!wait_for(h, POLLIN))
		return HANDSHAKE_FAILED;
	switch (beginning_of(h)) {
	case BEGINS_NOT:
		return HANDSHAKE_FAILED;
	case BEGINS_PLAIN:
		return HANDSHAKE_PLAIN;
	case BEGINS_TLS:
		break;
	}
	for (;;) {
		err = gnutls_handshake(h->session);
		if (err == GNUTLS_E_SUCCESS) {
			acknowledge(h);
			return HANDSHAKE_DONE;
		}
		if ((err == GNUTLS_E_WARNING_ALERT_RECEIVED ||
			err == GNUTLS_E_INTERRUPTED) &&
		    clock_mono_ms() < h->desk.deadline_ms)
			continue;
		if (err == GNUTLS_E_AGAIN && h->ended)
			err = GNUTLS_E_PREMATURE_TERMINATION;
		if (err != GNUTLS_E_AGAIN)
			return fail(h, err);
		if (!wait_for(h, gnutls_record_get_direction(h->session)
				     ? POLLOUT
				     : POLLIN)) {
			if (h->why == NULL)
				h->why = "the handshake was not complete in "
					 "time";
			return HANDSHAKE_FAILED;
		}
	}
}

void
handshake_end(struct handshake *h)
{
	if (h->session != NULL)
		gnutls_deinit(h->session);
	h->session = NULL;
	explicit_bzero(&h->client, sizeof h->client);
	explicit_bzero(h->server_name, sizeof h->server_name);
}

void
handshake_learn(struct handshake *h, struct proxy_tls *tls)
{
	const char *cipher = gnutls_ciphersuite_get(h->session);

	*tls = (struct proxy_tls){ .on = true };
	tls->protocol = gnutls_protocol_get_version(h->session) == GNUTLS_TLS1_3
			    ? SPAN("TLSv1.3")
			    : SPAN("TLSv1.2");
	if (cipher != NULL)
		tls->cipher = span_str(cipher);
	tls->server_name = span_str(h->server_name);
	tls->verified = h->client.verified;
	tls->client_name = span_str(h->client.name);
	tls->client_subject = span_str(h->client.subject);
}
