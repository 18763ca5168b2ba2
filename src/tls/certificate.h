/*
 * certificate -- reads the files of a certificate, and logs what is wrong with
 * them.
 *
 * The chain is public.  Only the key process and -t read the key;
 * certificate_open_chain refuses a file that holds a key as well.
 *
 *	good = certificate_name(&c, &options.pair[i], &log) &&
 *	       certificate_open_chain(&c, &log);
 *
 * Every function that returns false has logged a sentence that names the file.
 */
#ifndef TLS_CERTIFICATE_H
#define TLS_CERTIFICATE_H

#include "os/log.h"
#include "tls/expiry.h"
#include "tls/options.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#define CERTIFICATE_PATH 4096
#define CERTIFICATE_CHAIN 8
#define CERTIFICATE_FILE (256 * 1024) /* no chain is longer */

struct certificate {
	char chain_file[CERTIFICATE_PATH], key_file[CERTIFICATE_PATH];
	gnutls_x509_crt_t chain[CERTIFICATE_CHAIN]; /* [0] is the site's */
	unsigned n;
	unsigned which;                  /* its number in the key process */
	gnutls_pk_algorithm_t algorithm; /* of its key */
	unsigned bits;
};

/*
 * Reads a file of at most CERTIFICATE_FILE bytes, and appends a NUL.  The
 * caller frees data->data.
 */
bool certificate_read_file(
    const char *file, gnutls_datum_t *data, const struct log *);

/* Finds the names of the two files. */
bool certificate_name(
    struct certificate *, const struct options_pair *, const struct log *);

/* Reads the chain. */
bool certificate_open_chain(struct certificate *, const struct log *);

/*
 * Reads the key of a certificate whose chain is open, and makes sure that it
 * belongs to that chain.  The caller frees *key.
 */
bool certificate_open_key(
    const struct certificate *, const struct log *, gnutls_privkey_t *key);

/* Returns when the certificate expires, in seconds since 1970. */
int64_t certificate_until(const struct certificate *);

/* Returns the last mark before its expiry that has been reached at now_s. */
enum expiry_mark certificate_mark(const struct certificate *, int64_t now_s);

/*
 * Judges the dates of a chain that is open.  Returns false, after logging why,
 * if it is not valid now; an expiry that is near is only logged.
 */
bool certificate_is_current(
    const struct certificate *, int64_t now_s, const struct log *);

#endif
