#define _GNU_SOURCE
#include "unit/client/script.h"

#include "base/limits.h"

#define R200 "HTTP/1.1 200 OK\r\n"
#define R304 "HTTP/1.1 304 Not Modified\r\n"
#define R206 "HTTP/1.1 206 Partial Content\r\n"
#define R500 "HTTP/1.1 500 Internal Server Error\r\n"
#define R503 "HTTP/1.1 503 Service Unavailable\r\n"
#define MAX "Cache-Control: max-age=60\r\n"
#define CC "Cache-Control: "
#define A "ETag: \"a\"\r\n"
#define B "ETag: \"b\"\r\n"
#define ANS(...) .answer = { __VA_ARGS__ }

static const struct script_step fresh[] = {
	{ .why = "9111 4: what is not stored is fetched",
	    ANS({ R200 MAX A, "one", .wants_not = "If-" }),
	    .asked = 1,
	    .output = "one",
	    .report = "fwd=uri-miss; stored" },
	{ .why = "4.2: fresh: nobody is asked",
	    .later = 59,
	    .output = "one",
	    .report = "hit; ttl=1" },
	{ .why = "4.3.1: stale: its tag is asked for",
	    .later = 1,
	    ANS({ R304 MAX A, .wants = "If-None-Match: \"a\"\r\n" }),
	    .asked = 1,
	    .output = "one",
	    .change = FETCH_UNCHANGED },
	{ .why = "4.3.4: the 304 made it fresh", .later = 0, .output = "one" },
	{ .why = "--if-modified: fresh prints nothing",
	    .flags = FETCH_IF_MODIFIED,
	    .end = FETCH_NOT_MODIFIED,
	    .output = "" },
	{ .why = "--if-modified: nor does a 304",
	    .later = 100,
	    .flags = FETCH_IF_MODIFIED,
	    ANS({ R304 MAX A }),
	    .asked = 1,
	    .end = FETCH_NOT_MODIFIED,
	    .change = FETCH_UNCHANGED,
	    .output = "" },
	{ .why = "4.3.3: changed: the new one is printed",
	    .later = 100,
	    ANS({ R200 MAX B, "two", .wants = "\"a\"" }),
	    .asked = 1,
	    .output = "two",
	    .change = FETCH_CHANGED },
	{ .why = "and stored", .later = 0, .output = "two" },
	{ .why = "5.2.1.4: --refresh asks, however fresh",
	    .fields = CC "no-cache\r\n",
	    ANS({ R304 B, .wants = "\"b\"" }),
	    .asked = 1,
	    .output = "two",
	    .change = FETCH_UNCHANGED },
	{ .why = "a clock set back: it is asked for",
	    .later = -1000,
	    ANS({ R304 MAX B, .wants = "\"b\"" }),
	    .asked = 1,
	    .output = "two",
	    .change = FETCH_UNCHANGED },
};

static const struct script_step plain[] = {
	{ .why = "without stated freshness",
	    ANS({ R200 "Last-Modified: Sun, 31 May 2026 00:00:00 GMT\r\n",
		"one" }),
	    .asked = 1,
	    .output = "one" },
	{ .why = "9111 4.3.1: its date is asked for",
	    ANS({ "HTTP/1.0 304 Not Modified\r\n",
		.wants = "If-Modified-Since: Sun, 31 May 2026 00:00:00 "
			 "GMT\r\n" }),
	    .asked = 1,
	    .output = "one",
	    .change = FETCH_UNCHANGED },
	{ .why = "4.2.2: but with --heuristic",
	    .flags = FETCH_HEURISTIC,
	    .output = "one" },
	{ .why = "4.2.4: --offline has it, though stale",
	    .flags = FETCH_OFFLINE,
	    .output = "one" },
	{ .why = "5.2.1.7: --offline does not have this one",
	    .url = "http://a/other",
	    .flags = FETCH_OFFLINE,
	    .end = FETCH_NOT_HELD,
	    .output = "" },
	{ .why = "5.2.1.5: no-store may use what is stored",
	    .fields = CC "no-store\r\n",
	    ANS({ R304 MAX }),
	    .asked = 1,
	    .output = "one",
	    .change = FETCH_UNCHANGED },
	{ .why = "5.2.1.5: but stores nothing",
	    ANS({ R304 }),
	    .asked = 1,
	    .output = "one",
	    .change = FETCH_UNCHANGED },
	{ .why = "4.3.4: a 304 for something else is asked again, plainly",
	    ANS({ R304 "Last-Modified: Sat, 30 May 2026 00:00:00 GMT\r\n" },
		{ R200 MAX, "three", .wants_not = "If-" }),
	    .asked = 2,
	    .output = "three" },
};

static const struct script_step vary[] = {
	{ .why = "4.1: French",
	    .fields = "L: fr\r\n",
	    ANS({ R200 MAX "Vary: L\r\n" A, "oui" }),
	    .asked = 1,
	    .output = "oui" },
	{ .why = "4.1: German is another response",
	    .fields = "L: de\r\n",
	    ANS({ R200 MAX "Vary: L\r\n" B, "ja",
		.wants = "If-None-Match: \"a\"" }),
	    .asked = 1,
	    .output = "ja",
	    .report = "fwd=vary-miss; stored",
	    .change = FETCH_CHANGED },
	{ .why = "4.1: both are there: French",
	    .fields = "L: fr\r\n",
	    .output = "oui" },
	{ .why = "4.1: both are there: German",
	    .fields = "L: de\r\n",
	    .output = "ja" },
	{ .why = "4.3.1: several tags; 4.3.4: the 304 says which",
	    .fields = "L: de-CH\r\n",
	    ANS({ R304 MAX "Vary: L\r\n" B,
		.wants = "If-None-Match: \"a\", \"b\"\r\n" }),
	    .asked = 1,
	    .output = "ja",
	    .change = FETCH_UNCHANGED },
	{ .why = "4.1: which now answers for this too",
	    .fields = "L: de-CH\r\n",
	    .output = "ja" },
	{ .why = "4.1: and French is as it was",
	    .fields = "L: fr\r\n",
	    .output = "oui" },
	{ .why = "one that does not vary stands for all",
	    .later = 100,
	    .fields = "L: fr\r\n",
	    ANS({ R200 MAX, "yes" }),
	    .asked = 1,
	    .output = "yes",
	    .change = FETCH_CHANGED },
	{ .why = "for German too", .fields = "L: de\r\n", .output = "yes" },
};

static const struct script_step credentials[] = {
	{ .why = "with a password",
	    .credentials = "Authorization: Basic eDp5\r\n",
	    ANS({ R200 MAX A, "secret", .wants = "Basic eDp5" }),
	    .asked = 1,
	    .output = "secret" },
	{ .why = "without it, not what came with it",
	    ANS({ R200 MAX, "public", .wants_not = "If-" }),
	    .asked = 1,
	    .output = "public" },
	{ .why = "with it, still that one",
	    .credentials = "Authorization: Basic eDp5\r\n",
	    .output = "secret" },
	{ .why = "-k believes anybody, and only for itself",
	    .flags = FETCH_INSECURE,
	    ANS({ R200 MAX, "forged" }),
	    .asked = 1,
	    .output = "forged" },
	{ .why = "what is verified is not that", .output = "public" },
	{ .why = "a redirect to another origin has no password",
	    .url = "http://a/r",
	    .credentials = "Authorization: Basic eDp5\r\n",
	    ANS({ "HTTP/1.1 302 x\r\nLocation: http://b/\r\n",
		    .wants = "Basic" },
		{ R200, "b", .wants_not = "Basic" }),
	    .asked = 2,
	    .output = "b" },
	{ .why = "a redirect within has it",
	    .url = "http://a/s",
	    .credentials = "Cookie: c=d\r\n",
	    ANS({ "HTTP/1.1 302 x\r\nLocation: /t\r\n", .wants = "c=d" },
		{ R200, "t", .wants = "c=d" }),
	    .asked = 2,
	    .output = "t" },
	{ .why = "another port is another origin",
	    .url = "http://a/u",
	    .credentials = "Cookie: c=d\r\n",
	    ANS({ "HTTP/1.1 302 x\r\nLocation: http://a:81/\r\n" },
		{ R200, "u", .wants_not = "c=d" }),
	    .asked = 2,
	    .output = "u" },
};

static const struct script_step redirects[] = {
	{ .why = "a redirect is followed, and both are stored",
	    .url = "http://a/r",
	    ANS({ "HTTP/1.1 301 x\r\n" MAX "Location: ../t?q\r\n", "moved" },
		{ R200 MAX, "there" }),
	    .asked = 2,
	    .output = "there" },
	{ .why = "each is an entry of its own",
	    .url = "http://a/r",
	    .output = "there" },
	{ .why = "the target by itself",
	    .url = "http://a/t?q",
	    .output = "there" },
	{ .why = "--no-location prints the redirect",
	    .url = "http://a/r",
	    .flags = FETCH_STAY,
	    .output = "moved" },
	{ .why = "303 makes GET of POST (9110 15.4.4)",
	    .method = "POST",
	    .url = "http://a/p",
	    ANS({ "HTTP/1.1 303 x\r\nLocation: /t?q\r\n" },
		{ R200 MAX, "seen" }),
	    .asked = 2,
	    .output = "seen" },
	{ .why = "to itself: not for ever",
	    .url = "http://a/loop",
	    ANS({ "HTTP/1.1 301 x\r\n" MAX "Location: /loop\r\n" }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED },
	{ .why = "to a file of ours: no",
	    .url = "http://a/file",
	    ANS({ "HTTP/1.1 301 x\r\nLocation: file:///etc/passwd\r\n" }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED,
	    .output = "" },
};

static const struct script_step invalidation[] = {
	{ .why = "stored", ANS({ R200 MAX A, "one" }), .asked = 1 },
	{ .why = "a failed PUT changes nothing",
	    .method = "PUT",
	    ANS({ "HTTP/1.1 403 x\r\n" }),
	    .asked = 1,
	    .report = "fwd=method" },
	{ .why = "9111 4.4: so it is still there", .output = "one" },
	{ .why = "9110 13.1.1: --if-match with the tag we know",
	    .method = "PUT",
	    .flags = FETCH_IF_MATCH,
	    ANS({ "HTTP/1.1 204 x\r\n", .wants = "If-Match: \"a\"\r\n" }),
	    .asked = 1 },
	{ .why = "9111 4.4: a PUT that did invalidates",
	    ANS({ R200 MAX, "two", .wants_not = "If-" }),
	    .asked = 1,
	    .output = "two" },
	{ .why = "another URI",
	    .url = "http://a/x",
	    ANS({ R200 MAX, "x" }),
	    .asked = 1 },
	{ .why = "of another origin",
	    .url = "http://b/y",
	    ANS({ R200 MAX, "y" }),
	    .asked = 1 },
	{ .why = "4.4: Location of the same origin",
	    .method = "POST",
	    .url = "http://a/new",
	    ANS({ "HTTP/1.1 201 x\r\nLocation: /x\r\nContent-Location: "
		  "http://b/y\r\n" }),
	    .asked = 1 },
	{ .why = "4.4: is invalidated",
	    .url = "http://a/x",
	    ANS({ R200 MAX, "x2" }),
	    .asked = 1,
	    .output = "x2" },
	{ .why = "4.4: of another origin is not",
	    .url = "http://b/y",
	    .output = "y" },
	{ .why = "4.4: Content-Location of the same origin",
	    .method = "POST",
	    .url = "http://a/new",
	    ANS({ R200 "Content-Location: x\r\n" }),
	    .asked = 1 },
	{ .why = "4.4: is invalidated too",
	    .url = "http://a/x",
	    ANS({ R200 MAX, "x3" }),
	    .asked = 1,
	    .output = "x3" },
	{ .why = "4.4: not by an error",
	    .method = "POST",
	    .url = "http://a/new",
	    ANS({ R500 "Location: /x\r\n" }),
	    .asked = 1 },
	{ .why = "4.4: so it is still there",
	    .url = "http://a/x",
	    .output = "x3" },
	{ .why = "5.2.2.4: no-cache is stored",
	    .url = "http://a/nc",
	    ANS({ R200 A CC "no-cache, max-age=60\r\n", "nc" }),
	    .asked = 1 },
	{ .why = "5.2.2.4: and validated each time",
	    .url = "http://a/nc",
	    ANS({ R304 A, .wants = "If-None-Match: \"a\"" }),
	    .asked = 1,
	    .output = "nc",
	    .change = FETCH_UNCHANGED },
	{ .why = "3.2: a 304 may take no-cache away",
	    .url = "http://a/nc",
	    ANS({ R304 A MAX, .wants = "If-None-Match: \"a\"" }),
	    .asked = 1,
	    .output = "nc",
	    .change = FETCH_UNCHANGED },
	{ .why = "3.2: and then it is fresh",
	    .url = "http://a/nc",
	    .output = "nc" },
};

static const struct script_step errors[] = {
	{ .why = "stored",
	    ANS({ R200 CC "max-age=10, stale-if-error=100\r\n", "old" }),
	    .asked = 1 },
	{ .why = "5861 4: an error of the server",
	    .later = 20,
	    ANS({ R500, "sorry" }),
	    .asked = 1,
	    .output = "old",
	    .report = "fwd=stale; ttl=-10; detail=stale-if-error" },
	{ .why = "5861 4: or of the network",
	    .later = 20,
	    ANS({ NULL }),
	    .asked = 1,
	    .output = "old" },
	{ .why = "5861 4: not for ever",
	    .later = 100,
	    ANS({ R500, "sorry" }),
	    .asked = 1,
	    .output = "sorry" },
	{ .why = "and then the network's is one",
	    ANS({ NULL }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED,
	    .output = "" },
	{ .why = "-f prints nothing of a 404",
	    .url = "http://a/no",
	    .flags = FETCH_FAIL,
	    ANS({ "HTTP/1.1 404 x\r\n" MAX, "no" }),
	    .asked = 1,
	    .end = FETCH_REFUSED,
	    .output = "" },
	{ .why = "though it is stored", .url = "http://a/no", .output = "no" },
	{ .why = "-f and from the cache",
	    .url = "http://a/no",
	    .flags = FETCH_FAIL,
	    .end = FETCH_REFUSED,
	    .output = "" },
	{ .why = "no response at all",
	    .url = "http://a/bad",
	    ANS({ "SSH-2.0\r\n" }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED },
};

static const struct script_step background[] = {
	{ .why = "stored",
	    ANS({ R200 A CC "max-age=10, stale-while-revalidate=100\r\n",
		"one" }),
	    .asked = 1 },
	{ .why = "5861 3: printed at once",
	    .later = 20,
	    .output = "one",
	    .report = "hit; ttl=-10" },
	{ .why = "5861 3: and validated behind its back",
	    .flags = FETCH_REFRESHING,
	    ANS({ R304 A MAX, .wants = "If-None-Match" }),
	    .asked = 1,
	    .change = FETCH_UNCHANGED },
	{ .why = "so that the next one is fresh",
	    .output = "one",
	    .report = "hit; ttl=60" },
};

static const struct script_step heads[] = {
	{ .why = "stored",
	    ANS({ R200 A "Content-Length: 3\r\n", "one" }),
	    .asked = 1 },
	{ .why = "4.3.5: HEAD freshens",
	    .method = "HEAD",
	    ANS({ R200 A MAX "Content-Length: 3\r\n" }),
	    .asked = 1 },
	{ .why = "4.3.5: so it is fresh", .output = "one" },
	{ .why = "9110 9.3.2: HEAD from what is stored",
	    .method = "HEAD",
	    .output = "" },
	{ .why = "4.3.5: HEAD of another",
	    .later = 100,
	    .method = "HEAD",
	    ANS({ R200 B MAX "Content-Length: 3\r\n" }),
	    .asked = 1 },
	{ .why = "4.3.5: makes it stale, and not even offline is it used",
	    .flags = FETCH_OFFLINE,
	    .end = FETCH_NOT_HELD },
};

static const struct script_step ranges[] = {
	{ .why = "3.3: a part is stored",
	    .fields = "Range: bytes=2-4\r\n",
	    ANS({ R206 A MAX "Content-Range: bytes 2-4/10\r\n", "234" }),
	    .asked = 1,
	    .output = "234" },
	{ .why = "3.3: and used for what lies in it",
	    .fields = "Range: bytes=3-3\r\n",
	    .output = "3" },
	{ .why = "3.4: the next part is combined with it",
	    .fields = "Range: bytes=5-9\r\n",
	    ANS({ R206 A MAX "Content-Range: bytes 5-9/10\r\n", "56789" }),
	    .asked = 1,
	    .output = "56789" },
	{ .why = "3.4: so this is held",
	    .fields = "Range: bytes=3-8\r\n",
	    .output = "345678" },
	{ .why = "3.4: one before it too",
	    .fields = "Range: bytes=0-2\r\n",
	    ANS({ R206 A MAX "Content-Range: bytes 0-2/10\r\n", "012" }),
	    .asked = 1,
	    .output = "012" },
	{ .why = "3.3: which makes it complete", .output = "0123456789" },
	{ .why = "ranges of what is complete",
	    .fields = "Range: bytes=-2\r\n",
	    .output = "89" },
	{ .why = "3.4: part of another representation replaces it",
	    .later = 100,
	    .fields = "Range: bytes=0-1\r\n",
	    ANS({ R206 B MAX "Content-Range: bytes 0-1/10\r\n", "ab" }),
	    .asked = 1,
	    .output = "ab" },
	{ .why = "4.3.1: the rest of it by If-Range",
	    ANS({ R206 B MAX "Content-Range: bytes 2-9/10\r\n", "cdefghij",
		.wants = "Range: bytes=2-\r\nIf-Range: \"b\"\r\n" }),
	    .asked = 1,
	    .output = "abcdefghij",
	    .report = "fwd=partial; fwd-status=206; stored" },
	{ .why = "and it is whole", .output = "abcdefghij" },
	{ .why = "3.3: a part without a validator is stored",
	    .url = "http://a/bare",
	    .fields = "Range: bytes=2-4\r\n",
	    ANS({ R206 MAX "Content-Range: bytes 2-4/10\r\n", "234" }),
	    .asked = 1,
	    .output = "234",
	    .report = "fwd=uri-miss; stored" },
	{ .why = "3.3: and used for what lies in it",
	    .url = "http://a/bare",
	    .fields = "Range: bytes=3-4\r\n",
	    .output = "34" },
	{ .why = "3.4: but the next part is not combined with it",
	    .url = "http://a/bare",
	    .fields = "Range: bytes=5-9\r\n",
	    ANS({ R206 MAX "Content-Range: bytes 5-9/10\r\n", "56789" }),
	    .asked = 1,
	    .output = "56789" },
	{ .why = "3.4: so this is asked for",
	    .url = "http://a/bare",
	    .fields = "Range: bytes=3-8\r\n",
	    ANS({ R206 MAX "Content-Range: bytes 3-8/10\r\n", "345678" }),
	    .asked = 1,
	    .output = "345678" },
	{ .why = "3.3: nor is it a whole, nor does it ask for the rest",
	    .url = "http://a/bare",
	    ANS({ R200 A MAX "Content-Length: 10\r\n", "0123456789",
		.wants_not = "If-" }),
	    .asked = 1,
	    .output = "0123456789" },
	{ .why = "a part without a validator does not replace the whole",
	    .url = "http://a/bare",
	    .later = 100,
	    .fields = "Range: bytes=0-1\r\n",
	    ANS({ R206 MAX "Content-Range: bytes 0-1/10\r\n", "01" }),
	    .asked = 1,
	    .output = "01" },
	{ .why = "so that the whole can still be validated",
	    .url = "http://a/bare",
	    ANS({ R304 MAX A, .wants = "If-None-Match: \"a\"" }),
	    .asked = 1,
	    .output = "0123456789",
	    .change = FETCH_UNCHANGED },
};

#define K "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BIG (LIMIT_CHUNK / 64 * 2) /* K this often: two pieces of a blob */

static const struct script_step interrupted[] = {
	{ .why = "cut short: 2 and a half pieces came",
	    ANS({ R200 A "Content-Length: 1048576\r\n", K, BIG + BIG / 4,
		.cut = true }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED },
	{ .why = "13.1.5: it goes on from there",
	    ANS({ R206 A "Content-Range: bytes 655360-1048575/1048576\r\n", K,
		(1048576 - 655360) / 64,
		.wants = "Range: bytes=655360-\r\nIf-Range: \"a\"\r\n" }),
	    .asked = 1 },
	{ .why = "and is complete, and verified",
	    ANS({ R304 A, .wants = "If-None-Match" }),
	    .asked = 1,
	    .change = FETCH_UNCHANGED },
	{ .why = "cut short with a weak tag",
	    .url = "http://a/w",
	    ANS({ R200 "ETag: W/\"a\"\r\n", K, BIG, .cut = true }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED },
	{ .why = "8.8.1: begins anew",
	    .url = "http://a/w",
	    ANS({ R200, K, .wants_not = "Range" }),
	    .asked = 1,
	    .output = K },
	{ .why = "cut short once more",
	    .url = "http://a/c",
	    ANS({ R200 A, K, BIG, .cut = true }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED },
	{ .why = "13.1.5: it has changed, so a 200 comes",
	    .url = "http://a/c",
	    ANS({ R200 B, "new", .wants = "If-Range" }),
	    .asked = 1,
	    .output = "new" },
	{ .why = "a small one, cut short",
	    .url = "http://a/s",
	    ANS({ R200 A, K, .cut = true }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED },
	{ .why = "a 206 that does not fit is asked for again, whole",
	    .url = "http://a/s",
	    ANS({ R206 A "Content-Range: bytes 10-11/12\r\n", "xx",
		    .wants = "bytes=64-" },
		{ R200 A, "all", .wants_not = "Range" }),
	    .asked = 2,
	    .output = "all" },
	{ .why = "cut short, and then nobody answers",
	    .url = "http://a/d",
	    ANS({ R200 A, K, BIG, .cut = true }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED },
	{ .why = "3.3: the part stays",
	    .url = "http://a/d",
	    ANS({ NULL, .wants = "bytes=524288-" }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED },
	{ .why = "3.3: and a server that is busy leaves it too",
	    .url = "http://a/d",
	    ANS({ R503 MAX, "busy", .wants = "bytes=524288-" }),
	    .asked = 1,
	    .output = "busy",
	    .report = "fwd=uri-miss" },
	{ .why = "5.2.2.5: the rest comes with no-store",
	    .url = "http://a/d",
	    ANS({ R206 A CC "no-store\r\nContent-Range: bytes "
			    "524288-524351/524352\r\n",
		K, .wants = "bytes=524288-" }),
	    .asked = 1,
	    .report = "fwd=uri-miss; fwd-status=206" },
	{ .why = "5.2.2.5: so nothing of it is there any more",
	    .url = "http://a/d",
	    ANS({ R200 MAX, "new", .wants_not = "Range" }),
	    .asked = 1,
	    .output = "new" },
	{ .why = "a part of a range",
	    .url = "http://a/e",
	    .fields = "Range: bytes=0-1\r\n",
	    ANS({ R206 A MAX "Content-Range: bytes 0-1/4\r\n", "01" }),
	    .asked = 1,
	    .output = "01" },
	{ .why = "5.2.1.5: the request for the whole forbids to store it",
	    .url = "http://a/e",
	    .fields = CC "no-store\r\n",
	    ANS({ R206 A MAX "Content-Range: bytes 2-3/4\r\n", "23",
		.wants = "bytes=2-" }),
	    .asked = 1,
	    .output = "0123",
	    .report = "fwd=partial; fwd-status=206" },
	{ .why = "5.2.1.5: so the rest is asked for again",
	    .url = "http://a/e",
	    ANS({ R206 A MAX "Content-Range: bytes 2-3/4\r\n", "23",
		.wants = "bytes=2-" }),
	    .asked = 1,
	    .output = "0123",
	    .report = "fwd=partial; fwd-status=206; stored" },
	{ .why = "a reply without end is stored when it ends",
	    .url = "http://a/n",
	    ANS({ R200 MAX, K, BIG }),
	    .asked = 1 },
	{ .why = "as it should be", .url = "http://a/n" },
	{ .why = "less than was promised is not stored",
	    .url = "http://a/l",
	    ANS({ R200 MAX "Content-Length: 70\r\n", K }),
	    .asked = 1 },
	{ .why = "so it is asked for again",
	    .url = "http://a/l",
	    ANS({ R200 MAX, "x" }),
	    .asked = 1,
	    .output = "x" },
};

#define PUT .method = "PUT"

static const struct script_step guarded_[] = {
	{ .why = "9110 13.1.1: without a tag nothing is sent",
	    PUT,
	    .flags = FETCH_IF_MATCH,
	    .end = FETCH_UNGUARDED },
	{ .why = "a weak tag",
	    ANS({ R200 MAX "ETag: W/\"a\"\r\n", "one" }),
	    .asked = 1 },
	{ .why = "is none",
	    PUT,
	    .flags = FETCH_IF_MATCH,
	    .end = FETCH_UNGUARDED },
	{ .why = "a strong one",
	    .fields = CC "no-cache\r\n",
	    ANS({ R200 MAX A, "one" }),
	    .asked = 1,
	    .change = FETCH_CHANGED },
	{ .why = "is another user's",
	    PUT,
	    .credentials = "Authorization: Basic x\r\n",
	    .flags = FETCH_IF_MATCH,
	    .end = FETCH_UNGUARDED },
	{ .why = "a part that nobody asked for does not unguard it",
	    PUT,
	    .flags = FETCH_IF_MATCH,
	    ANS({ R206 B "Content-Range: bytes 0-1/2\r\n", "xx",
		.wants = "If-Match: \"a\"\r\n" }),
	    .asked = 1 },
	{ .why = "9110 9.3.4: the tag of our own change guards the next",
	    PUT,
	    .flags = FETCH_IF_MATCH,
	    ANS({ "HTTP/1.1 204 No Content\r\n"
		  "ETag: \"c\"\r\n",
		"", .wants = "If-Match: \"b\"\r\n" }),
	    .asked = 1 },
	{ .why = "and is no stored response (9111 3)",
	    ANS({ R200 MAX A, "new", .wants_not = "If-" }),
	    .asked = 1,
	    .output = "new" },
	{ .why = "a 307 to what is not known is not followed unguarded",
	    PUT,
	    .flags = FETCH_IF_MATCH,
	    ANS({ "HTTP/1.1 307 Go\r\nLocation: /b\r\n", "",
		.wants = "If-Match" }),
	    .asked = 1,
	    .end = FETCH_UNGUARDED },
};

static const struct script_step uncertain[] = {
	{ .why = "9112 6.3: two lengths that differ",
	    ANS({ R200 MAX "Content-Length: 1\r\nContent-Length: 3\r\n",
		"one" }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED,
	    .output = "" },
	{ .why = "6.3: a length that is no number",
	    ANS({ R200 MAX "Content-Length: 3x\r\n", "one" }),
	    .asked = 1,
	    .end = FETCH_NETWORK_FAILED },
	{ .why = "6.3: twice the same one",
	    ANS({ R200 MAX "Content-Length: 3, 3\r\nContent-Length: 3\r\n",
		"one" }),
	    .asked = 1,
	    .output = "one",
	    .report = "fwd=uri-miss; stored" },
	{ .why = "6.1: length and coding: printed, not stored",
	    .url = "http://a/both",
	    ANS({ R200 MAX "Content-Length: 3\r\n"
			   "Transfer-Encoding: chunked\r\n",
		"one" }),
	    .asked = 1,
	    .output = "one",
	    .report = "fwd=uri-miss" },
	{ .why = "9.8: by TLS, until the connection ends: not stored",
	    .url = "https://a/end",
	    ANS({ R200 MAX, "one" }),
	    .asked = 1,
	    .output = "one",
	    .report = "fwd=uri-miss" },
	{ .why = "9113 8.1: HTTP/2 has an end of its own",
	    .url = "https://a/end",
	    ANS({ "HTTP/2 200\r\n" MAX, "one" }),
	    .asked = 1,
	    .output = "one",
	    .report = "fwd=uri-miss; stored" },
};

static const struct script_step hosts[] = {
	{ .why = "9110 7.2: one host",
	    .credentials = "Host: one\r\n",
	    ANS({ R200 MAX, "1" }),
	    .asked = 1,
	    .output = "1" },
	{ .why = "is not the other",
	    .credentials = "Host: two\r\n",
	    ANS({ R200 MAX, "2" }),
	    .asked = 1,
	    .output = "2" },
	{ .why = "and is known again",
	    .credentials = "Host: one\r\n",
	    .output = "1" },
};

/* Damages a stored file behind the part that is printed first. */
static void
flip(const char *suffix, long at)
{
	char command[256];

	snprintf(command, sizeof command,
	    "f=$(ls %s/*/*%s) && printf X | dd of=$f bs=1 seek=%ld "
	    "conv=notrunc 2>/dev/null",
	    script.root, suffix, at);
	if (system(command) != 0)
		printf("# nothing to damage\n");
}

static const struct script_step big = {
	.why = "a large one", ANS({ R200 A MAX, K, 2 * BIG }), .asked = 1
};

/* The bytes that follow the damage are those of the same range, or none. */
static void
test_damaged_range(void)
{
	static const struct script_step steps[] = {
		{ .why = "9110 14.2: the server ignores the Range of a request "
			 "that was answered in part",
		    .fields = "Range: bytes=100001-900000\r\n",
		    ANS({ R200 A MAX, K, 2 * BIG }),
		    .asked = 1,
		    .end = FETCH_NETWORK_FAILED },
		{ .why = "9110 14.4: or sends another range",
		    .fields = "Range: bytes=100001-900000\r\n",
		    ANS({ R206 A "Content-Range: bytes 64-127/1048576\r\n",
			K }),
		    .asked = 1,
		    .end = FETCH_NETWORK_FAILED },
		{ .why = "9110 14.4: but that range goes on",
		    .fields = "Range: bytes=524224-786431\r\n",
		    ANS({ R206 A
			"Content-Range: bytes 524224-786431/1048576\r\n",
			K, LIMIT_CHUNK / 64 }),
		    .asked = 1 },
	};

	for (size_t i = 0; i < COUNT(steps); i++) {
		script_begin("damage in a range");
		script_step(&big);
		flip(".blob", 700000);
		script_step(&steps[i]);
		OK(script.n == (i < 2 ? 2 * LIMIT_CHUNK - 100001 : LIMIT_CHUNK),
		    "and no byte of another place is printed");
		script_end();
	}
}

/* A stored part is damaged, which is noticed when its rest arrives. */
static void
test_damaged_part(void)
{
	static const struct script_step part = { .why = "a large part",
		.fields = "Range: bytes=0-524287\r\n",
		ANS({ R206 A MAX "Content-Range: bytes 0-524287/1048576\r\n", K,
		    BIG }),
		.asked = 1 };
	static const struct script_step whole = {
		.why = "9111 3.4: what cannot be combined is fetched whole",
		ANS({ R206 A MAX
			"Content-Range: bytes 524288-1048575/1048576\r\n",
			K, BIG, .wants = "bytes=524288-" },
		    { R200 A MAX, K, 2 * BIG, .wants_not = "Range" }),
		.asked = 2
	};

	for (int restarts = 0; restarts < 2; restarts++) {
		script_begin("damaged part");
		script.restarts = restarts;
		script_step(&part);
		flip(".blob", 300000);
		script_step(&whole);
		OK(script.n == 4 * LIMIT_CHUNK, "and every byte once");
		script_end();
	}
	script.restarts = false;
}

static void
test_damage(void)
{
	static const struct script_step again = {
		.why = "damage behind what is printed: the network goes on",
		ANS({ R200 A MAX, K, 2 * BIG }),
		.asked = 1
	};
	static const struct script_step changed = {
		.why = "but not with another representation",
		ANS({ R200 B MAX, K, 2 * BIG }),
		.asked = 1,
		.end = FETCH_NETWORK_FAILED
	};
	char *whole;
	size_t n;

	for (int restarts = 0; restarts < 2; restarts++) {
		script_begin("damage");
		script.restarts = restarts;
		script_step(&big);
		n = script.n;
		whole = malloc(n + 1);
		memcpy(whole, script.out, n);
		flip(".blob", 700000);
		script_step(&again);
		OK(script.n == n && memcmp(script.out, whole, n) == 0,
		    "and every byte is right%s",
		    restarts ? ", of a file that starts again" : "");
		free(whole);
		script_step(&(struct script_step){ .why = "stored anew" });
		script_end();
	}
	script.restarts = false;
	script_begin("damage and change");
	script_step(&big);
	flip(".blob", 700000);
	script_step(&changed);
	OK(script.n == 2 * LIMIT_CHUNK, "after two good pieces, no third");
	script_end();
	test_damaged_range();
	test_damaged_part();
	script_begin("damaged entry");
	script_step(&fresh[0]);
	flip(".0", 170);
	script_step(&fresh[0]);
	script_end();
}

static void
test_age(void)
{
	static const struct script_step steps[] = {
		{ .why = "stored",
		    ANS({ R200 MAX "Age: 7\r\n", "x" }),
		    .asked = 1 },
		{ .why = "and served", .later = 10, .output = "x" },
	};

	script_begin("age");
	script_step(&steps[0]);
	script_step(&steps[1]);
	OK(strstr(script.last_head, "\r\nAge: 17\r\n") != NULL,
	    "9111 4: with its Age");
	OK(strstr(script.last_head,
	       "\r\nCache-Status: minihttp-client; hit; ttl=43\r\n") != NULL,
	    "9211: and Cache-Status");
	script_end();
}

/* If nothing can be written to the cache, every response is still printed. */
static void
test_no_disk(void)
{
	script_begin("no disk");
	script_end(); /* the directory is gone */
	snprintf(script.root, sizeof script.root, "/dev/null/x");
	store_init(&script.store, script.root);
	for (int i = 0; i < 2; i++) {
		struct script_step step = fresh[0];

		step.report = "fwd=uri-miss"; /* 9211 2.5: nothing is stored */
		script_step(&step);
	}
}

int
main(void)
{
	SCRIPT(fresh);
	SCRIPT(plain);
	SCRIPT(vary);
	SCRIPT(credentials);
	SCRIPT(redirects);
	SCRIPT(invalidation);
	SCRIPT(errors);
	SCRIPT(background);
	SCRIPT(heads);
	SCRIPT(ranges);
	SCRIPT(interrupted);
	SCRIPT(guarded_);
	SCRIPT(uncertain);
	SCRIPT(hosts);
	test_damage();
	test_age();
	test_no_disk();
	free(script.out);
	return DONE();
}
