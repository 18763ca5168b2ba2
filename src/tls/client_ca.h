/*
 * client_ca -- reads the authorities whose certificates clients have to show,
 * and the lists of those that they have revoked.
 *
 * Both files are public.  Like the chain of the site, they are read before the
 * process is confined.
 *
 *	good = client_ca_open(&ca, &options, &log);
 *	good = client_ca_is_current(&ca, now_s, &log);
 *	client_ca_use(&ca, credentials);
 *
 * Every function that returns false has logged a sentence that names the file.
 */
#ifndef TLS_CLIENT_CA_H
#define TLS_CLIENT_CA_H

#include "os/log.h"
#include "tls/options.h"

#include <gnutls/x509.h>
#include <stdint.h>

/* The most authorities, and the most lists. */
#define CLIENT_CA_MOST 64

struct client_ca {
	const char *file, *crl_file; /* crl_file: NULL if no file is named */
	bool requires;               /* a client has to show a certificate */
	gnutls_x509_crt_t ca[CLIENT_CA_MOST];
	gnutls_x509_crl_t crl[CLIENT_CA_MOST];
	unsigned n, ncrl;
	gnutls_x509_trust_list_t list;
};

/*
 * Reads the files that the options name.  The options, which have to name
 * authorities, must outlive *ca.
 */
bool client_ca_open(
    struct client_ca *, const struct options *, const struct log *);

/*
 * Judges the dates.  Returns false, after logging why, if an authority is not
 * valid now or a list should have been replaced by now.  Such a list still
 * revokes the certificates that it names.
 */
bool client_ca_is_current(
    const struct client_ca *, int64_t now_s, const struct log *);

/* Returns when the first of the authorities expires, in seconds since 1970. */
int64_t client_ca_until(const struct client_ca *);

/* Returns when the first of the lists is to be replaced; INT64_MAX: never. */
int64_t client_ca_lists_until(const struct client_ca *);

/* Gives the authorities to the credentials of a server. */
void client_ca_use(const struct client_ca *, gnutls_certificate_credentials_t);

#endif
