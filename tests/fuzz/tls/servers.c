#define _GNU_SOURCE
#include "fuzz/tls/servers.h"

#include "fuzz/tls/client.h"
#include "tls/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CERTIFICATES 3
#define KINDS 3

static struct certificate certificate[CERTIFICATES];
static struct client_ca ca[KINDS];
static struct handshake server[KINDS];
static const struct log to_stderr = { .fd = STDERR_FILENO,
	.name = "handshakes" };

void
servers_end_session(struct handshake *h)
{
	handshake_end(h);
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
