#include "tls/signer.h"

#include "os/clock.h"
#include "tls/key_process.h"

#include <string.h>

static int
of_rsa(gnutls_sign_algorithm_t algorithm)
{
	switch (algorithm) {
	case GNUTLS_SIGN_RSA_SHA256:
		return SIGNING_RSA_SHA256;
	case GNUTLS_SIGN_RSA_SHA384:
		return SIGNING_RSA_SHA384;
	case GNUTLS_SIGN_RSA_SHA512:
		return SIGNING_RSA_SHA512;
	case GNUTLS_SIGN_RSA_PSS_RSAE_SHA256:
		return SIGNING_PSS_SHA256;
	case GNUTLS_SIGN_RSA_PSS_RSAE_SHA384:
		return SIGNING_PSS_SHA384;
	case GNUTLS_SIGN_RSA_PSS_RSAE_SHA512:
		return SIGNING_PSS_SHA512;
	default:
		return 0;
	}
}

/* Returns the scheme of TLS, or 0 if it is not one that tls/signing has. */
static int
scheme_of(gnutls_sign_algorithm_t algorithm)
{
	switch (algorithm) {
	case GNUTLS_SIGN_ECDSA_SHA256:
	case GNUTLS_SIGN_ECDSA_SECP256R1_SHA256:
		return SIGNING_ECDSA_SHA256;
	case GNUTLS_SIGN_ECDSA_SHA384:
	case GNUTLS_SIGN_ECDSA_SECP384R1_SHA384:
		return SIGNING_ECDSA_SHA384;
	case GNUTLS_SIGN_ECDSA_SHA512:
	case GNUTLS_SIGN_ECDSA_SECP521R1_SHA512:
		return SIGNING_ECDSA_SHA512;
	default:
		return of_rsa(algorithm);
	}
}

/* Signs a hash; called by the library. */
static int
sign(gnutls_privkey_t key, gnutls_sign_algorithm_t algorithm, void *arg,
    unsigned flags, const gnutls_datum_t *hash, gnutls_datum_t *signature)
{
	struct signer *s = arg;
	struct span bytes = { (const char *)hash->data, hash->size };
	int scheme = scheme_of(algorithm);
	struct signing_request r = { .which = s->which,
		.scheme = (enum signing_scheme)scheme,
		.hash = bytes };
	char answer[SIGNING_ANSWER];
	int64_t left = s->desk->deadline_ms - clock_mono_ms();
	long n;

	(void)key;   /* the library keeps no data for this key */
	(void)flags; /* no flag concerns a key in another process */
	if (algorithm == GNUTLS_SIGN_RSA_RAW &&
	    signing_from_info(bytes, &r.scheme, &r.hash))
		scheme = (int)r.scheme;
	if (scheme == 0 || r.hash.n != signing_hash_length((unsigned)scheme) ||
	    left <= 0)
		return GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM;
	n = key_process_ask(&s->desk->channel, &r, (uint64_t)left, answer);
	if (n <= 0) {
		s->desk->why = "the key process did not sign";
		return GNUTLS_E_PK_SIGN_FAILED;
	}
	signature->data = gnutls_malloc((size_t)n);
	if (signature->data == NULL)
		return GNUTLS_E_MEMORY_ERROR;
	memcpy(signature->data, answer, (size_t)n);
	signature->size = (unsigned)n;
	return 0;
}

/* Tells what the key can do; called by the library. */
static int
describe(gnutls_privkey_t key, unsigned flags, void *arg)
{
	const struct signer *s = arg;
	gnutls_sign_algorithm_t algorithm;

	(void)key;
	if (flags & GNUTLS_PRIVKEY_INFO_PK_ALGO)
		return (int)s->certificate->algorithm;
	if (flags & GNUTLS_PRIVKEY_INFO_PK_ALGO_BITS)
		return (int)s->certificate->bits;
	if (!(flags & GNUTLS_PRIVKEY_INFO_HAVE_SIGN_ALGO))
		return -1;
	algorithm = (gnutls_sign_algorithm_t)GNUTLS_FLAGS_TO_SIGN_ALGO(flags);
	return algorithm == GNUTLS_SIGN_RSA_RAW ||
	       (scheme_of(algorithm) != 0 &&
		   gnutls_sign_supports_pk_algorithm(
		       algorithm, s->certificate->algorithm) != 0);
}

int
signer_add(struct signer *s, gnutls_certificate_credentials_t credentials)
{
	const struct certificate *c = s->certificate;
	/* the library copies this array, and then owns what its elements own */
	gnutls_pcert_st chain[CERTIFICATE_CHAIN];
	gnutls_privkey_t key;
	int err = 0;

	/*
	 * otherwise the library would sign something to test whether key and
	 * certificate fit
	 */
	gnutls_certificate_set_flags(
	    credentials, GNUTLS_CERTIFICATE_SKIP_KEY_CERT_MATCH);
	for (unsigned i = 0; i < c->n && err == 0; i++)
		err = gnutls_pcert_import_x509(&chain[i], c->chain[i], 0);
	if (err == 0)
		err = gnutls_privkey_init(&key);
	if (err == 0)
		err = gnutls_privkey_import_ext4(
		    key, s, NULL, sign, NULL, NULL, describe, 0);
	if (err == 0)
		err = gnutls_certificate_set_key(
		    credentials, NULL, 0, chain, (int)c->n, key);
	return err < 0 ? err : 0;
}
