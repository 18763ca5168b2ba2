/*
 * A directory as a page and as JSON: the fields of the answer, what the
 * query and Accept choose, and names of any bytes.
 */
#define _GNU_SOURCE
#include "site/listing.h"

#include "base/base64.h"
#include "base/sha2.h"
#include "site/listing_page.h"
#include "site/lookup.h"
#include "site/plan.h"
#include "site/shown.h"
#include "unit/test.h"

/* 2026-11-21 10:00:00 UTC; the directory is from 1994-11-06 08:49:37.5 */
#define NOW_NS (1795255200 * (int64_t)1000000000)
#define MTIME_NS (784111777 * (int64_t)1000000000 + 500000000)
#define TAG(view) "W/\"0-11-ae1b981da166f00-ae1b981da166f00-5eed-" view "\""
#define GET(query, fields)                                                     \
	"GET /d/" query " HTTP/1.1\r\nHost: localhost\r\n" fields "\r\n"

static struct conf conf;
static struct request req;
static struct plan plan;
static int64_t now_ns = NOW_NS;
static uint64_t listed = 0x5eed; /* the state of the entries */
static char path_room[LIMIT_PATH];
static char out[1 << 16];

static const char *
answer(const char *request, int64_t mtime_ns, const struct address *peer)
{
	static char head[4096];
	struct request_bounds bounds = lookup_bounds(&conf);
	struct file_facts facts = { .kind = FILE_DIRECTORY,
		.inode = 0x11,
		.mtime_ns = mtime_ns,
		.ctime_ns = mtime_ns };
	struct text t = TEXT(head), room = TEXT(path_room);
	struct asked asked = { .conf = &conf,
		.req = &req,
		.facts = &facts,
		.now_ns = now_ns,
		.listed = listed,
		.peer = peer };
	struct lookup found = { 0 };
	enum refusal why = request_parse(guarded(request), &bounds, room, &req);

	if (why == REFUSE_NOT)
		why = lookup_make(&conf, &req, &found);
	asked.redirect = found.redirect;
	if (why != REFUSE_NOT)
		plan_refuse(&asked, why, &plan);
	else
		plan_make(&asked, &plan);
	reply_head(&t, &plan.reply);
	text_char(&t, '\0');
	return head;
}

static const struct {
	const char *why, *request;
	int status;
	enum plan_content body;
	const char *has[3], *lacks;
} answers[] = {
	{ "a directory is a page", GET("", ""), 200, CONTENT_LISTING,
	    { "Content-Type: text/html; charset=utf-8\r\n",
		"Content-Security-Policy: default-src 'none'; " },
	    "Content-Length" },
	{ "the time of the directory is not that of what is in it (8.8.2.1)",
	    GET("", ""), 200, CONTENT_LISTING, { NULL }, "Last-Modified" },
	{ "in chunks, for its length is not known (9112 7.1)", GET("", ""), 200,
	    CONTENT_LISTING, { "Transfer-Encoding: chunked\r\n" },
	    "Connection" },
	{ "which HTTP/1.0 does not know: the close is the end (9112 6.3)",
	    "GET /d/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200,
	    CONTENT_LISTING, { "Connection: close\r\n" }, "Transfer-Encoding" },
	{ "its tag is weak (9110 8.8.1), and it is asked about each time",
	    GET("", ""), 200, CONTENT_LISTING,
	    { "ETag: " TAG("0") "\r\n", "Cache-Control: no-cache\r\n" }, NULL },
	{ "each order has a tag of its own", GET("?sort=size", ""), 200,
	    CONTENT_LISTING, { "ETag: " TAG("30") "\r\n" }, NULL },
	{ "HEAD has the same fields (9110 9.3.2)",
	    "HEAD /d/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 200, CONTENT_NONE,
	    { "Transfer-Encoding: chunked\r\n", "ETag: " TAG("0") "\r\n",
		"Content-Type: text/html" },
	    NULL },
	{ "what it chooses by is said (9110 12.5.5)", GET("", ""), 200,
	    CONTENT_LISTING, { "Vary: Accept\r\n" }, NULL },
	{ "and not where the query chose", GET("?format=html", ""), 200,
	    CONTENT_LISTING, { "text/html" }, "Vary" },
	{ "JSON by the query", GET("?format=json", ""), 200, CONTENT_LISTING,
	    { "Content-Type: application/json\r\n", "ETag: " TAG("8") "\r\n" },
	    "Vary" },
	{ "JSON by Accept", GET("", "Accept: application/json\r\n"), 200,
	    CONTENT_LISTING,
	    { "Content-Type: application/json\r\n", "Vary: Accept\r\n" },
	    "Content-Security-Policy" },
	{ "the query comes before Accept",
	    GET("?format=html", "Accept: application/json\r\n"), 200,
	    CONTENT_LISTING, { "text/html" }, NULL },
	{ "a peer to whom it is all one gets the page",
	    GET("", "Accept: */*\r\n"), 200, CONTENT_LISTING, { "text/html" },
	    NULL },
	{ "and so does one that wants neither",
	    GET("", "Accept: image/png\r\n"), 200, CONTENT_LISTING,
	    { "text/html" }, NULL },
	{ "If-None-Match: 304, and what it varies with (15.4.5)",
	    GET("", "If-None-Match: " TAG("0") "\r\n"), 304, CONTENT_NONE,
	    { "ETag: " TAG("0"), "Vary: Accept\r\n",
		"Cache-Control: no-cache\r\n" },
	    "Transfer-Encoding" },
	{ "the tag of another format does not match",
	    GET("?format=json", "If-None-Match: " TAG("0") "\r\n"), 200,
	    CONTENT_LISTING, { NULL }, NULL },
	{ "dates are ignored without a Last-Modified (13.1.3)",
	    GET("", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
	    200, CONTENT_LISTING, { NULL }, NULL },
	{ "and so are those that protect (13.1.4)",
	    GET("", "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n"),
	    200, CONTENT_LISTING, { NULL }, NULL },
	{ "a weak tag is none for If-Match (13.1.1)",
	    GET("", "If-Match: " TAG("0") "\r\n"), 412, CONTENT_NOTE,
	    { "Content-Length: " }, "ETag" },
	{ "a range is for what has a length (14.2)",
	    GET("", "Range: bytes=0-1\r\n"), 200, CONTENT_LISTING, { NULL },
	    "Accept-Ranges" },
	{ "without its slash it is redirected",
	    "GET /d HTTP/1.1\r\nHost: localhost\r\n\r\n", 301, CONTENT_NOTE,
	    { "Location: /d/\r\n" }, NULL },
	{ "OPTIONS says what is allowed",
	    "OPTIONS /d/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 200,
	    CONTENT_NONE,
	    { "Allow: GET, HEAD, OPTIONS\r\n", "Content-Length: 0\r\n" },
	    "ETag" },
};

static void
test_answers(void)
{
	for (size_t i = 0; i < COUNT(answers); i++) {
		const char *head = answer(answers[i].request, MTIME_NS, NULL);
		bool good = plan.reply.status == answers[i].status &&
			    plan.content == answers[i].body;

		for (int k = 0; k < 3; k++)
			if (answers[i].has[k] != NULL)
				good = good && strstr(head, answers[i].has[k]);
		if (answers[i].lacks != NULL)
			good = good && strstr(head, answers[i].lacks) == NULL;
		OK(good, "%s", answers[i].why);
		if (!good)
			printf("# %s\n", shown(span_str(head)));
	}
	conf.directory_listing = false;
	(void)answer(GET("", ""), MTIME_NS, NULL);
	OK(plan.why == REFUSE_NO_INDEX, "DirectoryListing no: no-index");
	conf.directory_listing = true;
}

static const struct {
	const char *query;
	enum listing_key key;
	enum listing_direction order;
} queries[] = {
	{ "", LISTING_BY_NAME, LISTING_UP },
	{ "?", LISTING_BY_NAME, LISTING_UP },
	{ "?sort=size", LISTING_BY_SIZE, LISTING_DOWN },
	{ "?sort=time", LISTING_BY_TIME, LISTING_DOWN },
	{ "?sort=size&order=asc", LISTING_BY_SIZE, LISTING_UP },
	{ "?order=desc", LISTING_BY_NAME, LISTING_DOWN },
	{ "?order=asc&&sort=time&x", LISTING_BY_TIME, LISTING_UP },
	{ "?sort=colour&order=up", LISTING_BY_NAME, LISTING_UP },
	{ "?sort=size&sort=name", LISTING_BY_NAME, LISTING_UP },
};

static void
test_queries(void)
{
	for (size_t i = 0; i < COUNT(queries); i++) {
		char request[128];

		snprintf(request, sizeof request,
		    "GET /d/%s HTTP/1.1\r\nHost: localhost\r\n\r\n",
		    queries[i].query);
		(void)answer(request, MTIME_NS, NULL);
		OK(plan.listing.query.key == queries[i].key &&
			plan.listing.query.order == queries[i].order,
		    "the order of '%s'", queries[i].query);
	}
}

/* A directory that has just changed may change again within a tick of the
 * clock. */
static void
test_young(void)
{
	char first[ETAG_MAX];

	(void)answer(GET("", ""), NOW_NS - 999999999, NULL);
	memcpy(first, plan.etag, sizeof first);
	now_ns++;
	(void)answer(GET("", ""), NOW_NS - 999999999, NULL);
	now_ns--;
	OK(memcmp(first, plan.etag, sizeof first) != 0,
	    "and no two of its tags are the same");
	(void)answer(GET("", ""), NOW_NS - 1000000001, NULL);
	OK(memcmp(first, plan.etag, sizeof first) != 0,
	    "after a second it has another tag");
}

/* A file that is written in place changes the list, and not the directory. */
static void
test_state(void)
{
	char first[ETAG_MAX];

	(void)answer(GET("", ""), MTIME_NS, NULL);
	memcpy(first, plan.etag, sizeof first);
	listed++;
	(void)answer(GET("", ""), MTIME_NS, NULL);
	OK(memcmp(first, plan.etag, sizeof first) != 0,
	    "another state of the entries has another tag");
	listed = 0;
	OK(strstr(answer(GET("", "If-None-Match: " TAG("0") "\r\n"), MTIME_NS,
		      NULL),
	       "ETag") == NULL &&
		plan.reply.status == 200,
	    "a state that is unknown has none, and is always sent");
	listed = 0x5eed;
}

static const char *
render(const struct file_entry *e, size_t n)
{
	struct text t = TEXT(out);

	listing_put_head(&t, &plan.listing);
	for (size_t i = 0; i < n; i++)
		listing_put_entry(&t, &plan.listing, &e[i]);
	listing_put_tail(&t, &plan.listing);
	listing_put_end(&t, &plan.listing);
	text_char(&t, '\0');
	return out;
}

/* The form is shown only to visitors who may upload. */
static void
test_form(void)
{
	static const struct address here = { ADDRESS_IPV6, { [15] = 1 }, 80 };
	static const struct address there = { ADDRESS_IPV6, { [15] = 2 }, 80 };
	struct conf_error e;

	OK(conf_parse(&conf,
	       SPAN("Upload /\nWriteFrom ::1\n"
		    "RequestMethodSupport GET HEAD POST\n"),
	       &e),
	    "uploads from here");
	OK(strstr(answer(GET("", ""), MTIME_NS, &here), "connect-src 'self'") &&
		strstr(render(NULL, 0), "<form method=\"post\" "
					"enctype=\"multipart/form-data\">"),
	    "who may upload has a form, and the policy lets the script send "
	    "it");
	OK(strstr(
	       answer(GET("", ""), MTIME_NS, &there), "connect-src 'none'") &&
		!strstr(render(NULL, 0), "<form method"),
	    "who may not has none");
	OK(strstr(answer(GET("", ""), MTIME_NS, NULL), TAG("0")) != NULL &&
		strstr(answer(GET("", ""), MTIME_NS, &here), TAG("1")) != NULL,
	    "the two have tags of their own");
	conf_init(&conf);
	conf.directory_listing = true;
}

static const struct {
	const char *why, *name, *href, *shown, *json_href, *json_name;
} names[] = {
	{ "a plain name", "a.txt", "a.txt", "a.txt", "a.txt", "a.txt" },
	{ "a blank", "a b", "a%20b", "a b", "a%20b", "a b" },
	{ "a quote", "a\"b", "a%22b", "a&quot;b", "a%22b", "a\\\"b" },
	{ "markup", "<b>&'", "%3Cb%3E&amp;&#39;", "&lt;b&gt;&amp;&#39;",
	    "%3Cb%3E&'", "<b>&'" },
	{ "a percent sign", "100%41", "100%2541", "100%41", "100%2541",
	    "100%41" },
	{ "what would start a query or a fragment", "a?b#c", "a%3Fb%23c",
	    "a?b#c", "a%3Fb%23c", "a?b#c" },
	{ "a colon would end a scheme (RFC 3986 4.2)", "javascript:x",
	    "javascript%3Ax", "javascript:x", "javascript%3Ax",
	    "javascript:x" },
	{ "a backslash, which browsers take for a slash", "\\\\host",
	    "%5C%5Chost", "\\\\host", "%5C%5Chost", "\\\\\\\\host" },
	{ "UTF-8", "\xc3\xbc", "%C3%BC", "\xc3\xbc", "%C3%BC", "\xc3\xbc" },
	{ "bytes that are none", "a\xff\xc3", "a%FF%C3",
	    "a\xef\xbf\xbd\xef\xbf\xbd", "a%FF%C3",
	    "a\xef\xbf\xbd\xef\xbf\xbd" },
	{ "controls", "a\nb\x7f\x1b", "a%0Ab%7F%1B",
	    "a\xe2\x90\x8a"
	    "b\xe2\x90\xa1\xe2\x90\x9b",
	    "a%0Ab%7F%1B", "a\\u000ab\\u007f\\u001b" },
};

static void
test_names(void)
{
	char want[256];

	for (size_t i = 0; i < COUNT(names); i++) {
		struct file_entry e = { guarded(names[i].name), false, 0, 0 };

		(void)answer(GET("", ""), MTIME_NS, NULL);
		snprintf(want, sizeof want, "<a href=\"%s\">", names[i].href);
		OK(strstr(render(&e, 1), want), "%s: in a link", names[i].why);
		snprintf(want, sizeof want, "<span>%s</span>", names[i].shown);
		OK(strstr(out, want), "%s: shown", names[i].why);
		(void)answer(GET("?format=json", ""), MTIME_NS, NULL);
		snprintf(want, sizeof want,
		    "\n{\"name\":\"%s\",\"href\":\"%s\",\"type\":\"file\","
		    "\"size\":0,\"modified\":\"1970-01-01T00:00:00Z\"}\n",
		    names[i].json_name, names[i].json_href);
		OK(strstr(render(&e, 1), want), "%s: in JSON", names[i].why);
	}
}

static void
test_page(void)
{
	static const struct file_entry e[] = {
		{ { "sub", 3 }, true, 4096, 0 },
		{ { "a", 1 }, false, 1536, 1795255200 },
		{ { "b", 1 }, false, UINT64_MAX, -1 },
	};

	(void)answer(GET("?sort=size", ""), MTIME_NS, NULL);
	render(e, COUNT(e));
	OK(strstr(out, "<a href=\"sub/\">"), "a directory has its slash");
	OK(strstr(out, ">1.5&nbsp;kB</td>"), "a size for people");
	OK(strstr(out, "<time datetime=\"2026-11-21T10:00:00Z\">"
		       "2026-11-21 10:00</time>"),
	    "a time for people and for programs");
	OK(strstr(out, "<footer>1 directory, 2 files"), "how many there are");
	OK(strstr(out, "?sort=size&amp;order=asc\">Size&nbsp;&#9660;") &&
		strstr(out, "?sort=name&amp;order=asc\">Name</a>"),
	    "a link turns the order round, and others start theirs");
	plan.listing.unsorted = true;
	OK(!strstr(render(NULL, 0), "?sort=") &&
		strstr(out, "Too many to sort"),
	    "what is in no order says so, and offers none");
	(void)answer("GET /a/%3Cb%3E/c/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
	    MTIME_NS, NULL);
	OK(strstr(render(NULL, 0),
	       "<h1><a href=\"../../../\">Home</a><i>/</i><wbr>"
	       "<a href=\"../../\">a</a><i>/</i><wbr>"
	       "<a href=\"../\">&lt;b&gt;</a><i>/</i><wbr>"
	       "<span aria-current=\"page\">c</span></h1>"),
	    "the path is a link for each part of it");
	(void)answer("GET /1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/ "
		     "HTTP/1.1\r\nHost: localhost\r\n\r\n",
	    MTIME_NS, NULL);
	OK(strstr(render(NULL, 0),
	       "<h1><span>Home</span><i>/</i><wbr><span>1</span><i>/</i>") &&
		strstr(out, "<a href=\"../\">17</a><i>/</i>"),
	    "a deep directory has links to those near it");
	(void)answer(
	    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", MTIME_NS, NULL);
	OK(strstr(render(NULL, 0),
	       "<h1><span aria-current=\"page\">Home</span></h1>") &&
		!strstr(out, "../"),
	    "there is no way up from the root");
	(void)answer(GET("?format=json", ""), MTIME_NS, NULL);
	OK(strstr(render(NULL, 0), "{\"path\":\"/d/\",\"sorted\":true,"
				   "\"uploads\":false,\"entries\":[\n]}\n"),
	    "nothing, in JSON");
	OK(strstr(render(e, COUNT(e)), "\"},\n{\"name\":\"a\""),
	    "a comma between two, in JSON");
}

static void
check_script(struct span script, struct span source)
{
	unsigned char digest[SHA2_MOST];
	char buf[128];
	struct text t = TEXT(buf);
	struct sha2 hash;

	sha2_init(&hash, SHA2_256);
	sha2_feed(&hash, script);
	text_put(&t, SPAN("'sha256-"));
	base64_put(
	    &t, (struct span){ (char *)digest, sha2_end(&hash, digest) });
	text_put(&t, SPAN("'"));
	OK(span_eq(TEXT_SPAN(t), source), "%s",
	    "the hash in the policy is that of the script");
	for (size_t i = 0; i + 1 < script.n; i++)
		OK(script.p[i] != '<' || script.p[i + 1] != '/',
		    "the script does not end its element, at %zu", i);
}

#define PUT_PIECE(literal) text_put(&upload, SPAN(literal));

/* The scripts run because their hashes are in the policy (CSP 3, 2.3.1). */
static void
test_script(void)
{
	char buf[16384];
	struct text upload = TEXT(buf);

	LISTING_UPLOAD(PUT_PIECE)
	text_char(&upload, '\0');
	check_script(SPAN(LISTING_SCRIPT), SPAN(LISTING_SCRIPT_HASH));
	check_script(
	    (struct span){ upload.p, upload.n - 1 }, SPAN(LISTING_UPLOAD_HASH));
	(void)answer(GET("", ""), MTIME_NS, NULL);
	OK(strstr(render(NULL, 0), "<script>" LISTING_SCRIPT "</script>"),
	    "which is in the page, and nothing else within the element");
	OK(strstr(render(NULL, 0), upload.p) == NULL,
	    "who may not upload gets no script for it");
	plan.listing.uploads = true;
	OK(strstr(render(NULL, 0), upload.p), "and who may does");
}

/* Names of a query are shown only if the directory has them. */
static void
test_stored(void)
{
	(void)answer(
	    GET("?stored=a%20b&stored=c%3Cd&stored=phish", ""), MTIME_NS, NULL);
	OK(!listing_query_meet(&plan.listing.query, SPAN("other")) &&
		listing_query_meet(&plan.listing.query, SPAN("a b")) &&
		listing_query_meet(&plan.listing.query, SPAN("c<d")),
	    "names are compared decoded");
	OK(strstr(render(NULL, 0), "Stored: <b>a b</b>, <b>c&lt;d</b></p>") &&
		strstr(out, "phish") == NULL,
	    "those that are there are reported");
	(void)answer(GET("?made=new", ""), MTIME_NS, NULL);
	OK(listing_query_meet(&plan.listing.query, SPAN("new")) &&
		strstr(render(NULL, 0), "New folder: <b>new</b></p>"),
	    "a directory is no stored file");
	(void)answer(GET("?stored=a&made=new", ""), MTIME_NS, NULL);
	(void)listing_query_meet(&plan.listing.query, SPAN("new"));
	OK(strstr(render(NULL, 0), "Stored: <b>new</b></p>") != NULL,
	    "of both kinds, all are stored");
	(void)answer(GET("?stored=phish", ""), MTIME_NS, NULL);
	OK(strstr(render(NULL, 0), "Stored") == NULL,
	    "without one, nothing is");
}

static void
test_filter(void)
{
	static const struct {
		const char *why, *query, *name;
		bool takes;
	} filters[] = {
		{ "no filter", "", "a", true },
		{ "an empty one", "?q=", "a", true },
		{ "in the middle", "?q=bc", "abcd", true },
		{ "any case", "?q=bC", "aBcd", true },
		{ "of letters beyond ASCII too", "?q=%C3%A4RGER",
		    "\303\204rger.txt", true },
		{ "which stay letters", "?q=%C3%A4", "\303\203", false },
		{ "at the end", "?q=cd", "abcd", true },
		{ "another", "?q=x", "abcd", false },
		{ "longer than the name", "?q=abc", "ab", false },
		{ "a plus is a blank", "?q=a+b", "a b", true },
		{ "and an encoded one is none", "?q=a%2Bb", "a+b", true },
		{ "the last counts", "?q=a&q=b", "b", true },
		{ "bytes are bytes", "?q=%FF", "\xff", true },
	};

	for (size_t i = 0; i < COUNT(filters); i++) {
		char request[128];

		snprintf(request, sizeof request,
		    "GET /d/%s HTTP/1.1\r\nHost: localhost\r\n\r\n",
		    filters[i].query);
		(void)answer(request, MTIME_NS, NULL);
		OK(listing_query_takes(&plan.listing.query,
		       guarded(filters[i].name)) == filters[i].takes,
		    "filter: %s", filters[i].why);
	}
	(void)answer(GET("?q=a%26%22b", ""), MTIME_NS, NULL);
	OK(strstr(render(NULL, 0), "value=\"a&amp;&quot;b\"") &&
		strstr(out, "?sort=size&amp;order=desc&amp;q=a%26%22b\">"),
	    "the filter is in its field and in the links, escaped");
}

static void
test_dressed(void)
{
	struct conf_error e;

	OK(conf_parse(&conf,
	       SPAN("ListingTitle \"Ann's <files>\"\nListingStyle /a.css\n"),
	       &e),
	    "a title and a style sheet");
	OK(strstr(answer(GET("", ""), MTIME_NS, NULL),
	       "style-src 'self' 'unsafe-inline'") &&
		strstr(
		    render(NULL, 0), "<title>Ann&#39;s &lt;files&gt;: /d/<") &&
		strstr(out, ">Ann&#39;s &lt;files&gt;</a>") &&
		strstr(out, "<link rel=\"stylesheet\" href=\"/a.css\">"),
	    "are in the page, and the policy lets the sheet load");
	conf_init(&conf);
	conf.directory_listing = true;
	(void)answer(GET("", ""), MTIME_NS, NULL);
	OK(strstr(render(NULL, 0), "archive=") == NULL,
	    "no link to an archive");
	conf.archive = true;
	(void)answer(GET("", ""), MTIME_NS, NULL);
	OK(strstr(render(NULL, 0), "<a href=\"?archive=tar\">tar</a>") &&
		strstr(out, "<a href=\"?archive=zip\">zip</a>"),
	    "with Archive there is one for each format");
	conf.archive = false;
}

static void
test_readme(void)
{
	struct text t = TEXT(out);

	OK(listing_readme(SPAN("README.md")) >
		    listing_readme(SPAN("readme.txt")) &&
		listing_readme(SPAN("ReadMe.TXT")) >
		    listing_readme(SPAN("README")) &&
		listing_readme(SPAN("README")) > 0 &&
		listing_readme(SPAN("README.html")) ==
		    listing_readme(SPAN("README.md")) - 1 &&
		listing_readme_is_html(SPAN("Readme.HTML")) &&
		!listing_readme_is_html(SPAN("README.md")) &&
		listing_readme(SPAN("README.htm")) == 0,
	    "which file introduces a directory");
	shown_put_lines(&t, SPAN("a <b>\r\n\tc\x1b[1m\xff \xc3\xa4\n\nend"));
	text_char(&t, '\0');
	OK(strcmp(out, "a &lt;b&gt;\n\tc\xe2\x90\x9b[1m\xef\xbf\xbd "
		       "\xc3\xa4\n\nend") == 0,
	    "its text is escaped, in lines");
}

static void
test_shown(void)
{
	static char long_name[LIMIT_NAME];

	memset(long_name, 'x', sizeof long_name);
	OK(listing_shows(&conf, SPAN("a")) && listing_shows(&conf, SPAN("~")),
	    "a name");
	OK(!listing_shows(&conf, SPAN(".htpasswd")) &&
		!listing_shows(&conf, SPAN(".")),
	    "a name with a dot in front is never served");
	OK(!listing_shows(&conf, SPAN(FILE_STAGED)),
	    "nor is an upload on its way");
	OK(!listing_shows(
	       &conf, (struct span){ long_name, sizeof long_name }) &&
		listing_shows(
		    &conf, (struct span){ long_name, LIMIT_NAME - 1 }),
	    "one longer than a name can be");
}

/* A query with the most and the longest names, all of which were found. */
static void
store_worst(struct listing_query *q, char c)
{
	static char
	    query[LISTING_STORED * (LIMIT_NAME + 8) + LISTING_FILTER + 4];
	struct text t = TEXT(query);

	for (size_t i = 0; i < LISTING_STORED; i++) {
		text_put(&t, SPAN("&stored="));
		for (size_t k = 0; k < LIMIT_NAME - 1; k++)
			text_char(&t, c);
	}
	text_put(&t, SPAN("&q="));
	for (size_t k = 0; k < LISTING_FILTER; k++)
		text_char(&t, c);
	listing_query_read(TEXT_SPAN(t), q);
	q->found = UINT32_MAX;
}

/* The worst names and paths stay within the bounds of the header. */
static void
test_bounds(void)
{
	static char worst[LIMIT_PATH];
	const char *queries_[] = { GET("", ""), GET("?format=json", "") };

	for (size_t q = 0; q < 2; q++)
		for (const char *c = "\"'\x01\xff"; *c != '\0'; c++) {
			struct file_entry e = { { worst, LIMIT_NAME - 1 }, true,
				UINT64_MAX, INT64_MAX };
			struct text t = TEXT_MEASURE;
			size_t head, entry, tail, end;

			memset(worst, *c, sizeof worst);
			(void)answer(queries_[q], MTIME_NS, NULL);
			plan.listing.path =
			    (struct span){ worst, sizeof worst - 1 };
			plan.listing.uploads = true;
			plan.listing.makes = true;
			store_worst(&plan.listing.query, *c);
			plan.listing.title = (struct span){ worst, 128 };
			plan.listing.sheet = (struct span){ worst, 1024 };
			listing_put_head(&t, &plan.listing);
			head = t.n;
			listing_put_entry(&t, &plan.listing, &e);
			entry = t.n - head;
			plan.listing.unsorted = true;
			plan.listing.files = plan.listing.directories =
			    plan.listing.bytes = UINT64_MAX;
			listing_put_tail(&t, &plan.listing);
			tail = t.n - head - entry;
			plan.listing.readme = true;
			listing_put_end(&t, &plan.listing);
			end = t.n - head - entry - tail;
			OK(head <= LISTING_HEAD && entry <= LISTING_ENTRY &&
				tail <= LISTING_TAIL && end <= LISTING_END,
			    "bounds: %zu, %zu, %zu, %zu of \\x%02x", head,
			    entry, tail, end, (unsigned char)*c);
		}
}

int
main(void)
{
	conf_init(&conf);
	conf.directory_listing = true;
	test_answers();
	test_queries();
	test_young();
	test_state();
	test_form();
	test_names();
	test_page();
	test_shown();
	test_script();
	test_stored();
	test_filter();
	test_dressed();
	test_readme();
	test_bounds();
	return DONE();
}
