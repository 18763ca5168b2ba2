/*
 * RFC 3875 3.3, 4.1: which script a path selects, and which variables it gets.
 */
#define _GNU_SOURCE
#include "site/cgi.h"

#include "site/cgi_reply.h"
#include "unit/test.h"

static struct conf conf;
static char path_room[LIMIT_PATH];

static bool
parse(const char *head, struct request *req)
{
	struct request_bounds bounds = { 8000, 16384, 100 };
	struct span s = guarded(head);

	return request_parse(s, &bounds, TEXT(path_room), req) == REFUSE_NOT &&
	       req->target_why == REFUSE_NOT;
}

static void
configure(const char *text)
{
	struct conf_error e;

	conf_init(&conf);
	OK(conf_parse(&conf, span_str(text), &e), "configuration: %s",
	    shown(span_str(text)));
}

/* names: the files that are tried, one after the other, with spaces between. */
static const struct {
	const char *why, *conf, *path, *names;
	bool claimed;
} walks[] = {
	{ "no prefix", "", "/cgi-bin/a", "", false },
	{ "below it", "CGI /cgi-bin/", "/cgi-bin/a/b/c", "a a/b a/b/c", true },
	{ "without its slash", "CGI /cgi-bin", "/cgi-bin/a", "a", true },
	{ "itself", "CGI /cgi-bin/", "/cgi-bin", "", true },
	{ "itself, with its slash", "CGI /cgi-bin/", "/cgi-bin/", "", true },
	{ "one that only starts so", "CGI /cgi-bin/", "/cgi-bin2/a", "",
	    false },
	{ "all of the site", "CGI /", "/a/b", "a a/b", true },
	{ "its root", "CGI /", "/", "", true },
	{ "the longest", "CGI /a/ /a/b/", "/a/b/c/d", "c c/d", true },
	{ "in any order", "CGI /a/b/ /a/", "/a/b/c/d", "c c/d", true },
	{ "another spelling is no file and no script", "CGI /cgi-bin/",
	    "/Cgi-Bin/a", "", true },
	{ "a name with a dot", "CGI /x/", "/x/.a/b", "", true },
	{ "a dot is no matter behind the script", "CGI /x/", "/x/a/.b", "a",
	    true },
};

static void
test_walk(size_t i)
{
	char head[256], names[256] = "";
	struct text t = TEXT(names);
	struct cgi_script script;
	struct request req;
	bool claimed;

	snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n",
	    walks[i].path);
	configure(walks[i].conf);
	claimed = parse(head, &req) && cgi_claims(&conf, &req.target, &script);
	while (claimed && cgi_next(&conf, req.target.path, &script)) {
		if (t.n > 0)
			text_char(&t, ' ');
		text_put(&t, cgi_name(req.target.path, &script));
	}
	OK(claimed == walks[i].claimed &&
		span_eq(TEXT_SPAN(t), span_str(walks[i].names)),
	    "%s: %s below %s: %s", walks[i].why, walks[i].path, walks[i].conf,
	    shown(TEXT_SPAN(t)));
}

static char environment[LIMIT_CGI];

static const struct proxy_tls *tls; /* the TLS of the connections to come */

/*
 * Puts the environment of the first name as a script; false if no script is
 * named.
 */
static bool
tell(const char *head, struct text *t, struct request *req)
{
	static const struct address peer = { ADDRESS_IPV4, { 192, 0, 2, 1 },
		4711 };
	struct cgi_script script;
	struct cgi_call call = { &conf, req, &script, &peer, SPAN("/srv"), 0,
		SPAN(""), SPAN(""), tls };

	if (!parse(head, req) || !cgi_claims(&conf, &req->target, &script) ||
	    !cgi_next(&conf, req->target.path, &script))
		return false;
	*t = TEXT(environment);
	cgi_put_environment(t, &call);
	return text_fits(t);
}

/* Returns the value of a variable; NULL if it is absent or there twice. */
static const char *
variable(const struct text *t, const char *name)
{
	struct span rest = TEXT_SPAN(*t), one, key, value;
	const char *found = NULL;

	while (span_cut(rest, '\0', &one, &rest))
		if (span_cut(one, '=', &key, &value) &&
		    span_eq(key, span_str(name))) {
			if (found != NULL)
				return NULL;
			found = value.p;
		}
	return found;
}

/* want NULL: the script does not get this variable. */
static const struct {
	const char *why, *head, *name, *want;
} variables[] = {
#define GET(target, lines)                                                     \
	"GET " target " HTTP/1.1\r\nHost: example.org\r\n" lines "\r\n"
	{ "4.1.4", GET("/x/s", ""), "GATEWAY_INTERFACE", "CGI/1.1" },
	{ "4.1.5", GET("/x/s/a%20b", ""), "PATH_INFO", "/a b" },
	{ "its slash", GET("/x/s/a/", ""), "PATH_INFO", "/a/" },
	{ "the slash alone", GET("/x/s/", ""), "PATH_INFO", "/" },
	{ "none", GET("/x/s", ""), "PATH_INFO", NULL },
#define INFO(rest, want)                                                       \
	{                                                                      \
		"4.1.5 " rest, GET("/x/s" rest, ""), "PATH_INFO", want         \
	}
	INFO("//a", "//a"),
	INFO("/a//b", "/a//b"),
	INFO("//", "//"),
	INFO("/./a", "/./a"),
	INFO("/a/./b", "/a/./b"),
	INFO("/.", "/."),
	INFO("/a/.", "/a/."),
	INFO("/%2e/a", "/./a"),
	INFO("/http://b/c", "/http://b/c"),
	INFO("/a/../b", "/b"),
	INFO("/a/%2e%2e/b", "/b"),
	INFO("/a//../b", "/b"),
	INFO("//a/..", "//"),
	INFO("/a/./../b", "/b"),
	INFO("/a/b/../..", "/"),
	INFO("/a/b/../../", "/"),
	INFO("/../s//a", "//a"),
	INFO("/a/../../s/b", "/b"),
	INFO("/..a/...", "/..a/..."),
	INFO("/a?b=//", "/a"),
	INFO("/..//s", NULL),
	{ "in front it is none", GET("//x/.//s//a", ""), "PATH_INFO", "//a" },
	{ "nor in SCRIPT_NAME", GET("//x/.//s//a", ""), "SCRIPT_NAME", "/x/s" },
	{ "of the absolute form", GET("http://b//x/s//a/", ""), "PATH_INFO",
	    "//a/" },
	{ "4.1.6 is one of a file", GET("/x/s//a/./b//", ""), "PATH_TRANSLATED",
	    "/srv/a/b/" },
	{ "4.1.6", GET("/x/s/a/", ""), "PATH_TRANSLATED", "/srv/a/" },
	{ "only with PATH_INFO", GET("/x/s", ""), "PATH_TRANSLATED", NULL },
	{ "4.1.7 as it came", GET("/x/s?a=%41&b", ""), "QUERY_STRING",
	    "a=%41&b" },
	{ "always there", GET("/x/s", ""), "QUERY_STRING", "" },
	{ "4.1.8", GET("/x/s", ""), "REMOTE_ADDR", "192.0.2.1" },
	{ "4.1.9", GET("/x/s", ""), "REMOTE_HOST", "192.0.2.1" },
	{ "the port", GET("/x/s", ""), "REMOTE_PORT", "4711" },
	{ "4.1.11 nobody", GET("/x/s", ""), "REMOTE_USER", NULL },
	{ "4.1.12", GET("/x/s", ""), "REQUEST_METHOD", "GET" },
	{ "4.1.13 decoded", GET("/x/%73", ""), "SCRIPT_NAME", "/x/s" },
	{ "its file", GET("/x/s/a", ""), "SCRIPT_FILENAME", "/srv/x/s" },
	{ "4.1.14", GET("/x/s", ""), "SERVER_NAME", "example.org" },
	{ "4.1.15", GET("/x/s", ""), "SERVER_PORT", "80" },
	{ "of Host", "GET /x/s HTTP/1.1\r\nHost: a:81\r\n\r\n", "SERVER_PORT",
	    "81" },
	{ "an address", "GET /x/s HTTP/1.1\r\nHost: [::1]:81\r\n\r\n",
	    "SERVER_NAME", "[::1]" },
	{ "without a port", "GET /x/s HTTP/1.1\r\nHost: [::1]\r\n\r\n",
	    "SERVER_PORT", "80" },
	{ "no host", "GET /x/s HTTP/1.0\r\n\r\n", "SERVER_NAME", "localhost" },
	{ "4.1.16", "GET /x/s HTTP/1.0\r\n\r\n", "SERVER_PROTOCOL",
	    "HTTP/1.0" },
	{ "4.1.18", GET("/x/s", "A-b-C: d\r\n"), "HTTP_A_B_C", "d" },
	{ "on several lines", GET("/x/s", "A: 1\r\nB: 2\r\na: 3\r\n"), "HTTP_A",
	    "1, 3" },
	{ "cookies are no list", GET("/x/s", "Cookie: a\r\nCookie: b\r\n"),
	    "HTTP_COOKIE", "a; b" },
	{ "an underscore is no hyphen", GET("/x/s", "A_B: 1\r\n"), "HTTP_A_B",
	    NULL },
	{ "which can still be sent", GET("/x/s", "A_B: 1\r\nA-B: 2\r\n"),
	    "HTTP_A_B", "2" },
	{ "nor any other", GET("/x/s", "A.B: 1\r\n"), "HTTP_A.B", NULL },
	{ "httpoxy", GET("/x/s", "pRoXy: 1\r\n"), "HTTP_PROXY", NULL },
	{ "all of those", GET("/x/s", "Proxy-A: 1\r\n"), "HTTP_PROXY_A", NULL },
	{ "a secret", GET("/x/s", "Authorization: Basic a\r\n"),
	    "HTTP_AUTHORIZATION", NULL },
	{ "the connection", GET("/x/s", "Connection: a\r\n"), "HTTP_CONNECTION",
	    NULL },
	{ "met already", GET("/x/s", "Expect: 100-continue\r\n"), "HTTP_EXPECT",
	    NULL },
	{ "the host", GET("/x/s", ""), "HTTP_HOST", "example.org" },
	{ "no PATH of ours", GET("/x/s", ""), "PATH", NULL },
	{ "no body", GET("/x/s", "Content-Length: 0\r\n"), "CONTENT_LENGTH",
	    NULL },
	{ "4.1.2", GET("/x/s", "Content-Length: 05\r\n"), "CONTENT_LENGTH",
	    "5" },
	{ "not yet known", GET("/x/s", "Transfer-Encoding: chunked\r\n"),
	    "CONTENT_LENGTH", NULL },
	{ "4.1.3", GET("/x/s", "Content-Length: 1\r\nContent-Type: a\r\n"),
	    "CONTENT_TYPE", "a" },
	{ "is no other", GET("/x/s", "Content-Length: 1\r\n"),
	    "HTTP_CONTENT_LENGTH", NULL },
	{ "coded, as it came",
	    GET("/x/s", "Content-Length: 1\r\nContent-Encoding: gzip\r\n"),
	    "HTTP_CONTENT_ENCODING", "gzip" },
#undef GET
};

static void
test_variable(size_t i)
{
	const char *want = variables[i].want, *have;
	struct request req;
	struct text t;

	if (!tell(variables[i].head, &t, &req)) {
		OK(false, "%s", variables[i].why);
		return;
	}
	have = variable(&t, variables[i].name);
	OK(want == NULL ? have == NULL : have != NULL && !strcmp(have, want),
	    "%s: %s is %s, not %s", variables[i].why, variables[i].name,
	    want == NULL ? "not there" : want, have == NULL ? "-" : have);
}

static const struct {
	const char *why, *conf;
	bool overlaps;
} overlaps[] = {
	{ "apart", "CGI /a/\nUpload /b/", false },
	{ "the same", "CGI /a/\nUpload /a", true },
	{ "scripts that are uploaded", "CGI /a/b/\nUpload /a/", true },
	{ "uploads that are executed", "CGI /a/\nUpload /a/b/", true },
	{ "all of it", "CGI /a/\nUpload /", true },
	{ "on a file system without case", "CGI /a/\nUpload /A/", true },
	{ "a name that starts so", "CGI /a/\nUpload /ab/", false },
};

static const struct {
	const char *why, *head;
	int status, minor;
	bool head_only, chunked, length, close;
	enum cgi_reply_intake intake;
} replies[] = {
	{ "9112 7.1", "Status: 200\n\n", 200, 1, false, true, false, false,
	    CGI_REPLY_WHOLE },
	{ "9112 6.3: up to the close", "Status: 200\n\n", 200, 0, false, false,
	    false, true, CGI_REPLY_WHOLE },
	{ "counted", "Status: 200\nContent-Length: 5\n\n", 200, 0, false, false,
	    true, false, CGI_REPLY_WHOLE },
	{ "9110 9.3.2", "Status: 200\n\n", 200, 1, true, false, false, false,
	    CGI_REPLY_WHOLE },
	{ "9110 8.6", "Status: 200\nContent-Length: 5\n\n", 200, 1, true, false,
	    true, false, CGI_REPLY_WHOLE },
	{ "9110 15.3.5", "Status: 204\nContent-Length: 5\n\n", 204, 1, false,
	    false, false, false, CGI_REPLY_WHOLE },
	{ "a body that is pending", "Status: 200\n\n", 200, 1, false, true,
	    false, true, CGI_REPLY_PENDING },
};

static void
test_reply(size_t i)
{
	struct request req = { .minor = replies[i].minor,
		.method = replies[i].head_only ? METHOD_HEAD : METHOD_GET };
	struct asked asked = { .conf = &conf, .req = &req };
	static struct plan p;
	char room[256];
	struct text t = TEXT(room);
	struct cgi_head head;

	p = (struct plan){ .effect = EFFECT_RUN, .content = CONTENT_SCRIPT };
	OK(cgi_head_parse(span_str(replies[i].head), &t, &head), "a head");
	cgi_reply_plan(&asked, &head, TEXT_SPAN(t), replies[i].intake, &p);
	OK(p.reply.status == replies[i].status &&
		p.reply.chunked == replies[i].chunked &&
		p.reply.has_length == replies[i].length &&
		p.close == replies[i].close &&
		(p.reply.connection == REPLY_CLOSES) == p.close &&
		(p.content == CONTENT_NONE) ==
		    (replies[i].head_only || replies[i].status == 204),
	    "%s: %s to HTTP/1.%d", replies[i].why,
	    shown(span_str(replies[i].head)), replies[i].minor);
}

static void
test_others(void)
{
	static struct plan p;
	struct request req;
	struct cgi_script script = { 0, 1, 3 };
	char room[LIMIT_LOG_LINE];
	struct text t = TEXT(room);

	p.reply.status = 200;
	cgi_reply_plan_nph(SPAN("HTTP/1.0 404 No"), &p);
	OK(p.reply.status == 404 && p.close, "5: the log has its status");
	cgi_reply_plan_nph(SPAN("HTTP/1.0 4x4 No"), &p);
	OK(p.reply.status == 404, "5: unless it has none");
	OK(parse("POST /x/s HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n",
	       &req),
	    "a request");
	cgi_reply_put_error(&t, &req, &script, SPAN("a\x1b\xff\tb"));
	OK(span_eq(TEXT_SPAN(t), SPAN("x/s: a\\x1b\\xff b\n")),
	    "a line of standard error: %s", shown(TEXT_SPAN(t)));
	cgi_reply_follow(&req, SPAN("/a%20b?c"), TEXT(path_room));
	OK(req.method == METHOD_GET && req.framing.body == FRAMING_NONE &&
		req.target_why == REFUSE_NOT &&
		span_eq(req.target.path, SPAN("a b")) &&
		span_eq(req.target.query, SPAN("c")),
	    "6.2.2: a request for another place");
	cgi_reply_follow(&req, SPAN("/a b"), TEXT(path_room));
	OK(req.target_why != REFUSE_NOT, "which has to be one");
}

/* Names that RFC 3875 does not have, as mod_ssl of Apache writes them. */
static void
test_tls(void)
{
	static const struct {
		const char *why, *name, *plain, *secure;
	} all[] = {
		{ "the scheme", "HTTPS", NULL, "on" },
		{ "its name", "REQUEST_SCHEME", NULL, "https" },
		{ "the protocol", "SSL_PROTOCOL", NULL, "TLSv1.3" },
		{ "the cipher", "SSL_CIPHER", NULL, "TLS_AES" },
		{ "a name with a blank is left out", "SSL_TLS_SNI", NULL,
		    NULL },
		{ "4.1.15: the port of the scheme", "SERVER_PORT", "80",
		    "443" },
		{ "the client's certificate", "SSL_CLIENT_VERIFY", NULL,
		    "SUCCESS" },
		{ "its subject, with blanks", "SSL_CLIENT_S_DN", NULL,
		    "CN=a b,O=\xc3\xa4" },
		{ "a name with a control is left out", "SSL_CLIENT_S_DN_CN",
		    NULL, NULL },
		{ "no field can say so", "HTTP_HTTPS", "off", "off" },
	};
	static const struct proxy_tls by = { true, { "TLSv1.3", 7 },
		{ "TLS_AES", 7 }, { "a b", 3 }, true, { "a\nb", 3 },
		{ "CN=a b,O=\xc3\xa4", 11 } };
	const char *head =
	    "GET /x/s HTTP/1.1\r\nHost: example.org\r\nHTTPS: off\r\n\r\n";
	struct request req;
	struct text t;

	for (size_t i = 0; i < 2 * COUNT(all); i++) {
		const char *want =
		    i % 2 == 0 ? all[i / 2].plain : all[i / 2].secure;
		const char *have;

		tls = i % 2 == 0 ? NULL : &by;
		configure("CGI /x/");
		have =
		    tell(head, &t, &req) ? variable(&t, all[i / 2].name) : "?";
		OK((have == NULL || want == NULL) ? have == want
						  : strcmp(have, want) == 0,
		    "%s, %s TLS: %s", all[i / 2].why,
		    tls == NULL ? "without" : "by", have ? have : "-");
	}
	tls = NULL;
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(walks); i++)
		test_walk(i);
	configure("CGI /x/");
	for (size_t i = 0; i < COUNT(variables); i++)
		test_variable(i);
	for (size_t i = 0; i < COUNT(overlaps); i++) {
		configure(overlaps[i].conf);
		OK(cgi_overlaps(&conf) == overlaps[i].overlaps, "%s",
		    overlaps[i].why);
	}
	for (size_t i = 0; i < COUNT(replies); i++)
		test_reply(i);
	test_others();
	test_tls();
	return DONE();
}
