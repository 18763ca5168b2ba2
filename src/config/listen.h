/*
 * listen -- the directives Listen and Certificate: the addresses of minihttpd,
 * and the certificates of those that are for HTTPS.
 *
 *	Listen 443 tls
 *	Certificate /etc/letsencrypt/live/example.org
 *	Certificate /etc/ssl/b.pem /etc/ssl/b.key
 */
#ifndef CONFIG_LISTEN_H
#define CONFIG_LISTEN_H

#include "config/conf.h"

/* Reads an address, and perhaps "tls" behind it, like value_parse. */
const char *listen_parse(const struct span *words, size_t n,
    struct conf_listens *, const struct span **bad);

/*
 * Reads the path of a certificate, and perhaps that of its key, like
 * value_parse.
 */
const char *listen_parse_certificate(const struct span *words, size_t n,
    struct conf_certificates *, const struct span **bad);

/* Appends a line for each address and each certificate. */
void listen_put(struct text *, const struct conf *);

/*
 * Returns NULL, or the sentence that says which directive for HTTPS is missing.
 */
const char *listen_wrong(const struct conf *);

/*
 * The most words that name all certificates, and the authorities of clients, on
 * a command line: -C PATH -K FILE ...
 */
#define LISTEN_WORDS (4 * LIMIT_CERTIFICATES + 6)

/*
 * Sets up to LISTEN_WORDS pointers in word[] to strings, which it appends to
 * *room, and returns their number.  The strings are complete only if
 * text_fits(room) is true afterwards.
 */
size_t listen_words(const struct conf *, struct text *room, const char **word);

/* The sentence about a span that is not an address. */
#define LISTEN_WANTS "wants ADDRESS:PORT, [IPV6]:PORT, PORT or unix:/PATH"

/* The sentences about ports for HTTPS that cannot be served. */
#define LISTEN_NO_CERTIFICATE                                                  \
	"there is no Certificate line, which names the certificate of a port " \
	"for tls"
#define LISTEN_NO_PROGRAM                                                      \
	"minihttp-tls is not beside this program: it is built and installed "  \
	"where GnuTLS is (libgnutls28-dev)"

/* Returns the first port for HTTPS; 443, its default, if none is named. */
uint64_t listen_tls_port(const struct conf_listens *);

/*
 * Sets *port to the port of an address, 0 to 65535.  Returns false if the span
 * is not an address, or has no port.
 */
bool listen_port(struct span address, uint64_t *port);

/* Returns true if one of the addresses is for HTTPS. */
bool listen_has_tls(const struct conf_listens *);

#endif
