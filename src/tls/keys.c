#include "tls/keys.h"

#include "tls/signing.h"

#include <stdint.h>
#include <sys/socket.h>

/* The keys, which only the process that opens them has. */
static gnutls_privkey_t key[OPTIONS_PAIRS];

static gnutls_sign_algorithm_t
algorithm_of(enum signing_scheme scheme)
{
	switch (scheme) {
	case SIGNING_RSA_SHA256:
		return GNUTLS_SIGN_RSA_SHA256;
	case SIGNING_RSA_SHA384:
		return GNUTLS_SIGN_RSA_SHA384;
	case SIGNING_RSA_SHA512:
		return GNUTLS_SIGN_RSA_SHA512;
	case SIGNING_ECDSA_SHA256:
		return GNUTLS_SIGN_ECDSA_SHA256;
	case SIGNING_ECDSA_SHA384:
		return GNUTLS_SIGN_ECDSA_SHA384;
	case SIGNING_ECDSA_SHA512:
		return GNUTLS_SIGN_ECDSA_SHA512;
	case SIGNING_PSS_SHA256:
		return GNUTLS_SIGN_RSA_PSS_RSAE_SHA256;
	case SIGNING_PSS_SHA384:
		return GNUTLS_SIGN_RSA_PSS_RSAE_SHA384;
	case SIGNING_PSS_SHA512:
		return GNUTLS_SIGN_RSA_PSS_RSAE_SHA512;
	}
	return GNUTLS_SIGN_UNKNOWN;
}

bool
keys_open(const struct certificate *named, size_t which, const struct log *log)
{
	struct certificate c = *named;

	/* if it was not open yet, the other process logs errors in it */
	if (certificate_open_chain(&c, named->n > 0 ? log : &LOG_OFF) &&
	    certificate_open_key(&c, log, &key[which]))
		return true;
	key[which] = NULL;
	return false;
}

void
keys_answer(int channel)
{
	char bytes[SIGNING_REQUEST + 1];
	struct signing_request r;
	gnutls_datum_t hash, signature;
	ssize_t n = recv(channel, bytes, sizeof bytes, MSG_DONTWAIT);

	if (n <= 0 ||
	    !signing_read(
		(struct span){ bytes, (size_t)n }, OPTIONS_PAIRS, &r) ||
	    key[r.which] == NULL)
		return;
	hash = (gnutls_datum_t){ (unsigned char *)(uintptr_t)r.hash.p,
		(unsigned)r.hash.n };
	if (gnutls_privkey_sign_hash2(key[r.which], algorithm_of(r.scheme), 0,
		&hash, &signature) != 0)
		return;
	if (signature.size <= SIGNING_ANSWER)
		(void)send(channel, signature.data, signature.size,
		    /* the process that asked may have gone */
		    MSG_NOSIGNAL | MSG_DONTWAIT);
	gnutls_free(signature.data);
}
