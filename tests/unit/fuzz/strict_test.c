/*
 * The reader that judges our answers for the fuzzers, judged itself: good
 * answers pass, and each bad one is named.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "fuzz/strict.h"

#include "unit/test.h"

#define DATE "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
#define TYPE "Content-Type: text/plain\r\n"
#define OK_200 "HTTP/1.1 200 OK\r\n" DATE
#define OK_206 "HTTP/1.1 206 Partial Content\r\n" DATE
#define PARTS "Content-Type: multipart/byteranges; boundary=b\r\n"
#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define HEAD "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
#define GET_1_0 "GET / HTTP/1.0\r\n\r\n"
#define WAITS                                                                  \
	"PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"                \
	"Content-Length: 0\r\n\r\n"

static const struct {
	const char *why, *request, *answer, *wrong;
} answers[] = {
	{ "a length", GET, OK_200 TYPE "Content-Length: 2\r\n\r\nhi", NULL },
	{ "no content", GET, OK_200 "Content-Length: 0\r\n\r\n", NULL },
	{ "chunks", GET,
	    OK_200 TYPE "Transfer-Encoding: chunked\r\n\r\n"
			"2\r\nhi\r\nA\r\n0123456789\r\n0\r\n\r\n",
	    NULL },
	{ "up to the close", GET_1_0, OK_200 TYPE "Connection: close\r\n\r\nhi",
	    NULL },
	{ "the head alone", HEAD, OK_200 TYPE "Content-Length: 2\r\n\r\n",
	    NULL },
	{ "304 has no content", GET,
	    "HTTP/1.1 304 Not Modified\r\n" DATE "ETag: W/\"a\"\r\n"
	    "Content-Length: 9\r\n\r\n",
	    NULL },
	{ "no reason phrase (9112 4)", GET,
	    "HTTP/1.1 200 \r\n" DATE "Content-Length: 0\r\n\r\n", NULL },
	{ "100 for who waits", WAITS,
	    "HTTP/1.1 100 Continue\r\n\r\n" OK_200 "Content-Length: 0\r\n\r\n",
	    NULL },
	{ "a range", GET,
	    OK_206 TYPE "Content-Range: bytes 3-4/9\r\nContent-Length: 2"
			"\r\n\r\nhi",
	    NULL },
	{ "parts", GET,
	    OK_206 PARTS "Content-Length: 84\r\n\r\n"
			 "--b\r\nContent-Range: bytes 3-4/9\r\n\r\nhi\r\n"
			 "--b\r\nContent-Range: bytes 6-6/9\r\n\r\n!\r\n"
			 "--b--\r\n",
	    NULL },

	{ "HTTP/1.0 is not what we speak", GET,
	    "HTTP/1.0 200 OK\r\n" DATE "Content-Length: 0\r\n\r\n",
	    "the status line is none" },
	{ "two digits", GET, "HTTP/1.1 20 OK\r\n" DATE "\r\n",
	    "the status is not three digits" },
	{ "no space behind the status", GET, "HTTP/1.1 200\r\n" DATE "\r\n",
	    "the status line is none" },
	{ "a status beyond 599", GET, "HTTP/1.1 600 OK\r\n" DATE "\r\n",
	    "a status of no class" },
	{ "an octet that is no ASCII", GET, "HTTP/1.1 200 \xc3\xa9\r\n\r\n",
	    "the reason phrase" },
	{ "bare LF", GET, "HTTP/1.1 200 OK\nDate: x\r\n\r\n",
	    "no line that ends in CRLF" },
	{ "bare LF in the head", GET, OK_200 "A: b\nContent-Length: 0\r\n\r\n",
	    "a head without an end" },
	{ "bare CR in the head", GET, OK_200 "A: b\rc\r\n\r\n",
	    "a head without an end" },
	{ "a head cut short", GET, OK_200 "Content-Length: 0\r\n",
	    "a head without an end" },
	{ "no colon", GET, OK_200 "Server\r\n\r\n", "a field line is none" },
	{ "a space before the colon (9112 5.1)", GET, OK_200 "A : b\r\n\r\n",
	    "a field name is no token" },
	{ "a folded line (9112 5.2)", GET, OK_200 " A: b\r\n\r\n",
	    "a field name is no token" },
	{ "no space after the colon", GET, OK_200 "A:b\r\n\r\n",
	    "no space after the colon" },
	{ "a space at the end", GET, OK_200 "A: b \r\n\r\n",
	    "white space around a value" },
	{ "a NUL in a value", GET, OK_200 "A: \x01\r\n\r\n",
	    "a field line is none" },
	{ "a field twice (9110 5.3)", GET,
	    OK_200 "Content-Length: 0\r\ncontent-length: 0\r\n\r\n",
	    "a field is there twice" },
	{ "no date", GET, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
	    "no Date (9110 6.6.1)" },
	{ "a weekday that was another", GET,
	    "HTTP/1.1 200 OK\r\nDate: Mon, 06 Nov 1994 08:49:37 GMT\r\n"
	    "Content-Length: 0\r\n\r\n",
	    "a date that is none" },
	{ "a date in local time", GET,
	    "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 CET\r\n"
	    "Content-Length: 0\r\n\r\n",
	    "a date that is none" },
	{ "a tag without quotes", GET,
	    OK_200 "ETag: a\r\nContent-Length: 0\r\n\r\n",
	    "an entity tag that is none" },
	{ "nobody waits for 100 (9110 15.2)", GET,
	    "HTTP/1.1 100 Continue\r\n\r\n" OK_200 "Content-Length: 0\r\n\r\n",
	    "an interim answer that nobody asked for" },
	{ "100 twice", WAITS,
	    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" OK_200
	    "Content-Length: 0\r\n\r\n",
	    "an interim answer that nobody asked for" },
	{ "less than promised", GET, OK_200 TYPE "Content-Length: 3\r\n\r\nhi",
	    "less content than promised (9112 6.3)" },
	{ "a length with a sign", GET, OK_200 "Content-Length: +0\r\n\r\n",
	    "a Content-Length that is no number (9110 8.6)" },
	{ "a length and a coding (9112 6.2)", GET,
	    OK_200 "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n"
		   "0\r\n\r\n",
	    "both Content-Length and Transfer-Encoding (9112 6.2)" },
	{ "204 with a length (9110 8.6)", GET,
	    "HTTP/1.1 204 No Content\r\n" DATE "Content-Length: 0\r\n\r\n",
	    "a 204 with a length (9110 8.6)" },
	{ "another coding", GET, OK_200 TYPE "Transfer-Encoding: gzip\r\n\r\n",
	    "a transfer coding that cannot be (9112 6.1)" },
	{ "chunks for HTTP/1.0", GET_1_0,
	    OK_200 TYPE "Connection: close\r\nTransfer-Encoding: chunked"
			"\r\n\r\n0\r\n\r\n",
	    "a transfer coding that cannot be (9112 6.1)" },
	{ "chunks without the last", GET,
	    OK_200 TYPE "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
	    "chunks that are none (9112 7.1)" },
	{ "a chunk longer than it says", GET,
	    OK_200 TYPE "Transfer-Encoding: chunked\r\n\r\n1\r\nhi\r\n0\r\n"
			"\r\n",
	    "chunks that are none (9112 7.1)" },
	{ "a chunk extension, which we do not write", GET,
	    OK_200 TYPE "Transfer-Encoding: chunked\r\n\r\n0;a\r\n\r\n",
	    "chunks that are none (9112 7.1)" },
	{ "no end at all", GET, OK_200 TYPE "\r\nhi",
	    "content without an end (9112 6.3)" },
	{ "content of no type", GET, OK_200 "Content-Length: 2\r\n\r\nhi",
	    "content of no type (9110 8.3)" },
	{ "a close that was asked for",
	    "GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n",
	    OK_200 "Content-Length: 0\r\n\r\n",
	    "a connection kept that was to close (9112 9.6)" },
	{ "206 of what?", GET, OK_206 TYPE "Content-Length: 2\r\n\r\nhi",
	    "a 206 that does not say of what (9110 15.3.7)" },
	{ "a range that is shorter", GET,
	    OK_206 TYPE "Content-Range: bytes 3-5/9\r\nContent-Length: 2"
			"\r\n\r\nhi",
	    "a range that is not the content (9110 14.4)" },
	{ "a range beyond the end", GET,
	    OK_206 TYPE "Content-Range: bytes 8-9/9\r\nContent-Length: 2"
			"\r\n\r\nhi",
	    "a range that is not the content (9110 14.4)" },
	{ "a range of 200", GET,
	    OK_200 TYPE "Content-Range: bytes 0-1/2\r\nContent-Length: 2"
			"\r\n\r\nhi",
	    "a Content-Range without meaning (9110 14.4)" },
	{ "a part that is longer", GET,
	    OK_206 PARTS "Content-Length: 46\r\n\r\n"
			 "--b\r\nContent-Range: bytes 3-3/9\r\n\r\nhi\r\n"
			 "--b--\r\n",
	    "a part that is longer than its range" },
	{ "another delimiter", GET,
	    OK_206 PARTS "Content-Length: 46\r\n\r\n"
			 "--c\r\nContent-Range: bytes 3-4/9\r\n\r\nhi\r\n"
			 "--c--\r\n",
	    "parts without a delimiter between them" },
	{ "a redirect to nowhere", GET,
	    "HTTP/1.1 301 Moved\r\n" DATE "Content-Length: 0\r\n\r\n",
	    "a redirect to nowhere (9110 15.4)" },
	{ "304 with a type", GET,
	    "HTTP/1.1 304 Not Modified\r\n" DATE TYPE "\r\n",
	    "a 304 that describes content (9110 15.4.5)" },
	{ "401 without a challenge", GET,
	    "HTTP/1.1 401 Unauthorized\r\n" DATE "Content-Length: 0\r\n\r\n",
	    "a 401 without a challenge (9110 15.5.2)" },
	{ "405 without Allow", GET,
	    "HTTP/1.1 405 Method Not Allowed\r\n" DATE
	    "Content-Length: 0\r\n\r\n",
	    "a 405 without Allow (9110 15.5.6)" },
};

static void
test_answers(void)
{
	for (size_t i = 0; i < COUNT(answers); i++) {
		struct strict_request req;
		struct strict_answer ans;
		const char *wrong;

		(void)strict_request(guarded(answers[i].request), &req);
		wrong = strict_answer(guarded(answers[i].answer), &req, &ans);
		OK(answers[i].wrong == NULL
			? wrong == NULL && ans.n == strlen(answers[i].answer)
			: wrong != NULL && strcmp(wrong, answers[i].wrong) == 0,
		    "%s: %s", answers[i].why, wrong != NULL ? wrong : "good");
	}
}

#define POST "POST / HTTP/1.1\r\nHost: a\r\n"

static const struct {
	const char *why, *bytes;
	enum strict_view view;
	size_t rest; /* STRICT_WHOLE: bytes behind the request */
} requests[] = {
	{ "nothing", "", STRICT_NONE, 0 },
	{ "an empty line is nothing (9112 2.2)", "\r\n", STRICT_NONE, 0 },
	{ "a GET", GET "x", STRICT_WHOLE, 1 },
	{ "after an empty line", "\r\n" GET, STRICT_WHOLE, 0 },
	{ "a length", POST "Content-Length: 2\r\n\r\nhiX", STRICT_WHOLE, 1 },
	{ "chunks, an extension and a trailer",
	    POST "Transfer-Encoding: Chunked\r\n\r\n2;a=b\r\nhi\r\n0\r\n"
		 "T: x\r\n\r\nX",
	    STRICT_WHOLE, 1 },
	{ "a list with empty elements (9110 5.6.1.2)",
	    POST "Transfer-Encoding: , chunked ,\r\n\r\n0\r\n\r\n",
	    STRICT_WHOLE, 0 },
	{ "a head cut short", "GET / HTTP/1.1\r\nHost: a\r\n", STRICT_PART, 0 },
	{ "content cut short", POST "Content-Length: 3\r\n\r\nhi", STRICT_PART,
	    0 },
	{ "chunks cut short", POST "Transfer-Encoding: chunked\r\n\r\n3\r\nhi",
	    STRICT_PART, 0 },
	{ "bare LF", "GET / HTTP/1.1\nHost: a\r\n\r\n", STRICT_WRONG, 0 },
	{ "a folded line", POST " x: y\r\n\r\n", STRICT_WRONG, 0 },
	{ "a space before the colon", POST "Content-Length : 2\r\n\r\nhi",
	    STRICT_WRONG, 0 },
	{ "two lengths",
	    POST "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi",
	    STRICT_WRONG, 0 },
	{ "a length that is a list", POST "Content-Length: 2, 2\r\n\r\nhi",
	    STRICT_WRONG, 0 },
	{ "a length and a coding",
	    POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
		 "0\r\n\r\n",
	    STRICT_WRONG, 0 },
	{ "chunked twice",
	    POST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
	    STRICT_WRONG, 0 },
	{ "a coding that is empty", POST "Transfer-Encoding:\r\n\r\n",
	    STRICT_WRONG, 0 },
	{ "chunked in HTTP/1.0",
	    "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	    STRICT_WRONG, 0 },
	{ "a chunk that does not end",
	    POST "Transfer-Encoding: chunked\r\n\r\n2\r\nhix\r\n0\r\n\r\n",
	    STRICT_WRONG, 0 },
	{ "no host (9112 3.2)", "GET / HTTP/1.1\r\n\r\n", STRICT_WRONG, 0 },
	{ "two hosts", POST "Host: b\r\n\r\n", STRICT_WRONG, 0 },
	{ "HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", STRICT_WRONG, 0 },
};

static void
test_requests(void)
{
	for (size_t i = 0; i < COUNT(requests); i++) {
		struct span in = guarded(requests[i].bytes);
		struct strict_request req;
		enum strict_view view = strict_request(in, &req);

		OK(view == requests[i].view &&
			(view != STRICT_WHOLE ||
			    in.n - req.n == requests[i].rest),
		    "%s: %s", requests[i].why, shown(in));
	}
}

int
main(void)
{
	char room[16];
	size_t used = 0;

	test_answers();
	test_requests();
	OK(strict_dechunk(
	       SPAN("2\r\nhi\r\n1;x\r\n!\r\n0\r\n\r\nX"), room, &used) == 3 &&
		memcmp(room, "hi!", 3) == 0 && used == 20,
	    "content is taken out of chunks");
	OK(strict_dechunk(SPAN("2\r\nhi"), room, &used) == SIZE_MAX,
	    "unless they are none");
	return DONE();
}
