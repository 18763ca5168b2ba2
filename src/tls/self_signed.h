/*
 * self_signed -- makes a key and a certificate that the key itself has signed.
 * With this first certificate HTTPS works before an authority has issued one.
 * Clients warn of it until they are told to trust it.
 *
 * The files have the layout of certbot (tls/pair): fullchain.pem and
 * privkey.pem in a directory.
 */
#ifndef TLS_SELF_SIGNED_H
#define TLS_SELF_SIGNED_H

#include "base/text.h"

#include <stddef.h>

/*
 * How long the certificate is valid.  From an authority, clients refuse more
 * than 398 days.
 */
#define SELF_SIGNED_DAYS 397

struct self_signed {
	const char *directory;    /* is made if it is missing, with mode 0700 */
	const char *const *names; /* of the site: host names and addresses */
	size_t n;                 /* not 0 */
	int64_t now_s;            /* the time of day, in seconds */
};

/*
 * Makes both files, with mode 0644 and 0600.  A file that exists is left alone
 * and is an error.  Returns NULL, or what failed; *what is then the directory
 * or the name that it is about.  Appends the SHA-256 fingerprint of the
 * certificate to *print, in hexadecimal.
 */
const char *self_signed_make(
    const struct self_signed *, struct span *what, struct text *print);

#endif
