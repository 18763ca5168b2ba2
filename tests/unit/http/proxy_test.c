/*
 * The PROXY protocol, both versions.  Sections are those of HAProxy's
 * doc/proxy-protocol.txt.
 */
#define _GNU_SOURCE
#include "http/proxy.h"

#include "base/limits.h"
#include "unit/test.h"

#include <stdlib.h>

#define SIG "\r\n\r\n\0\r\nQUIT\n"
#define V4                                                                     \
	"\300\0\2\1"                                                           \
	"\306\63\144\7"                                                        \
	"\334\4"                                                               \
	"\0\120" /* 56324, 80 */
#define V6                                                                     \
	"\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"                               \
	"\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\2"                               \
	"\334\4\1\273"
#define NINE "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
#define GET "GET / HTTP/1.1\r\n"

/* 216 bytes: two paths */
#define X27 "/run/a.sock\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define PATHS X27 X27 X27 X27 X27 X27 X27 X27

#define BYTES(s) s, sizeof(s) - 1

static const struct {
	const char *why, *bytes;
	size_t n;
	enum proxy_answer answer;
	size_t used;
	const char *text; /* source and port, or the reason of a refusal */
} cases[] = {
	{ "2.1: TCP4", BYTES("PROXY TCP4 192.0.2.1 198.51.100.7 56324 80\r\n"),
	    PROXY_RELAYED, 44, "192.0.2.1 56324" },
	{ "2.1: the request in the same segment",
	    BYTES("PROXY TCP4 192.0.2.1 198.51.100.7 56324 80\r\n" GET),
	    PROXY_RELAYED, 44, "192.0.2.1 56324" },
	{ "2.1: the longest of TCP4, 56",
	    BYTES("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"),
	    PROXY_RELAYED, 56, "255.255.255.255 65535" },
	{ "2.1: the longest of TCP6, 104",
	    BYTES("PROXY TCP6 " NINE " " NINE " 65535 65535\r\n"),
	    PROXY_RELAYED, 104, NINE " 65535" },
	{ "2.1: a double colon, capitals",
	    BYTES("PROXY TCP6 2001:DB8::1 ::1 1 2\r\n"), PROXY_RELAYED, 32,
	    "2001:db8::1 1" },
	{ "2.1: ports from 0", BYTES("PROXY TCP4 192.0.2.1 192.0.2.2 0 0\r\n"),
	    PROXY_RELAYED, 36, "192.0.2.1 0" },
	{ "inet_ntop writes a mapped address so",
	    BYTES("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n"), PROXY_RELAYED, 37,
	    "192.0.2.1 1" },
	{ "2.1: UNKNOWN, the short form", BYTES("PROXY UNKNOWN\r\n"),
	    PROXY_LOCAL, 15, "" },
	{ "2.1: UNKNOWN, the worst case, 107",
	    BYTES("PROXY UNKNOWN " NINE " " NINE " 65535 65535\r\n" GET),
	    PROXY_LOCAL, 107, "" },
	{ "2.1: with UNKNOWN all up to the CRLF is ignored",
	    BYTES("PROXY UNKNOWN \n \r ?\r\n"), PROXY_LOCAL, 21, "" },
	{ "2.1: 107 without a CRLF are invalid",
	    BYTES("PROXY UNKNOWN " NINE " " NINE " 65535 655351\r\n"),
	    PROXY_BAD, 0, "a line that does not end in CRLF" },
	{ "2.1: a single LF",
	    BYTES("PROXY TCP4 192.0.2.1 198.51.100.7 56324 80\n" GET "\r\n"),
	    PROXY_BAD, 0, "an invalid destination port" },
	{ "2.1: a single CR",
	    BYTES("PROXY TCP4 192.0.2.1 198.51.100.7 56324 80\r" GET "\r\n"),
	    PROXY_BAD, 0, "an invalid destination port" },
	{ "2.1: a CR in front of the CRLF",
	    BYTES("PROXY TCP4 192.0.2.1 198.51.100.7 56324 80\r\r\n"),
	    PROXY_BAD, 0, "an invalid destination port" },
	{ "2.1: two spaces behind PROXY",
	    BYTES("PROXY  TCP4 192.0.2.1 198.51.100.7 56324 80\r\n"), PROXY_BAD,
	    0, "a protocol other than TCP4, TCP6 and UNKNOWN" },
	{ "2.1: two spaces behind the protocol",
	    BYTES("PROXY TCP4  192.0.2.1 198.51.100.7 56324 80\r\n"), PROXY_BAD,
	    0, "an invalid source address" },
	{ "2.1: two spaces behind the source",
	    BYTES("PROXY TCP4 192.0.2.1  198.51.100.7 56324 80\r\n"), PROXY_BAD,
	    0, "an invalid destination address" },
	{ "2.1: a space at the end",
	    BYTES("PROXY TCP4 192.0.2.1 198.51.100.7 56324 80 \r\n"), PROXY_BAD,
	    0, "an invalid destination port" },
	{ "2.1: a tab for a space",
	    BYTES("PROXY TCP4 192.0.2.1 198.51.100.7 56324\t80\r\n"), PROXY_BAD,
	    0, "fewer than two addresses and two ports" },
	{ "2.1: small letters", BYTES("PROXY tcp4 192.0.2.1 192.0.2.2 1 2\r\n"),
	    PROXY_BAD, 0, "a protocol other than TCP4, TCP6 and UNKNOWN" },
	{ "2.1: UNKNOWN and more", BYTES("PROXY UNKNOWNS\r\n"), PROXY_BAD, 0,
	    "a protocol other than TCP4, TCP6 and UNKNOWN" },
	{ "2.1: UDP4", BYTES("PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n"),
	    PROXY_BAD, 0, "a protocol other than TCP4, TCP6 and UNKNOWN" },
	{ "2.1: no protocol", BYTES("PROXY \r\n"), PROXY_BAD, 0,
	    "a protocol other than TCP4, TCP6 and UNKNOWN" },
	{ "2.1: the protocol alone", BYTES("PROXY TCP4\r\n"), PROXY_BAD, 0,
	    "a protocol other than TCP4, TCP6 and UNKNOWN" },
	{ "2.1: no ports", BYTES("PROXY TCP4 192.0.2.1 192.0.2.2\r\n"),
	    PROXY_BAD, 0, "fewer than two addresses and two ports" },
	{ "2.1: one port", BYTES("PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n"),
	    PROXY_BAD, 0, "fewer than two addresses and two ports" },
	{ "2.1: three ports", BYTES("PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n"),
	    PROXY_BAD, 0, "an invalid destination port" },
	{ "2.1: the family says which form of address",
	    BYTES("PROXY TCP4 ::1 ::1 1 2\r\n"), PROXY_BAD, 0,
	    "an invalid source address" },
	{ "2.1: the other way round",
	    BYTES("PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n"), PROXY_BAD, 0,
	    "an invalid source address" },
	{ "2.1: both are of one family",
	    BYTES("PROXY TCP4 192.0.2.1 ::1 1 2\r\n"), PROXY_BAD, 0,
	    "an invalid destination address" },
	{ "2.1: a heading zero in an address",
	    BYTES("PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n"), PROXY_BAD, 0,
	    "an invalid source address" },
	{ "2.1: over 255", BYTES("PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n"),
	    PROXY_BAD, 0, "an invalid source address" },
	{ "2.1: our own word for no address is none",
	    BYTES("PROXY TCP4 - 192.0.2.2 1 2\r\n"), PROXY_BAD, 0,
	    "an invalid source address" },
	{ "2.1: nor is that for a Unix socket",
	    BYTES("PROXY TCP4 unix unix 1 2\r\n"), PROXY_BAD, 0,
	    "an invalid source address" },
	{ "2.1: a heading zero in a port",
	    BYTES("PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n"), PROXY_BAD, 0,
	    "an invalid source port" },
	{ "2.1: two zeros", BYTES("PROXY TCP4 192.0.2.1 192.0.2.2 1 00\r\n"),
	    PROXY_BAD, 0, "an invalid destination port" },
	{ "2.1: a port over 65535",
	    BYTES("PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n"), PROXY_BAD, 0,
	    "an invalid source port" },
	{ "2.1: a sign", BYTES("PROXY TCP4 192.0.2.1 192.0.2.2 +1 2\r\n"),
	    PROXY_BAD, 0, "an invalid source port" },
	{ "2: a request is no header", BYTES(GET "\r\n"), PROXY_BAD, 0,
	    "no header" },
	{ "2: nor is one that begins like it", BYTES("PROPFIND / HTTP/1.1\r\n"),
	    PROXY_BAD, 0, "no header" },
	{ "2.1: exactly as it is", BYTES("proxy TCP4"), PROXY_BAD, 0,
	    "no header" },
	{ "nothing yet", BYTES(""), PROXY_MORE, 0, "" },

	{ "2.2: LOCAL", BYTES(SIG "\x20\0\0\0" GET), PROXY_LOCAL, 16, "" },
	{ "2.2: LOCAL with a length: it is skipped",
	    BYTES(SIG "\x20\x11\0\14" V4 GET), PROXY_LOCAL, 28, "" },
	{ "2.2: LOCAL ignores the family", BYTES(SIG "\x20\xff\0\0"),
	    PROXY_LOCAL, 16, "" },
	{ "2.2: TCP over IPv4", BYTES(SIG "\x21\x11\0\14" V4 GET),
	    PROXY_RELAYED, 28, "192.0.2.1 56324" },
	{ "2.2: TCP over IPv6", BYTES(SIG "\x21\x21\0\44" V6 GET),
	    PROXY_RELAYED, 52, "2001:db8::1 56324" },
	{ "2.2: UDP over IPv4", BYTES(SIG "\x21\x12\0\14" V4), PROXY_RELAYED,
	    28, "192.0.2.1 56324" },
	{ "2.2: UDP over IPv6", BYTES(SIG "\x21\x22\0\44" V6), PROXY_RELAYED,
	    52, "2001:db8::1 56324" },
	{ "2.2: a Unix socket", BYTES(SIG "\x21\x31\0\330" PATHS GET),
	    PROXY_RELAYED, 232, "unix 0" },
	{ "2.2: UNSPEC falls back to the socket's address",
	    BYTES(SIG "\x21\0\0\0"), PROXY_LOCAL, 16, "" },
	{ "2.2: so does an unspecified transport",
	    BYTES(SIG "\x21\x10\0\14" V4), PROXY_LOCAL, 28, "" },
	{ "2.2: so does an unspecified family", BYTES(SIG "\x21\1\0\14" V4),
	    PROXY_LOCAL, 28, "" },
	{ "2.2: version 1", BYTES(SIG "\x11\x11\0\14" V4), PROXY_BAD, 0,
	    "a version other than 2" },
	{ "2.2: version 3, as soon as it is there", BYTES(SIG "\x31"),
	    PROXY_BAD, 0, "a version other than 2" },
	{ "2.2: another command", BYTES(SIG "\x22"), PROXY_BAD, 0,
	    "a command other than LOCAL and PROXY" },
	{ "2.2: another family", BYTES(SIG "\x21\x41"), PROXY_BAD, 0,
	    "an unknown address family" },
	{ "2.2: another transport", BYTES(SIG "\x21\x13"), PROXY_BAD, 0,
	    "an unknown transport" },
	{ "2.2: no room for the addresses of IPv4",
	    BYTES(SIG "\x21\x11\0\13" V4), PROXY_BAD, 0,
	    "a length that is shorter than its addresses" },
	{ "2.2: no room for those of IPv6", BYTES(SIG "\x21\x21\0\43" V6),
	    PROXY_BAD, 0, "a length that is shorter than its addresses" },
	{ "2.2: no room for two paths", BYTES(SIG "\x21\x31\0\327" PATHS),
	    PROXY_BAD, 0, "a length that is shorter than its addresses" },
	{ "2.2: the signature has to be whole",
	    BYTES("\r\n\r\n\0\r\nQUIT\r\x21\x11\0\14" V4), PROXY_BAD, 0,
	    "no header" },
	{ "empty lines are no signature", BYTES("\r\n\r\nGET"), PROXY_BAD, 0,
	    "no header" },
	{ "2.2: a length of more than we take", BYTES(SIG "\x21\x11\xff\xff"),
	    PROXY_BAD, 0, "a header that is too long" },
	{ "2.2: one byte more than we take", BYTES(SIG "\x20\0\x0f\xf1"),
	    PROXY_BAD, 0, "a header that is too long" },

	{ "2.2: fields are skipped (NOOP, ALPN)",
	    BYTES(SIG "\x21\x11\0\32" V4 "\4\0\3abc\1\0\5h2h2c" GET),
	    PROXY_RELAYED, 42, "192.0.2.1 56324" },
	{ "2.2: an empty field", BYTES(SIG "\x21\x11\0\17" V4 "\4\0\0"),
	    PROXY_RELAYED, 31, "192.0.2.1 56324" },
	{ "2.2: a field that is cut", BYTES(SIG "\x21\x11\0\16" V4 "\4\0"),
	    PROXY_BAD, 0, "a field that is longer than the header" },
	{ "2.2: a field that runs into the request",
	    BYTES(SIG "\x21\x11\0\20" V4 "\4\0\2a" GET), PROXY_BAD, 0,
	    "a field that is longer than the header" },
	{ "2.2.3: a checksum",
	    BYTES(SIG "\x21\x11\0\23" V4 "\3\0\4\x9a\x1a\x7c\x8d" GET),
	    PROXY_RELAYED, 35, "192.0.2.1 56324" },
	{ "2.2.3: a checksum between other fields",
	    BYTES(SIG "\x21\x11\0\32" V4 "\4\0\1x\3\0\4\xbb\xb9\xe0\x46\4\0\0"),
	    PROXY_RELAYED, 42, "192.0.2.1 56324" },
	{ "2.2.3: a wrong one",
	    BYTES(SIG "\x21\x11\0\23" V4 "\3\0\4\x9a\x1a\x7c\x8c"), PROXY_BAD,
	    0, "a wrong checksum" },
	{ "2.2.5: a field about TLS that is too short",
	    BYTES(SIG "\x21\x11\0\23" V4 "\x20\0\4\1\0\0\0"), PROXY_BAD, 0,
	    "a field about TLS that is too short" },
	{ "2.2.5: a field that runs out of that about TLS",
	    BYTES(SIG "\x21\x11\0\32" V4 "\x20\0\x8\1\0\0\0\0\x21\0\1"
		      "A\4\0\0"),
	    PROXY_BAD, 0, "a field that is longer than that about TLS" },
	{ "2.2.3: a checksum of another length",
	    BYTES(SIG "\x21\x11\0\22" V4 "\3\0\3\x9a\x1a\x7c"), PROXY_BAD, 0,
	    "a checksum that is not of four bytes" },
};

static const char *
shown_source(const struct address *a)
{
	static char buf[64];
	struct text t = TEXT(buf);

	address_put(&t, a);
	text_char(&t, ' ');
	text_u64(&t, a->port);
	text_char(&t, '\0');
	return buf;
}

/* Returns the answer to a copy that ends at an unreadable page. */
static enum proxy_answer
parse(const char *bytes, size_t n, struct proxy_header *h, const char **text)
{
	const char *why = NULL;
	enum proxy_answer answer;

	*h = (struct proxy_header){ 0 };
	answer = proxy_parse(guarded_n(bytes, n), h, &why);
	*text = answer == PROXY_BAD       ? why
		: answer == PROXY_RELAYED ? shown_source(&h->source)
					  : "";
	return answer;
}

/* True if every beginning of the case gets PROXY_MORE, or its error early. */
static bool
is_patient(size_t i)
{
	for (size_t n = 0; n < cases[i].n; n++) {
		struct proxy_header h;
		const char *text;
		enum proxy_answer answer = parse(cases[i].bytes, n, &h, &text);

		if (cases[i].answer == PROXY_BAD && answer == PROXY_BAD)
			return strcmp(text, cases[i].text) == 0;
		if (answer == PROXY_MORE)
			continue;
		return answer == cases[i].answer && n == cases[i].used &&
		       h.n == n;
	}
	return true;
}

/* A v2 header of LIMIT_PROXY bytes, which is the longest one allowed. */
static void
test_longest(void)
{
	static char bytes[LIMIT_PROXY] = SIG "\x21\x11\x0f\xf0" V4 "\4\x0f\xe1";
	struct proxy_header h;
	const char *text;

	OK(parse(bytes, sizeof bytes - 1, &h, &text) == PROXY_MORE,
	    "2.2: one byte is missing of the most that we take");
	OK(parse(bytes, sizeof bytes, &h, &text) == PROXY_RELAYED &&
		h.n == sizeof bytes,
	    "2.2: the most that we take (%s)", text);
}

/* The facts about TLS in a version 2 header. */
static const struct {
	const char *why, *bytes;
	size_t n;
	bool on;
	const char *protocol, *cipher, *name;
	uint16_t port;
} secure[] = {
	{ "no TLV", BYTES(SIG "\x21\x11\0\14" V4), false, "", "", "", 80 },
	{ "2.2.5: all of it",
	    BYTES(SIG "\x21\x11\0\x2b" V4 "\2\0\5a.org"
		      "\x20\0\x14\1\0\0\0\1\x21\0\7TLSv1.3\x23\0\2AE"),
	    true, "TLSv1.3", "AE", "a.org", 80 },
	{ "2.2.5: a client without TLS",
	    BYTES(SIG "\x21\x11\0\24" V4 "\x20\0\5\6\0\0\0\1"), false, "", "",
	    "", 80 },
	{ "2.2: IPv6", BYTES(SIG "\x21\x21\0\x24" V6), false, "", "", "", 443 },
	{ "2.1: the port of version 1",
	    BYTES("PROXY TCP4 192.0.2.1 198.51.100.7 56324 8443\r\n"), false,
	    "", "", "", 8443 },
	{ "2.2: LOCAL says nothing",
	    BYTES(SIG "\x20\x11\0\24" V4 "\x20\0\5\1\0\0\0\1"), false, "", "",
	    "", 0 },
};

static void
test_secure(size_t i)
{
	struct proxy_header h;
	const char *text;
	enum proxy_answer answer =
	    parse(secure[i].bytes, secure[i].n, &h, &text);

	OK((answer == PROXY_RELAYED || answer == PROXY_LOCAL) &&
		h.tls.on == secure[i].on && h.port == secure[i].port &&
		span_eq(h.tls.protocol, span_str(secure[i].protocol)) &&
		span_eq(h.tls.cipher, span_str(secure[i].cipher)) &&
		span_eq(h.tls.server_name, span_str(secure[i].name)),
	    "%s (%d, %s)", secure[i].why, (int)answer, text);
}

/* The certificate of the client, as HAProxy and minihttp-tls tell of it. */
static const struct {
	const char *why, *bytes;
	size_t n;
	bool verified;
	const char *name, *subject;
} shown_by[] = {
	{ "2.2.5: in this connection",
	    BYTES(SIG "\x21\x11\0\x21" V4
		      "\x20\0\x0a\3\0\0\0\0\x22\0\2al\xe0\0\5CN=al"),
	    true, "al", "CN=al" },
	{ "2.2.5: in its session",
	    BYTES(SIG "\x21\x11\0\x19" V4 "\x20\0\x0a\5\0\0\0\0\x22\0\2al"),
	    true, "al", "" },
	{ "2.2.5: one that is not good",
	    BYTES(SIG "\x21\x11\0\x21" V4
		      "\xe0\0\5CN=al\x20\0\x0a\3\0\0\1\0\x22\0\2al"),
	    false, "", "" },
	{ "2.2.5: none",
	    BYTES(SIG "\x21\x11\0\x19" V4 "\x20\0\x0a\1\0\0\0\0\x22\0\2al"),
	    false, "", "" },
	{ "2.2.5: a client without TLS",
	    BYTES(SIG "\x21\x11\0\x19" V4 "\x20\0\x0a\2\0\0\0\0\x22\0\2al"),
	    false, "", "" },
	{ "a subject and no TLS",
	    BYTES(SIG "\x21\x11\0\x14" V4 "\xe0\0\5CN=al"), false, "", "" },
	{ "the last of two counts, whole",
	    BYTES(SIG "\x21\x11\0\x21" V4 "\x20\0\x0a\3\0\0\0\0\x22\0\2al"
		      "\x20\0\5\1\0\0\0\1"),
	    false, "", "" },
};

static void
test_client(size_t i)
{
	struct proxy_header h;
	const char *text;
	enum proxy_answer answer =
	    parse(shown_by[i].bytes, shown_by[i].n, &h, &text);

	OK(answer == PROXY_RELAYED && h.tls.verified == shown_by[i].verified &&
		span_eq(h.tls.client_name, span_str(shown_by[i].name)) &&
		span_eq(h.tls.client_subject, span_str(shown_by[i].subject)),
	    "%s (%d, %s)", shown_by[i].why, (int)answer, text);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(shown_by); i++)
		test_client(i);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct proxy_header h;
		const char *text;
		enum proxy_answer answer =
		    parse(cases[i].bytes, cases[i].n, &h, &text);

		OK(answer == cases[i].answer && h.n == cases[i].used &&
			strcmp(text, cases[i].text) == 0,
		    "%s (%d, %zu, %s)", cases[i].why, (int)answer, h.n, text);
		OK(is_patient(i), "%s: in every part of it", cases[i].why);
	}
	for (size_t i = 0; i < COUNT(secure); i++)
		test_secure(i);
	test_longest();
	return DONE();
}
