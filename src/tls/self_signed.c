#define _GNU_SOURCE
#include "tls/self_signed.h"

#include "base/sha2.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY_S ((int64_t)24 * 60 * 60)
#define SERIAL 16      /* in bytes */
#define NAME_MOST 64   /* the most of a common name (RFC 5280, A.1) */
#define HOST_MOST 253  /* the most of a host name (RFC 1035, 3.1) */
#define PEM_MOST 16384 /* the most of either file */

static bool
has_address(const char *name, unsigned char raw[16], unsigned *n)
{
	*n = strchr(name, ':') != NULL ? 16 : 4;
	return inet_pton(*n == 16 ? AF_INET6 : AF_INET, name, raw) == 1;
}

/*
 * Returns true for the name of a host, whose first label may be a wildcard (RFC
 * 6125, 6.4.3).
 */
static bool
is_host(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

	if (name[0] == '*' && name[1] == '.')
		name += 2;
	return name[0] != '\0' && name[0] != '-' && name[0] != '.' &&
	       name[strspn(name, allowed)] == '\0' && strlen(name) <= HOST_MOST;
}

/* Adds a name that clients compare with the URL's (RFC 5280, 4.2.1.6). */
static const char *
add_name(gnutls_x509_crt_t crt, const char *name)
{
	unsigned char raw[16];
	unsigned n;
	int err;

	if (has_address(name, raw, &n))
		err = gnutls_x509_crt_set_subject_alt_name(
		    crt, GNUTLS_SAN_IPADDRESS, raw, n, GNUTLS_FSAN_APPEND);
	else if (is_host(name))
		err = gnutls_x509_crt_set_subject_alt_name(crt,
		    GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name),
		    GNUTLS_FSAN_APPEND);
	else
		return "neither a host name nor an address";
	return err < 0 ? gnutls_strerror(err) : NULL;
}

static int
set_identity(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key, const char *name)
{
	unsigned char serial[SERIAL], id[64];
	size_t nid = sizeof id, nname = strlen(name);
	int err = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);

	/* the number has to be positive (RFC 5280, 4.1.2.2) */
	serial[0] &= 0x7f;
	serial[0] |= 0x40;
	if (err >= 0)
		err = gnutls_x509_crt_set_version(crt, 3);
	if (err >= 0)
		err = gnutls_x509_crt_set_serial(crt, serial, sizeof serial);
	if (err >= 0)
		err = gnutls_x509_crt_set_dn_by_oid(crt,
		    GNUTLS_OID_X520_COMMON_NAME, 0, name,
		    (unsigned)(nname < NAME_MOST ? nname : NAME_MOST));
	if (err >= 0)
		err = gnutls_x509_crt_set_key(crt, key);
	if (err >= 0)
		err = gnutls_x509_crt_get_key_id(crt, 0, id, &nid);
	if (err >= 0)
		err = gnutls_x509_crt_set_subject_key_id(crt, id, nid);
	return err;
}

/* Limits the certificate to serving TLS, so that it cannot sign others. */
static int
set_use(gnutls_x509_crt_t crt, int64_t now_s)
{
	int err = gnutls_x509_crt_set_activation_time(crt, now_s - DAY_S);

	if (err >= 0)
		err = gnutls_x509_crt_set_expiration_time(
		    crt, now_s + SELF_SIGNED_DAYS * DAY_S);
	if (err >= 0)
		err = gnutls_x509_crt_set_basic_constraints(crt, 0, -1);
	if (err >= 0)
		err = gnutls_x509_crt_set_key_usage(
		    crt, GNUTLS_KEY_DIGITAL_SIGNATURE);
	if (err >= 0)
		err = gnutls_x509_crt_set_key_purpose_oid(
		    crt, GNUTLS_KP_TLS_WWW_SERVER, 0);
	return err;
}

/* Fills in and signs the certificate, and puts its fingerprint. */
static const char *
sign(const struct self_signed *s, gnutls_x509_crt_t crt,
    gnutls_x509_privkey_t key, struct span *what, struct text *print)
{
	unsigned char hash[32];
	size_t n = sizeof hash;
	const char *why;
	int err = set_identity(crt, key, s->names[0]);

	for (size_t i = 0; i < s->n; i++)
		if ((why = add_name(crt, s->names[i])) != NULL) {
			*what = span_str(s->names[i]);
			return why;
		}
	if (err >= 0)
		err = set_use(crt, s->now_s);
	if (err >= 0)
		err =
		    gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0);
	if (err >= 0)
		err = gnutls_x509_crt_get_fingerprint(
		    crt, GNUTLS_DIG_SHA256, hash, &n);
	if (err < 0)
		return gnutls_strerror(err);
	text_hex_bytes(print, hash, n);
	return NULL;
}

/* Writes a file.  Returns 0 or -errno, and then leaves no part of the file. */
static int
store(int directory, const char *name, mode_t mode, const char *data, size_t n)
{
	int fd = openat(
	    directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	int err = 0;

	if (fd < 0)
		return -errno;
	for (size_t at = 0; at < n && err == 0;) {
		ssize_t put = write(fd, data + at, n - at);

		if (put < 0 && errno != EINTR)
			err = -errno;
		at += put > 0 ? (size_t)put : 0;
	}
	if (err == 0 && (fchmod(fd, mode) < 0 || fsync(fd) < 0))
		err = -errno;
	close(fd);
	if (err < 0)
		(void)unlinkat(directory, name, 0);
	return err;
}

static const char *
store_both(const struct self_signed *s, gnutls_x509_crt_t crt,
    gnutls_x509_privkey_t key)
{
	static char secret[PEM_MOST], open_one[PEM_MOST];
	size_t nsecret = sizeof secret, nopen = sizeof open_one;
	int directory, err;

	err = gnutls_x509_privkey_export_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL,
	    GNUTLS_PKCS_PLAIN, secret, &nsecret);
	if (err >= 0)
		err = gnutls_x509_crt_export(
		    crt, GNUTLS_X509_FMT_PEM, open_one, &nopen);
	if (err < 0)
		return gnutls_strerror(err);
	if (mkdir(s->directory, 0700) < 0 && errno != EEXIST)
		return strerror(errno);
	directory = open(s->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return strerror(errno);
	err = store(directory, "privkey.pem", 0600, secret, nsecret);
	if (err == 0) {
		err = store(directory, "fullchain.pem", 0644, open_one, nopen);
		if (err < 0)
			(void)unlinkat(directory, "privkey.pem", 0);
	}
	close(directory);
	return err == 0         ? NULL
	       : err == -EEXIST ? "a certificate or its key is there already: "
				  "remove both files to make new ones"
				: strerror(-err);
}

const char *
self_signed_make(
    const struct self_signed *s, struct span *what, struct text *print)
{
	gnutls_x509_crt_t crt = NULL;
	gnutls_x509_privkey_t key = NULL;
	const char *why = NULL;
	int err = gnutls_x509_privkey_init(&key);

	*what = span_str(s->directory);
	if (err >= 0)
		err = gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
		    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	if (err >= 0)
		err = gnutls_x509_crt_init(&crt);
	if (err < 0)
		why = gnutls_strerror(err);
	if (why == NULL)
		why = sign(s, crt, key, what, print);
	if (why == NULL)
		why = store_both(s, crt, key);
	if (crt != NULL)
		gnutls_x509_crt_deinit(crt);
	if (key != NULL)
		gnutls_x509_privkey_deinit(key);
	return why;
}
