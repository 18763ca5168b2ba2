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
#define TYPE_SSL_CIPHER 0x23
#define CLIENT_SSL 1

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

/*
 * 2.2.5: returns the length of the TLS block.  The client has shown no
 * certificate, so `verify` is not 0.
 */
static size_t
tls_length(const struct proxy_tls *tls)
{
	return tls->on ? 5 + tlv_length(tls->protocol) + tlv_length(tls->cipher)
		       : 0;
}

static void
put_tls(struct text *t, const struct proxy_tls *tls)
{
	if (!tls->on)
		return;
	text_char(t, TYPE_SSL);
	put_u16(t, tls_length(tls));
	text_char(t, CLIENT_SSL);
	text_put(t, SPAN("\0\0\0\1"));
	put_tlv(t, TYPE_SSL_VERSION, tls->protocol);
	put_tlv(t, TYPE_SSL_CIPHER, tls->cipher);
}

static size_t
tlvs_length(const struct proxy_tls *tls)
{
	return tlv_length(tls->server_name) +
	       (tls->on ? 3 + tls_length(tls) : 0);
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
}
