#include "tls/client_check.h"

#include "tls/subject.h"

#include <gnutls/x509.h>
#include <string.h>

static bool
refuse(
    struct client_check *c, const char *why, gnutls_alert_description_t alert)
{
	c->why = why;
	c->alert = alert;
	return false;
}

/*
 * The first row whose status is set gives the reason; RFC 8446 6.2 has the
 * alerts.
 */
static const struct {
	unsigned status;
	gnutls_alert_description_t alert;
	const char *why;
} reason[] = {
	{ GNUTLS_CERT_REVOKED, GNUTLS_A_CERTIFICATE_REVOKED,
	    "the client's certificate has been revoked" },
	{ GNUTLS_CERT_SIGNER_NOT_FOUND, GNUTLS_A_UNKNOWN_CA,
	    "no authority of ClientCA has signed the client's certificate" },
	{ GNUTLS_CERT_SIGNER_NOT_CA | GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE,
	    GNUTLS_A_BAD_CERTIFICATE,
	    "the client's certificate is signed by one that may not sign "
	    "others" },
	{ GNUTLS_CERT_EXPIRED, GNUTLS_A_CERTIFICATE_EXPIRED,
	    "the client's certificate, or its authority's, has expired" },
	{ GNUTLS_CERT_NOT_ACTIVATED, GNUTLS_A_BAD_CERTIFICATE,
	    "the client's certificate is not valid yet" },
	{ GNUTLS_CERT_PURPOSE_MISMATCH, GNUTLS_A_UNSUPPORTED_CERTIFICATE,
	    "the client's certificate is not for a client (extended key "
	    "usage)" },
	{ GNUTLS_CERT_INSECURE_ALGORITHM, GNUTLS_A_INSUFFICIENT_SECURITY,
	    "the client's certificate has a weak key or signature" },
	{ ~0u, GNUTLS_A_BAD_CERTIFICATE, "the client's certificate is bad" },
};

static bool
judge(struct client_check *c, gnutls_session_t session)
{
	gnutls_typed_vdata_st purpose = { .type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT };
	unsigned status = 0;
	size_t i = 0;

	if (gnutls_certificate_verify_peers(session, &purpose, 1, &status) < 0)
		return refuse(c, "the client's certificate is malformed",
		    GNUTLS_A_BAD_CERTIFICATE);
	if (status == 0)
		return true;
	while (!(reason[i].status & status))
		i++;
	return refuse(c, reason[i].why, reason[i].alert);
}

/*
 * Takes the common name.  Readers would disagree about which of two names
 * counts, so a certificate with two has none.
 */
static void
learn_name(struct client_check *c, gnutls_x509_crt_t certificate)
{
	char other[1];
	size_t n = sizeof c->name, no = sizeof other;

	if (gnutls_x509_crt_get_dn_by_oid(certificate,
		GNUTLS_OID_X520_COMMON_NAME, 0, 0, c->name, &n) != 0 ||
	    gnutls_x509_crt_get_dn_by_oid(certificate,
		GNUTLS_OID_X520_COMMON_NAME, 1, 0, other,
		&no) != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ||
	    !subject_is_name((struct span){ c->name, n }))
		n = 0;
	c->name[n] = '\0';
}

static bool
learn_subject(struct client_check *c, gnutls_x509_crt_t certificate)
{
	struct text t = { c->subject, LIMIT_SUBJECT, 0 };
	gnutls_datum_t dn;
	bool fits = false;

	if (gnutls_x509_crt_get_dn3(certificate, &dn, 0) == 0) {
		subject_put(&t, (struct span){ (char *)dn.data, dn.size });
		fits = text_fits(&t);
		gnutls_free(dn.data);
	} else if (gnutls_x509_crt_get_dn3(certificate, &dn, 0) ==
		   GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
		fits = true; /* an empty subject is valid */
	c->subject[fits ? t.n : 0] = '\0';
	return fits;
}

static bool
learn(struct client_check *c, const gnutls_datum_t *der)
{
	gnutls_x509_crt_t certificate;
	bool good;

	if (gnutls_x509_crt_init(&certificate) < 0)
		return false;
	good = gnutls_x509_crt_import(certificate, der, GNUTLS_X509_FMT_DER) ==
		   0 &&
	       learn_subject(c, certificate);
	if (good)
		learn_name(c, certificate);
	gnutls_x509_crt_deinit(certificate);
	return good;
}

bool
client_check_run(struct client_check *c, gnutls_session_t session)
{
	unsigned n = 0;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &n);

	if (chain == NULL || n == 0)
		return true; /* the library knows whether one is required */
	if (!learn(c, &chain[0]))
		return refuse(c,
		    "the subject of the client's certificate is malformed, or "
		    "longer than 512 bytes",
		    GNUTLS_A_BAD_CERTIFICATE);
	c->verified = judge(c, session);
	return c->verified;
}

bool
client_check_explains(struct client_check *c, int err)
{
	/* TLS 1.2 has no alert for a missing certificate; 1.3 has (8446 6.2) */
	if (err == GNUTLS_E_NO_CERTIFICATE_FOUND)
		(void)refuse(c, "the client has shown no certificate",
		    GNUTLS_A_HANDSHAKE_FAILURE);
	else if (err == GNUTLS_E_CERTIFICATE_REQUIRED)
		(void)refuse(c, "the client has shown no certificate",
		    GNUTLS_A_CERTIFICATE_REQUIRED);
	return c->why != NULL;
}
