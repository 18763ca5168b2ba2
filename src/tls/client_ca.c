#include "tls/client_ca.h"

#include "http/date.h"
#include "tls/certificate.h"
#include "tls/expiry.h"

#include <stdlib.h>

/*
 * A client's chain may have this many certificates, and keys of so many bits.
 */
#define DEPTH 8
#define BITS 8192

static bool
complain(const struct log *log, const char *file, const char *reason)
{
	log_complain(log, span_str(file), reason);
	return false;
}

/*
 * Returns true if one of the certificates is an authority's; a client's own is
 * in the file by mistake.
 */
static bool
has_authority(const struct client_ca *ca)
{
	unsigned critical;

	for (unsigned i = 0; i < ca->n; i++)
		if (gnutls_x509_crt_get_ca_status(ca->ca[i], &critical) > 0)
			return true;
	return false;
}

static bool
open_authorities(struct client_ca *ca, const struct log *log)
{
	gnutls_datum_t data;
	int err;

	if (!certificate_read_file(ca->file, &data, log))
		return false;
	ca->n = CLIENT_CA_MOST;
	err = gnutls_x509_crt_list_import(ca->ca, &ca->n, &data,
	    GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
	free(data.data);
	if (err == GNUTLS_E_SHORT_MEMORY_BUFFER)
		return complain(log, ca->file, "more than 64 authorities");
	if (err <= 0)
		return complain(log, ca->file,
		    "not a certificate in the format PEM "
		    "(-----BEGIN CERTIFICATE-----)");
	return has_authority(ca) ||
	       complain(log, ca->file,
		   "none of its certificates is that of an authority "
		   "(basic constraints, CA): name the one that signs those of "
		   "the clients");
}

static bool
is_of_authority(const struct client_ca *ca, gnutls_x509_crl_t crl)
{
	/* client_ca_is_current judges the dates */
	const unsigned dates = GNUTLS_CERT_REVOCATION_DATA_SUPERSEDED |
			       GNUTLS_CERT_REVOCATION_DATA_ISSUED_IN_FUTURE;

	for (unsigned i = 0; i < ca->n; i++) {
		unsigned status = 0;

		if (gnutls_x509_crl_check_issuer(crl, ca->ca[i]) &&
		    gnutls_x509_crl_verify(crl, &ca->ca[i], 1,
			GNUTLS_VERIFY_DISABLE_TIME_CHECKS, &status) >= 0 &&
		    !(status & ~(dates | GNUTLS_CERT_INVALID)))
			return true;
	}
	return false;
}

static bool
open_lists(struct client_ca *ca, const struct log *log)
{
	gnutls_datum_t data;
	int err;

	if (ca->crl_file == NULL)
		return true;
	if (!certificate_read_file(ca->crl_file, &data, log))
		return false;
	ca->ncrl = CLIENT_CA_MOST;
	err = gnutls_x509_crl_list_import(ca->crl, &ca->ncrl, &data,
	    GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
	free(data.data);
	if (err == GNUTLS_E_SHORT_MEMORY_BUFFER)
		return complain(log, ca->crl_file, "more than 64 lists");
	if (err <= 0)
		return complain(log, ca->crl_file,
		    "not a list of revoked certificates in the format PEM "
		    "(-----BEGIN X509 CRL-----)");
	for (unsigned i = 0; i < ca->ncrl; i++)
		if (!is_of_authority(ca, ca->crl[i]))
			return complain(log, ca->crl_file,
			    "no authority of ClientCA has signed this list");
	return true;
}

bool
client_ca_open(
    struct client_ca *ca, const struct options *o, const struct log *log)
{
	*ca = (struct client_ca){ .file = o->client_ca,
		.crl_file = o->client_crl,
		.requires = o->client == OPTIONS_CLIENT_REQUIRE };
	if (!open_authorities(ca, log) || !open_lists(ca, log))
		return false;
	if (gnutls_x509_trust_list_init(&ca->list, 0) < 0 ||
	    gnutls_x509_trust_list_add_cas(
		ca->list, ca->ca, ca->n, GNUTLS_TL_USE_IN_TLS) != (int)ca->n ||
	    (ca->ncrl > 0 && gnutls_x509_trust_list_add_crls(ca->list, ca->crl,
				 ca->ncrl, 0, 0) != (int)ca->ncrl))
		return complain(log, ca->file,
		    "it, or the list of revoked certificates, cannot be used");
	return true;
}

int64_t
client_ca_lists_until(const struct client_ca *ca)
{
	int64_t first = INT64_MAX;

	for (unsigned i = 0; i < ca->ncrl; i++) {
		int64_t next = gnutls_x509_crl_get_next_update(ca->crl[i]);

		if (next >= 0 &&
		    next < first) /* -1: the list has no such date */
			first = next;
	}
	return first;
}

static bool
are_lists_current(
    const struct client_ca *ca, int64_t now_s, const struct log *log)
{
	int64_t until = client_ca_lists_until(ca);
	char buf[160];
	struct text t = { buf, sizeof buf - 1, 0 };

	if (until >= now_s)
		return true;
	text_put(&t, SPAN("should have been replaced on "));
	date_put_iso(&t, until);
	text_put(&t, SPAN(": obtain the next list"));
	buf[t.n] = '\0';
	return complain(log, ca->crl_file, buf);
}

bool
client_ca_is_current(
    const struct client_ca *ca, int64_t now_s, const struct log *log)
{
	char buf[128];
	bool good = true;

	for (unsigned i = 0; i < ca->n; i++) {
		int64_t from = gnutls_x509_crt_get_activation_time(ca->ca[i]);
		int64_t until = gnutls_x509_crt_get_expiration_time(ca->ca[i]);
		enum expiry how = expiry_of(now_s, from, until);
		struct text t = { buf, sizeof buf - 1, 0 };

		if (how == EXPIRY_GOOD)
			continue;
		expiry_put(&t, now_s, from, until);
		buf[t.n] = '\0';
		(void)complain(log, ca->file, buf);
		good = good && how == EXPIRY_SOON;
	}
	return are_lists_current(ca, now_s, log) && good;
}

int64_t
client_ca_until(const struct client_ca *ca)
{
	int64_t first = INT64_MAX;

	for (unsigned i = 0; i < ca->n; i++) {
		int64_t until = gnutls_x509_crt_get_expiration_time(ca->ca[i]);

		if (until < first)
			first = until;
	}
	return first > 0 ? first : 0;
}

/*
 * Several credentials share the list, and none of them is ever freed: the
 * process just ends.
 */
void
client_ca_use(
    const struct client_ca *ca, gnutls_certificate_credentials_t credentials)
{
	gnutls_certificate_set_trust_list(credentials, ca->list, 0);
	gnutls_certificate_set_verify_limits(credentials, BITS, DEPTH);
	gnutls_certificate_set_verify_flags(
	    credentials, GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM));
}
