/*
 * Header, CacheControl, Redirect, ErrorPage and Fallback: from a line of the
 * configuration and a request to the head of the answer.
 */
#define _GNU_SOURCE
#include "site/rules.h"

#include "site/lookup.h"
#include "site/note.h"
#include "site/representation.h"
#include "unit/test.h"

#define NOW_NS (1795255200 * (int64_t)1000000000)
#define GET(target) "GET " target " HTTP/1.1\r\nHost: a\r\n\r\n"

static struct conf conf;
static struct request req;
static struct plan plan;
static char path_room[4096];

/* The file that the target names, or the index of the directory. */
static struct file_facts facts;

static void
configure(const char *text)
{
	struct conf_error e;

	conf_init(&conf);
	if (!conf_parse(&conf, span_str(text), &e))
		printf("# %s: %zu:%zu: %s\n", text, e.line, e.column, e.text);
}

static struct asked
ask(const char *request, struct file_want *want, enum refusal *why)
{
	struct lookup found = { 0 };
	struct request_bounds bounds = lookup_bounds(&conf);
	struct span bytes = guarded(request);

	*why = request_parse(bytes, &bounds, TEXT(path_room), &req);
	if (*why != REFUSE_NOT)
		request_salvage(bytes, &req);
	else
		*why = lookup_make(&conf, &req, &found);
	*want = found.want;
	static struct byte_range ranges[LIMIT_RANGES];

	return (struct asked){ .conf = &conf,
		.req = &req,
		.now_ns = NOW_NS,
		.room = UINT64_MAX,
		.redirect = found.redirect,
		.ranges = ranges };
}

/* The head of the answer, as a string. */
static const char *
answer(const char *request)
{
	static char head[LIMIT_OUT];
	struct text t = TEXT(head);
	struct file_want want = { .any = false };
	enum refusal why;
	struct asked a = ask(request, &want, &why);

	if (facts.name.n == 0)
		facts.name = want.path;
	if (why != REFUSE_NOT)
		plan_refuse(&a, why, &plan);
	else {
		if (want.any)
			a.facts = &facts;
		plan_make(&a, &plan);
	}
	reply_head(&t, &plan.reply);
	text_char(&t, '\0');
	return head;
}

static void
there(enum file_kind kind, const char *name)
{
	facts = (struct file_facts){
		.kind = kind, .name = span_str(name), .size = 10, .inode = 1
	};
}

#define CACHED "Cache-Control: max-age=9\r\n"

static const struct {
	const char *why, *conf, *request;
	enum file_kind kind;
	const char *name; /* of the index, or "" */
	const char *has, *lacks;
} fields[] = {
	{ "a field on any answer", "Header X-A b", GET("/f"), FILE_REGULAR, "",
	    "\r\nX-A: b\r\n", NULL },
	{ "a value of several words", "Header X-A 'b c; d=\"e\"'", GET("/f"),
	    FILE_REGULAR, "", "\r\nX-A: b c; d=\"e\"\r\n", NULL },
	{ "at a path", "Header X-A b /f", GET("/f"), FILE_REGULAR, "", "X-A: b",
	    NULL },
	{ "and not at another", "Header X-A b /g", GET("/f"), FILE_REGULAR, "",
	    "200", "X-A" },
	{ "at one of several", "Header X-A b /g *.css /h/*", GET("/a/f.css"),
	    FILE_REGULAR, "", "X-A: b", NULL },
	{ "the path is decoded", "Header X-A b '/a b'", GET("/a%20b"),
	    FILE_REGULAR, "", "X-A: b", NULL },
	{ "and normal", "Header X-A b /a/b", GET("/x/..//a/./b"), FILE_REGULAR,
	    "", "X-A: b", NULL },
	{ "the query is no part of it", "Header X-A b *.css", GET("/a?b.css"),
	    FILE_REGULAR, "", "200", "X-A" },
	{ "by the name of the index", "Header X-A b *.html", GET("/d/"),
	    FILE_REGULAR, "index.html", "X-A: b", NULL },
	{ "or its path", "Header X-A b /d/index.html", GET("/d/"), FILE_REGULAR,
	    "index.html", "X-A: b", NULL },
	{ "the root", "Header X-A b /", GET("/"), FILE_REGULAR, "index.html",
	    "X-A: b", NULL },
	{ "a later one counts", "Header X-A b\nHeader x-a c", GET("/f"),
	    FILE_REGULAR, "", "x-a: c\r\n", "X-A: b" },
	{ "where it matches", "Header X-A b\nHeader X-A c /g", GET("/f"),
	    FILE_REGULAR, "", "X-A: b\r\n", "X-A: c" },
	{ "an empty one takes it back", "Header X-A b\nHeader X-A '' /f",
	    GET("/f"), FILE_REGULAR, "", "200", "X-A" },
	{ "nosniff is ours to leave out", "Header X-Content-Type-Options ''",
	    GET("/f"), FILE_REGULAR, "", "200", "nosniff" },
	{ "or to be said once", "Header X-Content-Type-Options nosniff",
	    GET("/f"), FILE_REGULAR, "",
	    "\r\nX-Content-Type-Options: nosniff\r\n\r\n", NULL },
	{ "on a 404", "Header X-A b", GET("/f"), FILE_ABSENT, "",
	    "404 Not Found", NULL },
	{ "by its path", "Header X-A b /f", GET("/f"), FILE_ABSENT, "",
	    "X-A: b", NULL },
	{ "on a redirect to a directory", "Header X-A b", GET("/f"),
	    FILE_DIRECTORY, "", "X-A: b", NULL },
	{ "on 304: what a cache keeps is updated (RFC 9111 4.3.4)",
	    "Header X-A b",
	    "GET /f HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n",
	    FILE_REGULAR, "", "X-A: b", "Content-Type" },
	{ "where no path is known, what has no pattern",
	    "Header X-A b\nHeader X-Z d /*", "GET\r\n\r\n", FILE_REGULAR, "",
	    "X-A: b", "X-Z" },
	{ "nor is a bad target matched", "Header X-A b *", GET("/%zz"),
	    FILE_REGULAR, "", "400", "X-A" },
	{ "a listing keeps its policy",
	    "DirectoryListing yes\nHeader Content-Security-Policy x",
	    GET("/d/"), FILE_DIRECTORY, "",
	    "Content-Security-Policy: default-src 'none'", "Policy: x" },
	{ "a file gets the operator's", "Header Content-Security-Policy x",
	    GET("/f"), FILE_REGULAR, "", "Content-Security-Policy: x\r\n",
	    NULL },

	{ "Cache-Control of a file", "CacheControl *.css max-age=9",
	    GET("/f.css"), FILE_REGULAR, "", CACHED, NULL },
	{ "as several words", "CacheControl /f public,  max-age=9, immutable",
	    GET("/f"), FILE_REGULAR, "",
	    "Cache-Control: public,  max-age=9, immutable", NULL },
	{ "the last that matches",
	    "CacheControl * no-store\n"
	    "CacheControl /f max-age=9",
	    GET("/f"), FILE_REGULAR, "", CACHED, "no-store" },
	{ "of part of it", "CacheControl * max-age=9",
	    "GET /f HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n",
	    FILE_REGULAR, "", CACHED, NULL },
	{ "and of one that is not modified (15.4.5)",
	    "CacheControl * max-age=9",
	    "GET /f HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n",
	    FILE_REGULAR, "", CACHED, NULL },
	{ "HEAD as GET (9.3.2)", "CacheControl * max-age=9",
	    "HEAD /f HTTP/1.1\r\nHost: a\r\n\r\n", FILE_REGULAR, "", CACHED,
	    NULL },
	{ "not of a refusal", "CacheControl * max-age=9", GET("/f"),
	    FILE_ABSENT, "", "404", "Cache-Control" },
	{ "nor of a 416", "CacheControl * max-age=9",
	    "GET /f HTTP/1.1\r\nHost: a\r\nRange: bytes=99-\r\n\r\n",
	    FILE_REGULAR, "", "416", "Cache-Control" },
	{ "a listing keeps its own",
	    "DirectoryListing yes\nCacheControl * max-age=9", GET("/d/"),
	    FILE_DIRECTORY, "", "Cache-Control: no-cache\r\n", "max-age" },
	{ "OPTIONS has none", "CacheControl * max-age=9",
	    "OPTIONS /f HTTP/1.1\r\nHost: a\r\n\r\n", FILE_REGULAR, "", "200",
	    "Cache-Control" },
};

static void
test_fields(void)
{
	for (size_t i = 0; i < COUNT(fields); i++) {
		const char *head;
		bool good;

		configure(fields[i].conf);
		there(fields[i].kind, fields[i].name);
		head = answer(fields[i].request);
		good = strstr(head, fields[i].has) != NULL &&
		       (fields[i].lacks == NULL ||
			   strstr(head, fields[i].lacks) == NULL);
		OK(good, "%s", fields[i].why);
		if (!good)
			printf("# %s\n", shown(span_str(head)));
	}
}

static const struct {
	const char *why, *conf, *request;
	int status;
	const char *location; /* NULL: the request is not redirected */
} redirects[] = {
	{ "302 if nothing is said (15.4.3)", "Redirect /a /b", GET("/a"), 302,
	    "/b" },
	{ "301 (15.4.2)", "Redirect 301 /a /b", GET("/a"), 301, "/b" },
	{ "303 (15.4.4)", "Redirect 303 /a /b", GET("/a"), 303, "/b" },
	{ "307 (15.4.8)", "Redirect 307 /a /b", GET("/a"), 307, "/b" },
	{ "308 (15.4.9)", "Redirect 308 /a /b", GET("/a"), 308, "/b" },
	{ "another path is not redirected", "Redirect /a /b", GET("/ab"), 200,
	    NULL },
	{ "nor what is below it", "Redirect /a /b", GET("/a/b"), 200, NULL },
	{ "nor the directory", "Redirect /a /b", GET("/a/"), 200, NULL },
	{ "the query is kept", "Redirect /a /b", GET("/a?x=1&y"), 302,
	    "/b?x=1&y" },
	{ "an empty one too", "Redirect /a /b", GET("/a?"), 302, "/b?" },
	{ "unless there is one already", "Redirect /a /b?z", GET("/a?x"), 302,
	    "/b?z" },
	{ "it stands before a fragment (RFC 3986 3)", "Redirect /a /b#c",
	    GET("/a?x"), 302, "/b?x#c" },
	{ "to another host", "Redirect /a https://b.example/c", GET("/a"), 302,
	    "https://b.example/c" },
	{ "all that is below", "Redirect /a/* /b", GET("/a/x/y"), 302, "/b" },
	{ "with what is below", "Redirect /a/* /b/*", GET("/a/x/y"), 302,
	    "/b/x/y" },
	{ "a directory", "Redirect /a/* /b/*", GET("/a/x/"), 302, "/b/x/" },
	{ "the top of it", "Redirect /a/* /b/*", GET("/a/"), 302, "/b/" },
	{ "encoded anew", "Redirect /a/* /b/*", GET("/a/%20%25%0d%0a%22"), 302,
	    "/b/%20%25%0D%0A%22" },
	{ "a host for all paths", "Redirect 301 /* https://b.example/*",
	    GET("/x/y?z"), 301, "https://b.example/x/y?z" },
	{ "its root", "Redirect 301 /* https://b.example/*", GET("/"), 301,
	    "https://b.example/" },
	{ "a part of a name", "Redirect /a* /b*", GET("/axe"), 302, "/bxe" },
	{ "a slash behind it", "Redirect /a* /b*", GET("/a/"), 302, "/b/" },
	{ "nothing makes two slashes of it, which would be another host",
	    "Redirect /go* /*", GET("/go/evil.example"), 302, "/evil.example" },
	{ "nor of a directory alone", "Redirect /go* /*", GET("/go/"), 302,
	    "/" },
	{ "behind a host it would do no harm",
	    "Redirect /go* https://b.example/*", GET("/go/x/"), 302,
	    "https://b.example/x/" },
	{ "the first that matches", "Redirect /a/b /x\nRedirect /a/* /y/*",
	    GET("/a/b"), 302, "/x" },
	{ "HEAD as GET", "Redirect /a /b",
	    "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n", 302, "/b" },
	{ "what would change a file",
	    "RequestMethodSupport GET PUT\nRedirect 308 /a /b",
	    "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", 308,
	    "/b" },
	{ "OPTIONS is about the server", "Redirect /a /b",
	    "OPTIONS /a HTTP/1.1\r\nHost: a\r\n\r\n", 200, NULL },
	{ "a name that is hidden", "Redirect /.a /b", GET("/.a"), 302, "/b" },
	{ "to HTTPS", "RedirectToHTTPS yes", GET("/a/b/?c%20d"), 301,
	    "https://a/a/b/?c%20d" },
	{ "to HTTPS, the root", "RedirectToHTTPS yes", GET("/"), 301,
	    "https://a/" },
	{ "to HTTPS before other rules", "RedirectToHTTPS yes\nRedirect /a /b",
	    GET("/a"), 301, "https://a/a" },
	{ "to the port of HTTPS",
	    "RedirectToHTTPS yes\nListen 80\nListen [::1]:8443 tls", GET("/a"),
	    301, "https://a:8443/a" },
	{ "to HTTPS on the port of its own",
	    "RedirectToHTTPS yes\nListen 443 tls", GET("/a"), 301,
	    "https://a/a" },
	{ "the port of the request is that of HTTP", "RedirectToHTTPS yes",
	    "GET /a HTTP/1.1\r\nHost: a:8080\r\n\r\n", 301, "https://a/a" },
	{ "to HTTPS with its method (15.4.9)",
	    "RequestMethodSupport GET PUT\nRedirectToHTTPS yes",
	    "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", 308,
	    "https://a/a" },
	{ "two slashes at the start are no host", "RedirectToHTTPS yes",
	    GET("//b.example/c"), 301, "https://a/b.example/c" },
	{ "a challenge is answered by HTTP (RFC 8555 8.3)",
	    "RedirectToHTTPS yes", GET("/.well-known/acme-challenge/x"), 200,
	    NULL },
	{ "nothing else below it is", "RedirectToHTTPS yes",
	    GET("/.well-known/x"), 301, "https://a/.well-known/x" },
	{ "without a host there is no place to go", "RedirectToHTTPS yes",
	    "GET /a HTTP/1.0\r\n\r\n", 200, NULL },
	{ "a method that is off stays off", "Redirect /a /b",
	    "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", 501,
	    NULL },
};

static void
test_redirects(void)
{
	for (size_t i = 0; i < COUNT(redirects); i++) {
		char line[256] = "Location: ";
		const char *head;
		bool good;

		configure(redirects[i].conf);
		there(FILE_REGULAR, "");
		head = answer(redirects[i].request);
		if (redirects[i].location != NULL)
			snprintf(line, sizeof line, "\r\nLocation: %s\r\n",
			    redirects[i].location);
		good = plan.reply.status == redirects[i].status &&
		       (strstr(head, line) != NULL) ==
			   (redirects[i].location != NULL);
		OK(good, "%s", redirects[i].why);
		if (!good)
			printf("# %s\n", shown(span_str(head)));
	}
}

/*
 * The link of the note leads where Location leads, and its quotation adds no
 * markup.
 */
static void
test_note(void)
{
	static const struct {
		const char *why, *conf, *request, *link;
	} notes[] = {
		{ "what is quoted is escaped",
		    "Redirect /a/* https://b.example/?a='&b=*",
		    GET("/a/%22%3Cx&'"),
		    "https://b.example/?a=&#39;&amp;b=%22%3Cx&amp;&#39;" },
		{ "the query goes along, as in Location", "Redirect /a/* /b/*",
		    GET("/a/x?q=1&r=2"), "/b/x?q=1&amp;r=2" },
		{ "a query of the operator's takes the place of the peer's",
		    "Redirect /a /b?own=1", GET("/a?q=1"), "/b?own=1" },
	};
	static char buf[8192];

	for (size_t i = 0; i < COUNT(notes); i++) {
		struct text t = TEXT(buf);
		char want[128];

		configure(notes[i].conf);
		there(FILE_REGULAR, "");
		(void)answer(notes[i].request);
		note_put(&t, &plan);
		OK(t.n == plan.reply.length, "%s: the length", notes[i].why);
		text_char(&t, '\0');
		(void)snprintf(want, sizeof want, "<a href=\"%s\">here</a>.",
		    notes[i].link);
		OK(strstr(buf, want) != NULL, "%s", notes[i].why);
		if (strstr(buf, want) == NULL)
			printf("# %s\n", buf);
	}
}

static void
test_page(void)
{
	struct file_facts page = { .kind = FILE_REGULAR,
		.name = SPAN("404.html"),
		.size = 7,
		.inode = 2 };
	struct asked a = { .conf = &conf, .req = &req, .now_ns = NOW_NS };
	char head[4096];
	struct text t = TEXT(head);

	configure("ErrorPage 404 /a\nErrorPage 403 /b\nErrorPage 404 /c.html");
	OK(span_eq(rules_page(&conf, 404), SPAN("/c.html")) &&
		span_eq(rules_page(&conf, 403), SPAN("/b")) &&
		rules_page(&conf, 500).n == 0,
	    "the last ErrorPage of a status");
	there(FILE_ABSENT, "");
	(void)answer(GET("/f"));
	representation_of_page(&a, &page, &plan);
	reply_head(&t, &plan.reply);
	text_char(&t, '\0');
	OK(plan.content == CONTENT_FILE && plan.part[0].length == 7 &&
		strstr(head, "HTTP/1.1 404 ") != NULL &&
		strstr(head, "Content-Length: 7\r\n") != NULL &&
		strstr(head, "Content-Type: text/html; charset=utf-8\r\n") !=
		    NULL &&
		strstr(head, "ETag") == NULL &&
		strstr(head, "Last-Modified") == NULL &&
		strstr(head, "Accept-Ranges") == NULL,
	    "the page with the status, and without validators");
	(void)answer("HEAD /f HTTP/1.1\r\nHost: a\r\n\r\n");
	representation_of_page(&a, &page, &plan);
	OK(plan.content == CONTENT_NONE && plan.reply.length == 7,
	    "HEAD has its length and no content (9110 9.3.2)");
	(void)answer("GET /f HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n");
	OK(plan.reply.status == 404, "no condition is about it (13.2.1)");
}

static const struct {
	const char *why, *request;
	enum file_kind kind;
	enum rules_fallback want;
} fallbacks[] = {
	{ "a path of an application", GET("/users/7"), FILE_ABSENT,
	    FALLBACK_YES },
	{ "with a slash behind it", GET("/users/"), FILE_ABSENT, FALLBACK_YES },
	{ "HEAD as GET", "HEAD /u HTTP/1.1\r\nHost: a\r\n\r\n", FILE_ABSENT,
	    FALLBACK_YES },
	{ "a dot further up", GET("/v1.2/u"), FILE_ABSENT, FALLBACK_YES },
	{ "or in a directory", GET("/v1.2/"), FILE_ABSENT, FALLBACK_YES },
	{ "a file that is there", GET("/u"), FILE_REGULAR, FALLBACK_NOT },
	{ "a directory", GET("/u"), FILE_DIRECTORY, FALLBACK_NOT },
	{ "one that may not be read", GET("/u"), FILE_DENIED, FALLBACK_NOT },
	{ "a script that is missing", GET("/app.js"), FILE_ABSENT,
	    FALLBACK_NOT },
	{ "OPTIONS", "OPTIONS /u HTTP/1.1\r\nHost: a\r\n\r\n", FILE_ABSENT,
	    FALLBACK_NOT },
	{ "below /.well-known/ nothing is made up (RFC 8615)",
	    GET("/.well-known/change-password"), FILE_ABSENT, FALLBACK_NOT },
	{ "a browser",
	    "GET /u HTTP/1.1\r\nHost: a\r\nAccept: text/html,"
	    "application/xml;q=0.9,*/*;q=0.8\r\n\r\n",
	    FILE_ABSENT, FALLBACK_YES },
	{ "who accepts JSON only: 404, and it varies (9110 12.5.5)",
	    "GET /u HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n\r\n",
	    FILE_ABSENT, FALLBACK_TYPE },
	{ "who refuses HTML",
	    "GET /u HTTP/1.1\r\nHost: a\r\nAccept: */*, text/html;q=0\r\n\r\n",
	    FILE_ABSENT, FALLBACK_TYPE },
	{ "an image", "GET /u HTTP/1.1\r\nHost: a\r\nAccept: image/*\r\n\r\n",
	    FILE_ABSENT, FALLBACK_TYPE },
};

static void
test_fallback(void)
{
	struct file_want want;
	enum refusal why;
	struct asked a;
	char head[4096];
	struct text t = TEXT(head);

	configure("Fallback /index.html\nCacheControl /assets/* max-age=9\n"
		  "CacheControl *.html no-cache\nHeader X-A b /assets/*");
	for (size_t i = 0; i < COUNT(fallbacks); i++) {
		(void)ask(fallbacks[i].request, &want, &why);
		there(fallbacks[i].kind, "");
		OK(why == REFUSE_NOT && rules_fallback(&conf, &req, &facts) ==
					    fallbacks[i].want,
		    "%s", fallbacks[i].why);
	}
	a = ask(GET("/assets/none"), &want, &why);
	there(FILE_REGULAR, "index.html");
	a.facts = &facts;
	a.stands_in = true;
	a.varies = VARY_TYPE | VARY_CODING;
	plan_make(&a, &plan);
	reply_head(&t, &plan.reply);
	text_char(&t, '\0');
	OK(strstr(head, "Cache-Control: no-cache\r\n") && !strstr(head, "X-A"),
	    "patterns are compared with the file of Fallback alone");
	OK(span_eq(plan.served, SPAN("/index.html")), "which the plan names");
	OK(strstr(head, "\r\nVary: Accept, Accept-Encoding\r\n") != NULL,
	    "both fields that it depends on");
	configure("");
	there(FILE_ABSENT, "");
	OK(rules_fallback(&conf, &req, &facts) == FALLBACK_NOT,
	    "without the directive there is none");
}

int
main(void)
{
	test_fields();
	test_redirects();
	test_note();
	test_page();
	test_fallback();
	return DONE();
}
