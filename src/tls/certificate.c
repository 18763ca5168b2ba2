#define _GNU_SOURCE
#include "tls/certificate.h"

#include "tls/pair.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The shortest RSA key that browsers and their vendors accept. */
#define RSA_BITS 2048

#define KEY_BEGINS "PRIVATE KEY-----"

#define GIVE ": it is named by -C and -K, or by Certificate in minihttp.conf"

static bool
complain(const struct log *log, const char *file, const char *reason)
{
	log_complain(log, span_str(file), reason);
	return false;
}

static bool
complain_of_error(
    const struct log *log, const char *file, int err, const char *absent)
{
	char buf[256];
	struct text t = { buf, sizeof buf - 1, 0 };

	text_put(&t, span_str(strerror(err)));
	if (err == EACCES || err == EPERM) {
		text_put(&t, SPAN(": let user "));
		text_u64(&t, geteuid());
		text_put(&t, SPAN(" read it, or start minihttp-tls as root, "
				  "which it gives up"));
	} else if (err == ENOENT)
		text_put(&t, span_str(absent));
	buf[text_fits(&t) ? t.n : sizeof buf - 1] = '\0';
	return complain(log, file, buf);
}

/* Reads a small file; the caller frees data->data.  Returns 0 or an errno. */
static int
read_file(const char *file, gnutls_datum_t *data)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	unsigned char *room = fd < 0 ? NULL : malloc(CERTIFICATE_FILE + 1);
	ssize_t got = 0;
	size_t n = 0;
	int err = fd < 0 || room == NULL ? errno : 0;

	while (err == 0 && n < CERTIFICATE_FILE &&
	       (got = read(fd, room + n, CERTIFICATE_FILE - n)) > 0)
		n += (size_t)got;
	if (err == 0 && got < 0)
		err = errno;
	if (err == 0 && n == CERTIFICATE_FILE)
		err = EFBIG;
	if (fd >= 0)
		close(fd);
	if (err != 0) {
		free(room);
		return err;
	}
	room[n] = '\0';
	*data = (gnutls_datum_t){ room, (unsigned)n };
	return 0;
}

bool
certificate_read_file(
    const char *file, gnutls_datum_t *data, const struct log *log)
{
	int err = read_file(file, data);

	return err == 0 || complain_of_error(log, file, err, "");
}

bool
certificate_name(struct certificate *c, const struct options_pair *pair,
    const struct log *log)
{
	struct text chain = TEXT(c->chain_file), key = TEXT(c->key_file);
	struct stat st;

	if (stat(pair->path, &st) < 0)
		return complain_of_error(log, pair->path, errno, GIVE);
	pair_names(span_str(pair->path), S_ISDIR(st.st_mode),
	    pair->key != NULL ? span_str(pair->key) : SPAN(""), &chain, &key);
	if (!text_fits(&chain) || !text_fits(&key))
		return complain_of_error(log, pair->path, ENAMETOOLONG, "");
	if (c->key_file[0] == '\0')
		return complain(log, pair->path,
		    "name the file of its key as well: "
		    "Certificate FILE KEYFILE, or -C FILE -K KEYFILE");
	return true;
}

/* Returns true if the key process can sign with the key. */
static bool
is_usable(struct certificate *c, const struct log *log)
{
	unsigned usage, critical;
	int kind = gnutls_x509_crt_get_pk_algorithm(c->chain[0], &c->bits);

	c->algorithm = (gnutls_pk_algorithm_t)kind;
	if (kind != GNUTLS_PK_EC && kind != GNUTLS_PK_RSA)
		return complain(log, c->chain_file,
		    "its key is neither of RSA nor of ECDSA: obtain one that "
		    "is");
	if (kind == GNUTLS_PK_RSA && c->bits < RSA_BITS)
		return complain(log, c->chain_file,
		    "its RSA key has fewer than 2048 bits: obtain a longer "
		    "one");
	if (gnutls_x509_crt_get_key_usage(c->chain[0], &usage, &critical) ==
		0 &&
	    !(usage & GNUTLS_KEY_DIGITAL_SIGNATURE))
		return complain(log, c->chain_file,
		    "its key may not sign (key usage): obtain one for a "
		    "server");
	return true;
}

static bool
import(struct certificate *c, const gnutls_datum_t *data, const struct log *log)
{
	int err;

	if (memmem(data->data, data->size, KEY_BEGINS, sizeof KEY_BEGINS - 1) !=
	    NULL)
		return complain(log, c->chain_file,
		    "it holds a private key too: the process that reads it "
		    "talks to strangers, so give the key a file of its own");
	c->n = CERTIFICATE_CHAIN;
	err = gnutls_x509_crt_list_import(c->chain, &c->n, data,
	    GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
	if (err == GNUTLS_E_SHORT_MEMORY_BUFFER)
		return complain(
		    log, c->chain_file, "more than 8 certificates in a chain");
	if (err <= 0)
		return complain(log, c->chain_file,
		    "not a certificate in the format PEM "
		    "(-----BEGIN CERTIFICATE-----)");
	return is_usable(c, log);
}

bool
certificate_open_chain(struct certificate *c, const struct log *log)
{
	gnutls_datum_t data;
	int err = read_file(c->chain_file, &data);
	bool good;

	if (err != 0)
		return complain_of_error(log, c->chain_file, err, GIVE);
	good = import(c, &data, log);
	free(data.data);
	return good;
}

/*
 * Returns true if the key belongs to the certificate.  Both ids are digests of
 * the public key.
 */
static bool
belongs(const struct certificate *c, gnutls_privkey_t key)
{
	unsigned char own[32], its[32];
	size_t own_n = sizeof own, its_n = sizeof its;
	gnutls_pubkey_t public;
	bool good;

	if (gnutls_pubkey_init(&public) < 0)
		return false;
	good = gnutls_pubkey_import_privkey(public, key, 0, 0) == 0 &&
	       gnutls_pubkey_get_key_id(
		   public, GNUTLS_KEYID_USE_SHA256, its, &its_n) == 0 &&
	       gnutls_x509_crt_get_key_id(
		   c->chain[0], GNUTLS_KEYID_USE_SHA256, own, &own_n) == 0 &&
	       own_n == its_n && memcmp(own, its, own_n) == 0;
	gnutls_pubkey_deinit(public);
	return good;
}

static bool
import_key(const struct certificate *c, const gnutls_datum_t *data,
    const struct log *log, gnutls_privkey_t key)
{
	char reason[CERTIFICATE_PATH + 64] = "not the key of the certificate ";
	int err = gnutls_privkey_import_x509_raw(
	    key, data, GNUTLS_X509_FMT_PEM, NULL, 0);

	if (err == GNUTLS_E_DECRYPTION_FAILED)
		return complain(log, c->key_file,
		    "the key is encrypted, and nobody is there to type the "
		    "password: store it without one (openssl pkey)");
	if (err < 0)
		return complain(log, c->key_file,
		    "not a private key in the format PEM "
		    "(-----BEGIN PRIVATE KEY-----)");
	if (belongs(c, key))
		return true;
	memcpy(
	    reason + strlen(reason), c->chain_file, strlen(c->chain_file) + 1);
	return complain(log, c->key_file, reason);
}

bool
certificate_open_key(
    const struct certificate *c, const struct log *log, gnutls_privkey_t *key)
{
	gnutls_datum_t data;
	int err = read_file(c->key_file, &data);
	bool good;

	if (err != 0)
		return complain_of_error(log, c->key_file, err, GIVE);
	good = gnutls_privkey_init(key) == 0 && import_key(c, &data, log, *key);
	free(data.data);
	return good;
}

int64_t
certificate_until(const struct certificate *c)
{
	return gnutls_x509_crt_get_expiration_time(c->chain[0]);
}

enum expiry_mark
certificate_mark(const struct certificate *c, int64_t now_s)
{
	return expiry_mark_of(now_s, certificate_until(c));
}

bool
certificate_is_current(
    const struct certificate *c, int64_t now_s, const struct log *log)
{
	int64_t from = gnutls_x509_crt_get_activation_time(c->chain[0]);
	int64_t until = gnutls_x509_crt_get_expiration_time(c->chain[0]);
	enum expiry how = expiry_of(now_s, from, until);
	char buf[128];
	struct text t = { buf, sizeof buf - 1, 0 };

	if (how == EXPIRY_GOOD)
		return true;
	expiry_put(&t, now_s, from, until);
	buf[t.n] = '\0';
	(void)complain(log, c->chain_file, buf);
	return how == EXPIRY_SOON;
}
