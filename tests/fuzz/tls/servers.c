#define _GNU_SOURCE
#include "fuzz/tls/servers.h"

#include "fuzz/tls/client.h"
#include "tls/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CERTIFICATES 3
#define KINDS 3

void __real_client_ca_use(
    const struct client_ca *, gnutls_certificate_credentials_t);
void __wrap_client_ca_use(
    const struct client_ca *, gnutls_certificate_credentials_t);

static struct certificate certificate[CERTIFICATES];
static struct client_ca ca[KINDS];
static struct handshake server[KINDS];
static const struct log to_stderr = { .fd = STDERR_FILENO,
	.name = "handshakes" };

/*
 * Credentials own the authorities that they are given.  The server frees none,
 * since its process ends; here each get authorities of their own.
 */
void
__wrap_client_ca_use(
    const struct client_ca *of, gnutls_certificate_credentials_t credentials)
{
	struct options o = { .client_ca = of->file,
		.client = of->requires ? OPTIONS_CLIENT_REQUIRE
				       : OPTIONS_CLIENT_ASK };
	static struct client_ca own;

	if (!client_ca_open(&own, &o, &to_stderr))
		abort();
	__real_client_ca_use(&own, credentials);
}

void
servers_end_session(struct handshake *h)
{
	void *chosen = NULL;

	(void)gnutls_credentials_get(
	    h->session, GNUTLS_CRD_CERTIFICATE, &chosen);
	gnutls_deinit(h->session);
	if (chosen != NULL && chosen != h->credentials)
		gnutls_certificate_free_credentials(chosen);
	if (h->desk.channel >= 0)
		close(h->desk.channel);
}

struct handshake *
servers_take(uint64_t number)
{
	return &server[number % KINDS];
}

void
servers_load(const char *directory)
{
	static const char *const name[CERTIFICATES] = { "ec", "other", "rsa" };
	static char path[CERTIFICATES][CERTIFICATE_PATH],
	    authority[CERTIFICATE_PATH];
	static struct options o;

	(void)snprintf(authority, sizeof authority, "%s/client", directory);
	client_prepare(authority);
	(void)snprintf(
	    authority, sizeof authority, "%s/client/fullchain.pem", directory);
	o.client_ca = authority;
	for (unsigned i = 0; i < CERTIFICATES; i++) {
		struct options_pair pair = { path[i], NULL };

		(void)snprintf(
		    path[i], sizeof path[i], "%s/%s", directory, name[i]);
		certificate[i].which = i;
		if (!certificate_name(&certificate[i], &pair, &to_stderr) ||
		    !keys_open(&certificate[i], i, &to_stderr) ||
		    !certificate_open_chain(&certificate[i], &to_stderr))
			exit(2);
	}
	for (int i = 0; i < KINDS; i++) {
		o.client = (enum options_client)i;
		if (i > 0 && !client_ca_open(&ca[i], &o, &to_stderr))
			exit(2);
		if (handshake_load(&server[i], certificate, CERTIFICATES,
			i > 0 ? &ca[i] : NULL) != NULL)
			exit(2);
	}
}
