#include "http/proxy.h"

#include "base/crc32c.h"
#include "base/limits.h"

#include <string.h>

/* 2.1: the length of the longest line, with its CRLF. */
#define LINE_MOST 107

/*
 * 2.2: the length of the signature, version and command, family and transport,
 * and length.
 */
#define FIXED 16

#define SIGNATURE SPAN("\r\n\r\n\0\r\nQUIT\n")

enum { COMMAND_LOCAL, COMMAND_PROXY };
enum { FAMILY_UNSPEC, FAMILY_INET, FAMILY_INET6, FAMILY_UNIX };
enum { TRANSPORT_UNSPEC, TRANSPORT_STREAM, TRANSPORT_DGRAM };

/* 2.2.2, 2.2.3, 2.2.5 */
#define TYPE_AUTHORITY 0x02
#define TYPE_CRC32C 0x03
#define TYPE_SSL 0x20
#define TYPE_SSL_VERSION 0x21
#define TYPE_SSL_CN 0x22
#define TYPE_SSL_CIPHER 0x23
#define CLIENT_SSL 1
#define CLIENT_CERT 6 /* in this connection, or in its session */

static enum proxy_answer
bad(const char **why, const char *reason)
{
	*why = reason;
	return PROXY_BAD;
}

/*
 * Returns whether the bytes start with the whole text, or are a prefix of it.
 */
static bool
may_start(struct span bytes, struct span with)
{
	if (with.n > bytes.n)
		with.n = bytes.n;
	return span_starts(bytes, with);
}

/* 2.1: allows no leading zeros, which some programs would read as octal. */
static bool
parse_port(struct span s, uint16_t *out)
{
	uint64_t v;

	if (s.n > 5 || !span_u64(s, &v) || v > 65535 ||
	    (s.n > 1 && *s.p == '0'))
		return false;
	*out = (uint16_t)v;
	return true;
}

static bool
parse_address(struct span s, enum address_family family, struct address *out)
{
	return address_parse(s, out) && out->family == family;
}

/*
 * Reads what follows "PROXY TCP4 ": two addresses and two ports, separated by
 * single spaces.
 */
static enum proxy_answer
parse_pair(struct span s, enum address_family family, struct proxy_header *h,
    const char **why)
{
	struct span from, to, from_port, to_port;
	struct address destination, *source = &h->source;

	if (!span_cut(s, ' ', &from, &s) || !span_cut(s, ' ', &to, &s) ||
	    !span_cut(s, ' ', &from_port, &to_port))
		return bad(why, "fewer than two addresses and two ports");
	if (!parse_address(from, family, source))
		return bad(why, "an invalid source address");
	if (!parse_address(to, family, &destination))
		return bad(why, "an invalid destination address");
	if (!parse_port(from_port, &source->port))
		return bad(why, "an invalid source port");
	if (!parse_port(to_port, &h->port))
		return bad(why, "an invalid destination port");
	return PROXY_RELAYED;
}

/* 2.1: reads the line, without its CRLF. */
static enum proxy_answer
parse_line(struct span line, struct proxy_header *h, const char **why)
{
	struct span word;
	bool more;

	line = span_from(line, SPAN("PROXY ").n);
	more = span_cut(line, ' ', &word, &line);
	/* 2.1: anything after UNKNOWN is ignored. */
	if (span_eq(word, SPAN("UNKNOWN")))
		return PROXY_LOCAL;
	if (more && span_eq(word, SPAN("TCP4")))
		return parse_pair(line, ADDRESS_IPV4, h, why);
	if (more && span_eq(word, SPAN("TCP6")))
		return parse_pair(line, ADDRESS_IPV6, h, why);
	return bad(why, "a protocol other than TCP4, TCP6 and UNKNOWN");
}

/*
 * 2.1: nothing is decoded before the CRLF has arrived, and neither CR nor LF
 * alone ends the line.
 */
static enum proxy_answer
parse_v1(struct span bytes, struct proxy_header *out, const char **why)
{
	struct proxy_header h = { 0 };
	enum proxy_answer answer;
	size_t end = 1;

	while (end < bytes.n && end < LINE_MOST &&
	       (bytes.p[end - 1] != '\r' || bytes.p[end] != '\n'))
		end++;
	if (end == LINE_MOST)
		return bad(why, "a line that does not end in CRLF");
	if (end >= bytes.n)
		return PROXY_MORE;
	answer = parse_line((struct span){ bytes.p, end - 1 }, &h, why);
	if (answer == PROXY_BAD)
		return answer;
	h.n = end + 1;
	*out = h;
	return answer;
}

static unsigned
u8(struct span s, size_t at)
{
	return (unsigned char)s.p[at];
}

static unsigned
u16(struct span s, size_t at)
{
	return u8(s, at) << 8 | u8(s, at + 1);
}

/* Returns the checksum of the header, with the four bytes at `hole` as zeros.
 */
static uint32_t
checksum(struct span header, size_t hole)
{
	static const char zeros[4];
	uint32_t crc = crc32c(0, (struct span){ header.p, hole });

	crc = crc32c(crc, (struct span){ zeros, sizeof zeros });
	return crc32c(crc, span_from(header, hole + sizeof zeros));
}

/*
 * 2.2: takes the next TLV from the bytes.  Returns false if it is longer than
 * they are.
 */
static bool
next_tlv(struct span *bytes, unsigned *type, struct span *value)
{
	size_t n;

	if (bytes->n < 3 || (n = u16(*bytes, 1)) > bytes->n - 3)
		return false;
	*type = u8(*bytes, 0);
	*value = (struct span){ bytes->p + 3, n };
	*bytes = span_from(*bytes, 3 + n);
	return true;
}

static const char *
check_sum(struct span header, struct span value)
{
	uint32_t sum;

	if (value.n != 4)
		return "a checksum that is not of four bytes";
	sum = (uint32_t)u16(value, 0) << 16 | u16(value, 2);
	return sum == checksum(header, (size_t)(value.p - header.p))
		   ? NULL
		   : "a wrong checksum";
}

/*
 * 2.2.5: a byte of flags, four bytes about the client's certificate, and TLVs.
 */
static const char *
take_tls(struct span value, struct proxy_tls *tls)
{
	struct span rest, one;
	unsigned type;

	if (value.n < 5)
		return "a field about TLS that is too short";
	tls->on = u8(value, 0) & CLIENT_SSL;
	/* verify is 0 for a certificate that was shown, and is good */
	tls->verified = tls->on && (u8(value, 0) & CLIENT_CERT) &&
			u16(value, 1) == 0 && u16(value, 3) == 0;
	rest = span_from(value, 5);
	while (rest.n > 0) {
		if (!next_tlv(&rest, &type, &one))
			return "a field that is longer than that about TLS";
		if (type == TYPE_SSL_VERSION)
			tls->protocol = one;
		else if (type == TYPE_SSL_CIPHER)
			tls->cipher = one;
		else if (type == TYPE_SSL_CN)
			tls->client_name = one;
	}
	return NULL;
}

/*
 * 2.2: reads the TLVs from `at` to the end.  Returns NULL, or what is wrong.
 */
static const char *
take_tlvs(struct span header, size_t at, struct proxy_tls *tls)
{
	struct span rest = span_from(header, at), value;
	const char *wrong = NULL;
	unsigned type;

	while (rest.n > 0 && wrong == NULL) {
		if (!next_tlv(&rest, &type, &value))
			return "a field that is longer than the header";
		if (type == TYPE_CRC32C)
			wrong = check_sum(header, value);
		else if (type == TYPE_SSL)
			wrong = take_tls(value, tls);
		else if (type == TYPE_AUTHORITY)
			tls->server_name = value;
		else if (type == PROXY_SUBJECT)
			tls->client_subject = value;
	}
	/* what nobody has verified names nobody */
	if (!tls->verified)
		tls->client_name = tls->client_subject = SPAN("");
	return wrong;
}

/* 2.2: returns the length of the two addresses and ports, or two paths. */
static size_t
block_length(unsigned family)
{
	switch (family) {
	case FAMILY_INET:
		return 12;
	case FAMILY_INET6:
		return 36;
	default:
		return 216;
	}
}

/* Reads a complete header that names addresses. */
static enum proxy_answer
parse_block(struct span header, unsigned family, struct proxy_header *h,
    const char **why)
{
	const char *p = header.p + FIXED;
	struct address *source = &h->source;
	const char *wrong;

	if (header.n - FIXED < block_length(family))
		return bad(why, "a length that is shorter than its addresses");
	wrong = take_tlvs(header, FIXED + block_length(family), &h->tls);
	if (wrong != NULL)
		return bad(why, wrong);
	switch (family) {
	case FAMILY_INET:
		source->family = ADDRESS_IPV4;
		memcpy(source->byte, p, 4);
		source->port = (uint16_t)u16(header, FIXED + 8);
		h->port = (uint16_t)u16(header, FIXED + 10);
		break;
	case FAMILY_INET6:
		source->family = ADDRESS_IPV6;
		memcpy(source->byte, p, 16);
		source->port = (uint16_t)u16(header, FIXED + 32);
		h->port = (uint16_t)u16(header, FIXED + 34);
		break;
	default:
		source->family = ADDRESS_UNIX;
		break;
	}
	return PROXY_RELAYED;
}

/*
 * 2.2: checks those bytes of the fixed part that have arrived, so that an error
 * is found as early as possible.  LOCAL ignores family and transport.
 */
static const char *
check_fixed(struct span bytes)
{
	unsigned command;

	if (bytes.n <= 12)
		return NULL;
	if (u8(bytes, 12) >> 4 != 2)
		return "a version other than 2";
	command = u8(bytes, 12) & 15;
	if (command > COMMAND_PROXY)
		return "a command other than LOCAL and PROXY";
	if (bytes.n > 13 && command == COMMAND_PROXY) {
		if (u8(bytes, 13) >> 4 > FAMILY_UNIX)
			return "an unknown address family";
		if ((u8(bytes, 13) & 15) > TRANSPORT_DGRAM)
			return "an unknown transport";
	}
	if (bytes.n >= FIXED && u16(bytes, 14) > LIMIT_PROXY - FIXED)
		return "a header that is too long";
	return NULL;
}

static enum proxy_answer
parse_v2(struct span bytes, struct proxy_header *out, const char **why)
{
	const char *wrong = check_fixed(bytes);
	struct proxy_header h = { 0 };
	enum proxy_answer answer = PROXY_LOCAL;
	unsigned family, transport;

	if (wrong != NULL)
		return bad(why, wrong);
	if (bytes.n < FIXED)
		return PROXY_MORE;
	h.n = FIXED + u16(bytes, 14);
	if (bytes.n < h.n)
		return PROXY_MORE;
	bytes.n = h.n;
	family = u8(bytes, 13) >> 4;
	transport = u8(bytes, 13) & 15;
	/*
	 * In all other cases the rest is not used and therefore not checked:
	 * where the addresses end and the TLVs begin is undefined.  Proxies use
	 * DGRAM for HTTP/3; its addresses have the layout of STREAM.
	 */
	if ((u8(bytes, 12) & 15) == COMMAND_PROXY && family != FAMILY_UNSPEC &&
	    transport != TRANSPORT_UNSPEC)
		answer = parse_block(bytes, family, &h, why);
	if (answer != PROXY_BAD)
		*out = h;
	return answer;
}

enum proxy_answer
proxy_parse(struct span bytes, struct proxy_header *out, const char **why)
{
	if (bytes.n == 0)
		return PROXY_MORE;
	if (may_start(bytes, SIGNATURE))
		return bytes.n < SIGNATURE.n ? PROXY_MORE
					     : parse_v2(bytes, out, why);
	if (may_start(bytes, SPAN("PROXY ")))
		return parse_v1(bytes, out, why);
	return bad(why, "no header");
}
