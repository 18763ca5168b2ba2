/* policy_may_store: which responses a private cache keeps (RFC 9111 3). */
#define _GNU_SOURCE
#include "cache/policy.h"

#include "unit/cache/stored.h"

#define CC "Cache-Control: "
#define FRESH_60 CC "max-age=60\r\n"

#define STORE POLICY_STORE
#define PART POLICY_STORE_PART
#define NOT POLICY_STORE_NOT

static const struct {
	const char *why;
	enum method method;
	const char *request, *response;
	enum policy_store want;
} stores[] = {
	{ "3: an answer that sets a cookie", METHOD_GET, "",
	    OK_HEAD FRESH_60 "Set-Cookie: a=b\r\n", STORE },
	{ "5.2.2.1: stale at once, but can be validated", METHOD_GET, "",
	    OK_HEAD CC "max-age=0\r\nETag: \"a\"\r\n", STORE },
	{ "5.2.2.4: no-cache is stored, and validated", METHOD_GET, "",
	    OK_HEAD CC "no-cache\r\n", STORE },
	{ "5.2.2.5: no-store beside a lifetime", METHOD_GET, "",
	    OK_HEAD CC "max-age=60, no-store\r\n", NOT },
	{ "5.2.2.5: in any case and line", METHOD_GET, "",
	    OK_HEAD FRESH_60 "cache-control: No-Store\r\n", NOT },
	{ "5.2.2.7: a field's private is for us too", METHOD_GET, "",
	    "HTTP/1.1 302 x\r\n" CC "private=\"x\"\r\n", STORE },
	{ "5.2.1.5: and Pragma: no-store is no directive", METHOD_GET,
	    "Pragma: no-store\r\n", OK_HEAD FRESH_60, STORE },
	{ "15.3.5: 204 by itself", METHOD_GET, "", "HTTP/1.1 204 x\r\n",
	    STORE },
	{ "15.5.11: 410 by itself", METHOD_GET, "", "HTTP/1.1 410 x\r\n",
	    STORE },
	{ "15.5.4: 403 not", METHOD_GET, "", "HTTP/1.1 403 x\r\n", NOT },
	{ "15.6.4: an error with a lifetime", METHOD_GET, "",
	    "HTTP/1.1 503 x\r\n" FRESH_60, STORE },
	{ "5.2.2.3: must-understand says nothing against what is understood",
	    METHOD_GET, "", OK_HEAD CC "must-understand, max-age=60\r\n",
	    STORE },
	{ "4.1: a Vary of fields is stored", METHOD_GET, "Foo: 1\r\n",
	    OK_HEAD FRESH_60 "Vary: Foo\r\n", STORE },
	{ "4.1: a * in another line", METHOD_GET, "",
	    OK_HEAD FRESH_60 "Vary: Foo\r\nVary: *\r\n", NOT },
	{ "9110 9.3.1: a PUT's answer is no stored one", METHOD_PUT, "",
	    OK_HEAD FRESH_60, NOT },
	{ "15.1: heuristically cacheable", METHOD_GET, "", OK_HEAD, STORE },
	{ "3: not the answer to POST", METHOD_POST, "", OK_HEAD FRESH_60, NOT },
	{ "3: nor to HEAD", METHOD_HEAD, "", OK_HEAD FRESH_60, NOT },
	{ "3: not an interim one", METHOD_GET, "",
	    "HTTP/1.1 103 x\r\n" FRESH_60, NOT },
	{ "5.2.2.5: no-store", METHOD_GET, "", OK_HEAD CC "no-store\r\n", NOT },
	{ "5.2.1.5: in the request", METHOD_GET, CC "no-store\r\n",
	    OK_HEAD FRESH_60, NOT },
	{ "5.2.2.5: private does not matter", METHOD_GET, "",
	    OK_HEAD CC "no-store, private\r\n", NOT },
	{ "5.2.2.3: must-understand, and we do", METHOD_GET, "",
	    OK_HEAD CC "must-understand, no-store\r\n", STORE },
	{ "5.2.2.3: must-understand, and we do not", METHOD_GET, "",
	    "HTTP/1.1 299 x\r\n" CC "must-understand, max-age=9\r\n", NOT },
	{ "3: an unknown status may be stored", METHOD_GET, "",
	    "HTTP/1.1 299 x\r\n" FRESH_60, STORE },
	{ "3: but not without a reason", METHOD_GET, "", "HTTP/1.1 299 x\r\n",
	    NOT },
	{ "5.2.2.7: private is for us", METHOD_GET, "",
	    "HTTP/1.1 302 x\r\n" CC "private\r\n", STORE },
	{ "5.2.2.9: public is a reason", METHOD_GET, "",
	    "HTTP/1.1 302 x\r\n" CC "public\r\n", STORE },
	{ "5.3: so is Expires", METHOD_GET, "",
	    "HTTP/1.1 302 x\r\nExpires: 0\r\n", STORE },
	{ "3: s-maxage is not", METHOD_GET, "",
	    "HTTP/1.1 302 x\r\n" CC "s-maxage=60\r\n", NOT },
	{ "15.4.3: 302 by itself is not", METHOD_GET, "", "HTTP/1.1 302 x\r\n",
	    NOT },
	{ "15.4.2: 301 is", METHOD_GET, "", "HTTP/1.1 301 x\r\n", STORE },
	{ "15.5.5: 404 too", METHOD_GET, "", "HTTP/1.1 404 x\r\n", STORE },
	{ "15.6.1: 500 is not", METHOD_GET, "", "HTTP/1.1 500 x\r\n", NOT },
	{ "3.5: credentials do not matter to a private cache", METHOD_GET,
	    "Authorization: Basic eDp5\r\n", OK_HEAD, STORE },
	{ "4.1: Vary * never matches", METHOD_GET, "",
	    OK_HEAD "Vary: a, *\r\n" FRESH_60, NOT },
	{ "4.3: a 304 is not stored", METHOD_GET, "",
	    "HTTP/1.1 304 x\r\n" FRESH_60, NOT },
	{ "preconditions of the caller's", METHOD_GET, "If-Match: *\r\n",
	    OK_HEAD, NOT },
	{ "3.3: part, with a strong validator", METHOD_GET,
	    "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\nETag: \"a\"\r\nContent-Range: bytes 0-1/9\r\n",
	    PART },
	{ "3.3: a part without one, while it is fresh", METHOD_GET,
	    "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\n" FRESH_60 "Content-Range: bytes 0-1/9\r\n",
	    PART },
	{ "3.3: or by Expires", METHOD_GET, "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\nExpires: Mon, 01 Jun 2026 00:00:00 GMT\r\n"
	    "Content-Range: bytes 0-1/9\r\n",
	    PART },
	{ "3.4: of no use if it is stale at once", METHOD_GET,
	    "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\n" CC
	    "max-age=0\r\nContent-Range: bytes 0-1/9\r\n",
	    NOT },
	{ "14.4: nor of a length that is not known", METHOD_GET,
	    "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\n" FRESH_60 "Content-Range: bytes 0-1/*\r\n",
	    NOT },
	{ "3.4: not with a weak one", METHOD_GET, "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\nETag: W/\"a\"\r\nContent-Range: bytes "
	    "0-1/9\r\n",
	    NOT },
	{ "3.4: nor without", METHOD_GET, "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\nContent-Range: bytes 0-1/9\r\n", NOT },
	{ "15.3.7: nor of several parts", METHOD_GET,
	    "Range: bytes=0-1,3-4\r\n",
	    "HTTP/1.1 206 x\r\nETag: \"a\"\r\nContent-Type: "
	    "multipart/byteranges; boundary=x\r\n",
	    NOT },
	{ "14.4: nor one that makes no sense", METHOD_GET,
	    "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\nETag: \"a\"\r\nContent-Range: bytes 3-1/9\r\n",
	    NOT },
	{ "14.2: a Range that was ignored", METHOD_GET, "Range: bytes=0-1\r\n",
	    OK_HEAD, STORE },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(stores); i++) {
		struct message m;

		message_parse(guarded(stores[i].response), &m);
		OK(policy_may_store(stores[i].method,
		       request(stores[i].request), &m) == stores[i].want,
		    "may it be stored? %s", stores[i].why);
	}
	return DONE();
}
