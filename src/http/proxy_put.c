#include "http/proxy_put.h"

/* 2.2: the signature, then version 2 and the command PROXY. */
#define START SPAN("\r\n\r\n\0\r\nQUIT\n\x21")
#define TCP4 0x11
#define TCP6 0x21
#define UNIX_STREAM 0x31
#define UNIX_PATHS 216

#define TYPE_AUTHORITY 0x02
#define TYPE_SSL 0x20
#define TYPE_SSL_VERSION 0x21
#define TYPE_SSL_CN 0x22
#define TYPE_SSL_CIPHER 0x23
#define CLIENT_SSL 1
#define CLIENT_CERT 6 /* in this connection, and so in its session */

static void
put_u16(struct text *t, size_t n)
{
	text_char(t, (char)(n >> 8 & 255));
	text_char(t, (char)(n & 255));
}

static struct span
cut(struct span value)
{
	if (value.n > LIMIT_HOST)
		value.n = LIMIT_HOST;
	return value;
}

static size_t
tlv_length(struct span value)
{
	return value.n > 0 ? 3 + cut(value).n : 0;
}

static void
put_tlv(struct text *t, int type, struct span value)
{
	if (value.n == 0)
		return;
	value = cut(value);
	text_char(t, (char)type);
	put_u16(t, value.n);
	text_put(t, value);
}

static bool
has_subject(const struct proxy_tls *tls)
{
	return tls->verified && tls->client_subject.n > 0 &&
	       tls->client_subject.n <= LIMIT_SUBJECT;
}

/* Cuts nothing: part of a name could be the name of somebody else. */
static struct span
client_name(const struct proxy_tls *tls)
{
	bool whole = tls->verified && tls->client_name.n <= LIMIT_HOST;

	return whole ? tls->client_name : SPAN("");
}

/* 2.2.5: returns the length of the TLS block. */
static size_t
tls_length(const struct proxy_tls *tls)
{
	return tls->on
		   ? 5 + tlv_length(tls->protocol) + tlv_length(tls->cipher) +
			 tlv_length(client_name(tls))
		   : 0;
}

static void
put_tls(struct text *t, const struct proxy_tls *tls)
{
	if (!tls->on)
		return;
	text_char(t, TYPE_SSL);
	put_u16(t, tls_length(tls));
	/* 2.2.5: verify is not 0 if the client has shown no certificate */
	text_char(t, tls->verified ? CLIENT_SSL | CLIENT_CERT : CLIENT_SSL);
	text_put(t, tls->verified ? SPAN("\0\0\0\0") : SPAN("\0\0\0\1"));
	put_tlv(t, TYPE_SSL_VERSION, tls->protocol);
	put_tlv(t, TYPE_SSL_CIPHER, tls->cipher);
	put_tlv(t, TYPE_SSL_CN, client_name(tls));
}

static void
put_subject(struct text *t, const struct proxy_tls *tls)
{
	if (!has_subject(tls))
		return;
	text_char(t, (char)PROXY_SUBJECT);
	put_u16(t, tls->client_subject.n);
	text_put(t, tls->client_subject);
}

static size_t
tlvs_length(const struct proxy_tls *tls)
{
	return tlv_length(tls->server_name) +
	       (tls->on ? 3 + tls_length(tls) : 0) +
	       (has_subject(tls) ? 3 + tls->client_subject.n : 0);
}

static void
put_pair(struct text *t, size_t n, const struct address *source,
    const struct address *destination)
{
	text_put(t, (struct span){ (const char *)source->byte, n });
	text_put(t, (struct span){ (const char *)destination->byte, n });
	put_u16(t, source->port);
	put_u16(t, destination->port);
}

void
proxy_put(struct text *t, const struct address *source,
    const struct address *destination, const struct proxy_tls *tls)
{
	size_t n = source->family == ADDRESS_IPV4 ? 4 : 16;
	bool ip =
	    source->family == destination->family &&
	    (source->family == ADDRESS_IPV4 || source->family == ADDRESS_IPV6);

	text_put(t, START);
	text_char(t, ip ? (n == 4 ? TCP4 : TCP6) : UNIX_STREAM);
	put_u16(t, (ip ? 2 * n + 4 : UNIX_PATHS) + tlvs_length(tls));
	if (ip)
		put_pair(t, n, source, destination);
	for (size_t i = 0; !ip && i < UNIX_PATHS; i++)
		text_char(t, '\0');
	put_tlv(t, TYPE_AUTHORITY, tls->server_name);
	put_tls(t, tls);
	put_subject(t, tls);
}
