/*
 * The whole answer from values alone: request + facts + configuration + clock.
 * A row says which lines the response head must have, and which it must not.
 */
#define _GNU_SOURCE
#include "site/plan.h"

#include "site/lookup.h"
#include "site/note.h"
#include "unit/test.h"

/* 2026-11-21 10:00:00 UTC; the file is from 1994-11-06 08:49:37.5 */
#define NOW_NS (1795255200 * (int64_t)1000000000)
#define MTIME_NS (784111777 * (int64_t)1000000000 + 500000000)

/* inode 0x11, size 100, MTIME_NS */
#define ETAG "\"0-11-64-ae1b981da166f00-0\""
#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"
#define GET(fields) "GET /f.txt HTTP/1.1\r\nHost: a\r\n" fields "\r\n"
#define HEAD(fields) "HEAD /f.txt HTTP/1.1\r\nHost: a\r\n" fields "\r\n"

static const struct {
	const char *why, *request;
	enum file_kind kind;
	int status;
	enum plan_content body;
	enum refusal refusal;
	const char *has[3], *lacks;
} cases[] = {
	{ "GET: 200 and the fields of a representation", GET(""), FILE_REGULAR,
	    200, CONTENT_FILE, REFUSE_NOT,
	    { "Content-Type: text/plain; charset=utf-8\r\n"
	      "X-Content-Type-Options: nosniff\r\nContent-Length: 100\r\n"
	      "Accept-Ranges: bytes\r\nLast-Modified: " DATE "\r\n",
		"Date: Sat, 21 Nov 2026 10:00:00 GMT\r\n" },
	    "Connection:" },
	{ "HEAD: the same fields and no content (9110 9.3.2)", HEAD(""),
	    FILE_REGULAR, 200, CONTENT_NONE, REFUSE_NOT,
	    { "Content-Length: 100\r\n", "ETag: " ETAG "\r\n" }, NULL },
	{ "HTTP/1.0 closes, and is told so", "GET / HTTP/1.0\r\n\r\n",
	    FILE_REGULAR, 200, CONTENT_FILE, REFUSE_NOT,
	    { "Connection: close\r\n" }, NULL },
	{ "HTTP/1.0 with keep-alive is told that it stays (9112 9.3)",
	    "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", FILE_REGULAR,
	    200, CONTENT_FILE, REFUSE_NOT, { "Connection: keep-alive\r\n" },
	    NULL },
	{ "OPTIONS: 200, Allow, no content (9110 9.3.7)",
	    "OPTIONS /f HTTP/1.1\r\nHost: a\r\n\r\n", FILE_REGULAR, 200,
	    CONTENT_NONE, REFUSE_NOT,
	    { "Content-Length: 0\r\n", "Allow: GET, HEAD, OPTIONS\r\n" },
	    "Last-Modified" },
	{ "OPTIONS ignores preconditions (13.2.1)",
	    "OPTIONS /f HTTP/1.1\r\nHost: a\r\nIf-Match: \"x\"\r\n\r\n",
	    FILE_REGULAR, 200, CONTENT_NONE, REFUSE_NOT, { NULL }, NULL },
	{ "OPTIONS of a directory needs no redirect",
	    "OPTIONS /d HTTP/1.1\r\nHost: a\r\n\r\n", FILE_DIRECTORY, 200,
	    CONTENT_NONE, REFUSE_NOT, { NULL }, NULL },

	{ "absent: 404", GET(""), FILE_ABSENT, 404, CONTENT_NOTE, REFUSE_ABSENT,
	    { "Content-Type: text/html; charset=utf-8\r\n" }, "Connection" },
	{ "absent, asked by HEAD: the fields of the page and no page", HEAD(""),
	    FILE_ABSENT, 404, CONTENT_NONE, REFUSE_ABSENT,
	    { "Content-Type: text/html", "Content-Length: " }, NULL },
	{ "a 404 comes before preconditions (13.2.1)",
	    GET("If-Match: \"x\"\r\nIf-None-Match: *\r\n"), FILE_ABSENT, 404,
	    CONTENT_NOTE, REFUSE_ABSENT, { NULL }, NULL },
	{ "denied: 403", GET(""), FILE_DENIED, 403, CONTENT_NOTE, REFUSE_DENIED,
	    { NULL }, NULL },
	{ "outside: 403", GET(""), FILE_OUTSIDE, 403, CONTENT_NOTE,
	    REFUSE_OUTSIDE, { NULL }, NULL },
	{ "a link that is not followed: 403", GET(""), FILE_SYMLINK, 403,
	    CONTENT_NOTE, REFUSE_SYMLINK, { NULL }, NULL },
	{ "a FIFO: 403", GET(""), FILE_SPECIAL, 403, CONTENT_NOTE,
	    REFUSE_SPECIAL, { NULL }, NULL },
	{ "out of descriptors: 503 with Retry-After (15.6.4)", GET(""),
	    FILE_BUSY, 503, CONTENT_NOTE, REFUSE_BUSY, { "Retry-After: 1\r\n" },
	    NULL },
	{ "EIO: 500", GET(""), FILE_BROKEN, 500, CONTENT_NOTE, REFUSE_BROKEN,
	    { NULL }, NULL },
	{ "a directory without its slash: 301",
	    "GET /a%20b/%22?x=1&y HTTP/1.1\r\nHost: a\r\n\r\n", FILE_DIRECTORY,
	    301, CONTENT_NOTE, REFUSE_NOT,
	    { "Location: /a%20b/%22/?x=1&y\r\n" }, NULL },
	{ "a redirect cannot name another host",
	    "GET //evil.example/%2e%2e/d HTTP/1.1\r\nHost: a\r\n\r\n",
	    FILE_DIRECTORY, 301, CONTENT_NOTE, REFUSE_NOT,
	    { "Location: /d/\r\n" }, NULL },
	{ "nor split the response (9112 11.1)",
	    "GET /d%0d%0aX:%20y HTTP/1.1\r\nHost: a\r\n\r\n", FILE_DIRECTORY,
	    301, CONTENT_NOTE, REFUSE_NOT, { "Location: /d%0D%0AX:%20y/\r\n" },
	    "\nX:" },
	{ "a directory without an index: 403",
	    "GET /d/ HTTP/1.1\r\nHost: a\r\n\r\n", FILE_DIRECTORY, 403,
	    CONTENT_NOTE, REFUSE_NO_INDEX, { NULL }, NULL },

	{ "If-None-Match: 304 with Date and ETag, no more (15.4.5)",
	    GET("If-None-Match: " ETAG "\r\n"), FILE_REGULAR, 304, CONTENT_NONE,
	    REFUSE_NOT, { "ETag: " ETAG "\r\n", "Date: " }, "Content-" },
	{ "If-Modified-Since: 304", GET("If-Modified-Since: " DATE "\r\n"),
	    FILE_REGULAR, 304, CONTENT_NONE, REFUSE_NOT, { NULL },
	    "Last-Modified" },
	{ "If-None-Match makes If-Modified-Since count for nothing (13.1.3)",
	    GET("If-None-Match: \"x\"\r\nIf-Modified-Since: " DATE "\r\n"),
	    FILE_REGULAR, 200, CONTENT_FILE, REFUSE_NOT, { NULL }, NULL },
	{ "If-Match that does not: 412", GET("If-Match: \"x\"\r\n"),
	    FILE_REGULAR, 412, CONTENT_NOTE, REFUSE_PRECONDITION, { NULL },
	    "Connection" },

	{ "Range: 206 with Content-Range (15.3.7.1)",
	    GET("Range: bytes=10-19\r\n"), FILE_REGULAR, 206, CONTENT_FILE,
	    REFUSE_NOT,
	    { "Content-Range: bytes 10-19/100\r\n", "Content-Length: 10\r\n",
		"Last-Modified: " },
	    NULL },
	{ "Range is for GET alone (14.2)", HEAD("Range: bytes=10-19\r\n"),
	    FILE_REGULAR, 200, CONTENT_NONE, REFUSE_NOT,
	    { "Content-Length: 100\r\n" }, "Content-Range" },
	{ "two Range lines are none",
	    GET("Range: bytes=1-2\r\nRange: bytes=3-4"
		"\r\n"),
	    FILE_REGULAR, 200, CONTENT_FILE, REFUSE_NOT, { NULL }, NULL },
	{ "Range after If-None-Match: 304 (14.2)",
	    GET("If-None-Match: *\r\nRange: bytes=10-19\r\n"), FILE_REGULAR,
	    304, CONTENT_NONE, REFUSE_NOT, { NULL }, NULL },
	{ "several ranges: multipart, no Content-Range (15.3.7.2)",
	    GET("Range: bytes=90-,0-9\r\n"), FILE_REGULAR, 206, CONTENT_PARTS,
	    REFUSE_NOT, { "Content-Type: multipart/byteranges; boundary=" },
	    "Content-Range" },
	{ "of several only one can be satisfied: one part, no multipart",
	    GET("Range: bytes=0-9,500-\r\n"), FILE_REGULAR, 206, CONTENT_FILE,
	    REFUSE_NOT, { "Content-Range: bytes 0-9/100\r\n" }, "multipart" },
	{ "no range can: 416 with the size (14.4)",
	    GET("Range: bytes=100-\r\n"), FILE_REGULAR, 416, CONTENT_NOTE,
	    REFUSE_RANGE, { "Content-Range: bytes */100\r\n" }, "ETag" },
	{ "If-Range that matches: 206, Last-Modified left out (15.3.7)",
	    GET("If-Range: " ETAG "\r\nRange: bytes=0-9\r\n"), FILE_REGULAR,
	    206, CONTENT_FILE, REFUSE_NOT, { "ETag: " ETAG }, "Last-Modified" },
	{ "If-Range by date", GET("If-Range: " DATE "\r\nRange: bytes=0-9\r\n"),
	    FILE_REGULAR, 206, CONTENT_FILE, REFUSE_NOT, { NULL }, NULL },
	{ "If-Range that does not match: the whole",
	    GET("If-Range: \"x\"\r\nRange: bytes=0-9\r\n"), FILE_REGULAR, 200,
	    CONTENT_FILE, REFUSE_NOT, { "Content-Length: 100\r\n" }, NULL },
	{ "If-Range that does not match, range out of the file: the whole",
	    GET("If-Range: \"x\"\r\nRange: bytes=500-\r\n"), FILE_REGULAR, 200,
	    CONTENT_FILE, REFUSE_NOT, { NULL }, NULL },
};

static struct conf conf;
static struct request req;
static struct plan plan;
static struct asked asked;
static char path_room[512];
static struct byte_range ranges[LIMIT_RANGES];
static enum coding asked_coding;
static bool asked_not_acceptable;
static unsigned asked_varies;

/* The whole pure path; returns the head of the answer. */
static struct span
answer(const char *request, struct file_facts *facts, int64_t now_ns)
{
	static char head[4096];
	struct request_bounds bounds = lookup_bounds(&conf);
	struct span bytes = guarded(request);
	struct text t = TEXT(head), room = TEXT(path_room);
	struct lookup found = { 0 };
	enum refusal why = request_parse(bytes, &bounds, room, &req);

	if (why != REFUSE_NOT)
		request_salvage(bytes, &req);
	asked = (struct asked){ &conf, &req, facts, now_ns, false, UINT64_MAX,
		NULL, NULL, asked_coding, asked_not_acceptable, asked_varies,
		false, SPAN(""), SPAN(""), NULL, .ranges = ranges };
	if (why == REFUSE_NOT)
		why = lookup_make(&conf, &req, &found);
	if (why == REFUSE_NOT && !found.want.any)
		asked.facts = NULL;
	asked.redirect = found.redirect;
	if (why != REFUSE_NOT)
		plan_refuse(&asked, why, &plan);
	else
		plan_make(&asked, &plan);
	reply_head(&t, &plan.reply);
	text_char(&t, '\0');
	return (struct span){ head, t.n - 1 };
}

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct file_facts facts = { .kind = cases[i].kind,
			.name = SPAN("f.txt"),
			.size = 100,
			.inode = 0x11,
			.mtime_ns = MTIME_NS,
			.ctime_ns = MTIME_NS };
		struct span head = answer(cases[i].request, &facts, NOW_NS);
		bool good = plan.reply.status == cases[i].status &&
			    plan.content == cases[i].body &&
			    plan.why == cases[i].refusal;

		for (int k = 0; k < 3; k++)
			if (cases[i].has[k] != NULL)
				good = good && strstr(head.p, cases[i].has[k]);
		if (cases[i].lacks != NULL)
			good = good && strstr(head.p, cases[i].lacks) == NULL;
		OK(good, "%s", cases[i].why);
		if (!good)
			printf("# %s\n", shown(head));
	}
}

/*
 * A coded copy of the file that site/variant chose: 9110 8.4, 8.8.3.3, 12.5.5.
 */
static void
test_codings(void)
{
	static const struct {
		const char *why, *request;
		bool coded, not_acceptable;
		int status;
		enum plan_content body;
		const char *has[2], *lacks;
	} coded[] = {
		{ "coded: its coding, the type of the file, its own tag",
		    GET(""), true, false, 200, CONTENT_FILE,
		    { "Content-Type: text/plain; charset=utf-8\r\n",
			"ETag: \"0-11-64-ae1b981da166f00-0-br\"\r\n" },
		    NULL },
		{ "HEAD: the same fields", HEAD(""), true, false, 200,
		    CONTENT_NONE,
		    { "Content-Encoding: br\r\n", "Content-Length: 100\r\n" },
		    NULL },
		{ "the plain file varies as well (12.5.5)", GET(""), false,
		    false, 200, CONTENT_FILE, { "ETag: " ETAG "\r\n", "" },
		    "Content-Encoding" },
		{ "304 of the form that has the tag (13.1.2, 15.4.5)",
		    GET("If-None-Match: \"0-11-64-ae1b981da166f00-0-br\"\r\n"),
		    true, false, 304, CONTENT_NONE, { "-br\"\r\n", "" },
		    "Content-Encoding" },
		{ "the tag of the file is another one",
		    GET("If-None-Match: " ETAG "\r\n"), true, false, 200,
		    CONTENT_FILE, { "Content-Encoding: br\r\n", "" }, NULL },
		{ "a range of the coded bytes (14.2)",
		    GET("Range: bytes=0-9\r\n"), true, false, 206, CONTENT_FILE,
		    { "Content-Encoding: br\r\n",
			"Content-Range: bytes 0-9/100\r\n" },
		    NULL },
		{ "several: the whole, as a multipart is not coded",
		    GET("Range: bytes=0-1,5-6\r\n"), true, false, 200,
		    CONTENT_FILE,
		    { "Content-Encoding: br\r\n", "Content-Length: 100\r\n" },
		    "multipart" },
		{ "416 has a note, which is not coded",
		    GET("Range: bytes=100-\r\n"), true, false, 416,
		    CONTENT_NOTE, { "Content-Range: bytes */100\r\n", "" },
		    "Content-Encoding" },
		{ "412 as well", GET("If-Match: " ETAG "\r\n"), true, false,
		    412, CONTENT_NOTE, { "", "" }, "Content-Encoding" },
		{ "nothing is acceptable: 406 (15.5.7)", GET(""), false, true,
		    406, CONTENT_NOTE, { "", "" }, "ETag" },
		{ "before preconditions (13.2.1)", GET("If-None-Match: *\r\n"),
		    false, true, 406, CONTENT_NOTE, { "", "" }, NULL },
	};

	for (size_t i = 0; i < COUNT(coded); i++) {
		struct file_facts facts = { .kind = FILE_REGULAR,
			.name = SPAN("f.txt"),
			.size = 100,
			.inode = 0x11,
			.mtime_ns = MTIME_NS,
			.ctime_ns = MTIME_NS };
		struct span head;
		bool good;

		asked_coding = coded[i].coded ? CODING_BR : CODING_IDENTITY;
		asked_not_acceptable = coded[i].not_acceptable;
		asked_varies = VARY_CODING;
		head = answer(coded[i].request, &facts, NOW_NS);
		good = plan.reply.status == coded[i].status &&
		       plan.content == coded[i].body &&
		       strstr(head.p, "Vary: Accept-Encoding\r\n") &&
		       strstr(head.p, coded[i].has[0]) &&
		       strstr(head.p, coded[i].has[1]);
		if (coded[i].lacks != NULL)
			good = good && !strstr(head.p, coded[i].lacks);
		OK(good, "%s", coded[i].why);
		if (!good)
			printf("# %s\n", shown(head));
	}
	asked_coding = CODING_IDENTITY;
	asked_not_acceptable = false;
	asked_varies = 0;
}

/*
 * A file of /proc, whose content ends where reading it ends (9112 6.1, 6.3):
 * its times and its size tell nothing, so that no field comes from them (9110
 * 8.8.1, 14.2).
 */
static void
test_unsized(void)
{
	static const struct {
		const char *why, *request;
		int status;
		enum plan_content body;
		const char *has, *lacks;
	} files[] = {
		{ "chunks", GET(""), 200, CONTENT_UNSIZED,
		    "Transfer-Encoding: chunked\r\n", "Content-Length" },
		{ "its type", GET(""), 200, CONTENT_UNSIZED,
		    "Content-Type: text/plain; charset=utf-8\r\n", "ETag" },
		{ "no dates", GET(""), 200, CONTENT_UNSIZED, "no-cache",
		    "Last-Modified" },
		{ "no ranges", GET("Range: bytes=0-1\r\n"), 200,
		    CONTENT_UNSIZED, "200 OK", "Accept-Ranges" },
		{ "none out of it", GET("Range: bytes=999-\r\n"), 200,
		    CONTENT_UNSIZED, "200 OK", "Content-Range" },
		{ "HTTP/1.0: up to the close",
		    "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200,
		    CONTENT_UNSIZED, "Connection: close\r\n",
		    "Transfer-Encoding" },
		{ "HEAD: the same fields (9.3.2)", HEAD(""), 200, CONTENT_NONE,
		    "Transfer-Encoding: chunked\r\n", "Content-Length" },
		{ "If-Modified-Since is ignored",
		    GET("If-Modified-Since: " DATE "\r\n"), 200,
		    CONTENT_UNSIZED, "200 OK", "ETag" },
		{ "no tag is that of its bytes",
		    GET("If-None-Match: " ETAG "\r\n"), 200, CONTENT_UNSIZED,
		    "200 OK", "ETag" },
		{ "If-Match of a tag", GET("If-Match: " ETAG "\r\n"), 412,
		    CONTENT_NOTE, "412 ", "ETag" },
		{ "If-Match: * (13.1.1)", GET("If-Match: *\r\n"), 200,
		    CONTENT_UNSIZED, "200 OK", "ETag" },
		{ "no digest", GET("Want-Repr-Digest: sha-256=9\r\n"), 200,
		    CONTENT_UNSIZED, "200 OK", "Repr-Digest" },
		{ "OPTIONS knows no ranges of it",
		    "OPTIONS /f HTTP/1.1\r\nHost: a\r\n\r\n", 200, CONTENT_NONE,
		    "Allow: ", "Accept-Ranges" },
	};

	for (size_t i = 0; i < COUNT(files); i++) {
		struct file_facts facts = { .kind = FILE_REGULAR,
			.name = SPAN("f.txt"),
			.size = i % 2 ? 4096 : 0,
			.unsized = true,
			.inode = 0x11,
			.mtime_ns = MTIME_NS,
			.ctime_ns = MTIME_NS };
		struct span head = answer(files[i].request, &facts, NOW_NS);
		bool good = plan.reply.status == files[i].status &&
			    plan.content == files[i].body && !plan.digests &&
			    strstr(head.p, files[i].has) &&
			    !strstr(head.p, files[i].lacks);

		OK(good, "unsized: %s", files[i].why);
		if (!good)
			printf("# %s\n", shown(head));
	}
}

/* The ETag is strong once a second has passed, 8.8.1 and 8.8.2.2. */
static void
test_age(void)
{
	static const struct {
		const char *why;
		int64_t age_ns;
		bool weak;
		const char *modified;
	} ages[] = {
		{ "a file of this moment is weak", 0, true,
		    "Sat, 21 Nov 2026 10:00:00 GMT" },
		{ "so is one just under a second old", 999999999, true,
		    "Sat, 21 Nov 2026 09:59:59 GMT" },
		{ "more than a second makes it strong", 1000000001, false,
		    "Sat, 21 Nov 2026 09:59:58 GMT" },
		{ "one from the future is weak, and its date is ours "
		  "(8.8.2.1)",
		    -3600000000000, true, "Sat, 21 Nov 2026 10:00:00 GMT" },
	};

	for (size_t i = 0; i < COUNT(ages); i++) {
		struct file_facts facts = { .kind = FILE_REGULAR,
			.size = 1,
			.mtime_ns = NOW_NS - ages[i].age_ns,
			.ctime_ns = NOW_NS - ages[i].age_ns };
		struct span head = answer(GET(""), &facts, NOW_NS);
		const char *date = strstr(head.p, "Last-Modified: ");

		OK((strstr(head.p, "ETag: W/\"") != NULL) == ages[i].weak &&
			date != NULL &&
			strncmp(date + 15, ages[i].modified, 29) == 0,
		    "%s", ages[i].why);
	}
}

static void
test_types(void)
{
	static const struct {
		const char *name, *type;
	} types[] = {
		{ "a.html", "text/html; charset=utf-8" },
		{ "A.HTML", "text/html; charset=utf-8" },
		{ "a.mjs", "text/javascript; charset=utf-8" },
		{ "a.svg", "image/svg+xml" },
		{ "a.woff2", "font/woff2" },
		{ "a.tar.gz", "application/gzip" },
		{ "README", "application/x-default" },
		{ "a.unheard-of", "application/x-default" },
		{ "a.", "application/x-default" },
		{ "a.md", "text/x-second; charset=utf-8" },
		{ "a.own", "text/x-own; charset=koi8-r" },
	};
	struct conf_error e;

	(void)conf_parse(&conf,
	    SPAN("DefaultType application/x-default\n"
		 "ContentType text/x-first .md\nContentType text/x-second md\n"
		 "ContentType 'text/x-own; charset=koi8-r' own"),
	    &e);
	for (size_t i = 0; i < COUNT(types); i++) {
		struct file_facts facts = { .kind = FILE_REGULAR,
			.name = span_str(types[i].name),
			.size = 1 };
		char line[128];

		snprintf(
		    line, sizeof line, "Content-Type: %s\r\n", types[i].type);
		OK(strstr(answer(GET(""), &facts, NOW_NS).p, line) != NULL,
		    "%s is %s", types[i].name, types[i].type);
	}
	conf_init(&conf);
}

/* The note quotes bytes of the peer, which cannot become markup. */
static void
test_notes(void)
{
	static const struct {
		const char *why, *request, *has;
	} notes[] = {
		{ "a target is escaped",
		    "GET /<script>alert('1')&\"</script> HTTP/1.0\r\n\r\n",
		    "<code>/&lt;script&gt;alert(&#39;1&#39;)&amp;&quot;"
		    "&lt;/script&gt;</code>" },
		{ "high bytes are not passed on",
		    "GET /\303\251 HTTP/1.0"
		    "\r\n\r\n",
		    "invalid URL: <code>/?\?</code>" },
		{ "the name of a file is shown as people write it",
		    "GET /m%C3%B6bel%20%3Cb%3E.pdf?%41 HTTP/1.0\r\n\r\n",
		    "<code>/m\303\266bel &lt;b&gt;.pdf</code> was not" },
		{ "unless that would not be UTF-8",
		    "GET /%FF%41 HTTP/1.0\r\n\r\n",
		    "<code>/%FF%41</code> was not" },
		{ "its controls are pictures, and it is not turned round",
		    "GET /a%0Ab%E2%80%AEfdp.exe HTTP/1.0\r\n\r\n",
		    "<code>/a\342\220\212b\357\277\275fdp.exe</code>" },
		{ "a method is named", "GR&T / HTTP/1.0\r\n\r\n",
		    "invalid method: <code>GR&amp;T</code>" },
	};
	static char buf[4096];

	for (size_t i = 0; i < COUNT(notes); i++) {
		struct file_facts facts = { .kind = FILE_ABSENT };
		struct text t = TEXT(buf);

		(void)answer(notes[i].request, &facts, NOW_NS);
		note_put(&t, &plan);
		OK(t.n == plan.reply.length, "%s: the length is right",
		    notes[i].why);
		text_char(&t, '\0');
		OK(strstr(buf, notes[i].has) != NULL, "%s", notes[i].why);
	}
}

/*
 * Request bodies are read and dropped, unless the answer makes that needless.
 */
static void
test_intake(void)
{
	static const struct {
		const char *why, *request;
		enum plan_intake intake;
		bool close;
	} bodies[] = {
		{ "no body", GET(""), INTAKE_NONE, false },
		{ "Content-Length: 0 is none", GET("Content-Length: 0\r\n"),
		    INTAKE_NONE, false },
		{ "a body is dropped", GET("Content-Length: 5\r\n"),
		    INTAKE_DROP, false },
		{ "a chunked one too", GET("Transfer-Encoding: chunked\r\n"),
		    INTAKE_DROP, false },
		{ "with a close as well",
		    GET("Content-Length: 5\r\nConnection: close\r\n"),
		    INTAKE_DROP, true },
		{ "one over MaxBodySize is not read",
		    GET("Content-Length: 1048577\r\n"), INTAKE_NONE, true },
		{ "whatever the answer is",
		    "POST / HTTP/1.1\r\nHost: a\r\n"
		    "Content-Length: 1048577\r\n\r\n",
		    INTAKE_NONE, true },
		{ "a peer that waits for 100 gets its answer and a close",
		    GET("Content-Length: 5\r\nExpect: 100-Continue\r\n"),
		    INTAKE_NONE, true },
		{ "an expectation in 1.0 is ignored (10.1.1)",
		    "GET / HTTP/1.0\r\nContent-Length: 5\r\n"
		    "Expect: 100-continue\r\n\r\n",
		    INTAKE_DROP, true },
		{ "a framing error ends it", GET("Content-Length: -5\r\n"),
		    INTAKE_NONE, true },
	};

	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct file_facts facts = { .kind = FILE_REGULAR };

		(void)answer(bodies[i].request, &facts, NOW_NS);
		OK(plan.intake == bodies[i].intake &&
			plan.close == bodies[i].close,
		    "%s", bodies[i].why);
	}
	(void)answer(GET("Content-Length: 5\r\n"),
	    &(struct file_facts){ .kind = FILE_REGULAR }, NOW_NS);
	plan_settle(&asked, REFUSE_NOT, &plan);
	OK(plan.reply.status == 200, "a body that was dropped changes nothing");
	plan_settle(&asked, REFUSE_CHUNK_SIZE, &plan);
	OK(plan.reply.status == 400 && plan.close && plan.intake == INTAKE_NONE,
	    "a body that was not makes the answer a 400 and a close");
}

/* 405 has Allow even where there is nothing to list (9110 15.5.6, 10.2.1). */
static void
test_allow_nothing(void)
{
	struct conf_error e;

	(void)conf_parse(&conf, SPAN("RequestMethodSupport POST"), &e);
	OK(strstr(answer("POST / HTTP/1.0\r\n\r\n", NULL, NOW_NS).p,
	       "Allow: \r\n") != NULL,
	    "a 405 where nothing is allowed has an empty Allow");
	conf_init(&conf);
}

/* Two requests at different moments do not share a boundary. */
static void
test_boundary(void)
{
	struct file_facts facts = { .kind = FILE_REGULAR, .size = 100 };
	char first[sizeof plan.boundary];

	(void)answer(GET("Range: bytes=0-1,5-6\r\n"), &facts, NOW_NS);
	memcpy(first, plan.boundary, sizeof first);
	(void)answer(GET("Range: bytes=0-1,5-6\r\n"), &facts, NOW_NS + 1);
	OK(memcmp(first, plan.boundary, 8) != 0,
	    "a boundary cannot be foreseen from another");
}

/*
 * 9110 17.15: the size of the parts and their heads is compared with that of
 * the file, not the number of parts; a small file may have a few even so.
 */
static void
test_many_ranges(void)
{
	static const struct {
		const char *why;
		size_t n;
		uint64_t size;
		enum plan_content body;
	} many[] = {
		{ "50 parts of a large file", 50, 100000, CONTENT_PARTS },
		{ "1000 parts of a large file", 1000, 1000000, CONTENT_PARTS },
		{ "three parts of a small one", 3, 20, CONTENT_PARTS },
		{ "heads that are longer than the file", 50, 5000,
		    CONTENT_FILE },
		{ "1000 parts of a small one", 1000, 10000, CONTENT_FILE },
	};

	for (size_t i = 0; i < COUNT(many); i++) {
		struct file_facts facts = { .kind = FILE_REGULAR,
			.size = many[i].size };
		static char request[16 * LIMIT_RANGES];
		char *at = stpcpy(
		    request, "GET /f.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=");
		struct span head;

		for (size_t j = 0; j < many[i].n; j++)
			at += sprintf(at, "%d-%d,", (int)j * 4, (int)j * 4 + 1);
		strcpy(at, "\r\n\r\n");
		head = answer(request, &facts, NOW_NS);
		OK(plan.content == many[i].body &&
			(plan.content == CONTENT_PARTS
				? plan.reply.status == 206 &&
				      plan.nparts == many[i].n &&
				      (plan.reply.length <= many[i].size ||
					  plan.reply.length <= LIMIT_PARTS)
				: plan.reply.status == 200 &&
				      plan.reply.length == many[i].size &&
				      plan.part->length == many[i].size &&
				      memmem(head.p, head.n, "multipart", 9) ==
					  NULL),
		    "%s", many[i].why);
	}
}

int
main(void)
{
	conf_init(&conf);
	test_cases();
	test_codings();
	test_unsized();
	test_age();
	test_types();
	test_notes();
	test_intake();
	test_allow_nothing();
	test_boundary();
	test_many_ranges();
	return DONE();
}
