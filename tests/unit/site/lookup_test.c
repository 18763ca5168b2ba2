/* Requests that are refused before a file is touched. */
#define _GNU_SOURCE
#include "site/lookup.h"

#include "site/hidden.h"
#include "unit/test.h"

static const struct {
	const char *why, *request;
	enum refusal want;
	const char
	    *path; /* with REFUSE_NOT; NULL: the request asks for no file */
} cases[] = {
	{ "a file", "GET /a/b HTTP/1.0", REFUSE_NOT, "a/b" },
	{ "the root", "GET / HTTP/1.0", REFUSE_NOT, "" },
	{ "the server as such", "OPTIONS * HTTP/1.0", REFUSE_NOT, NULL },
	{ "an unknown method, before its target", "FOO bar HTTP/1.0",
	    REFUSE_METHOD_INVALID, NULL },
	{ "methods are case-sensitive (9110 9.1)", "get / HTTP/1.0",
	    REFUSE_METHOD_INVALID, NULL },
	{ "a known method that is off, before its target", "PATCH bar HTTP/1.0",
	    REFUSE_METHOD_OFF, NULL },
	{ "CONNECT is known and off", "CONNECT a:80 HTTP/1.0",
	    REFUSE_METHOD_OFF, NULL },
	{ "an invalid target", "GET bar HTTP/1.0", REFUSE_TARGET, NULL },
	{ "a method that is on and has no use here", "POST / HTTP/1.0",
	    REFUSE_METHOD_HERE, NULL },
	{ "https, which this is not (9110 7.4)", "GET HTTPS://a/b HTTP/1.0",
	    REFUSE_MISDIRECTED, NULL },
	{ "http, which it is", "GET http://a/b HTTP/1.0", REFUSE_NOT, "b" },
	{ "a dotfile", "GET /.git HTTP/1.0", REFUSE_HIDDEN, NULL },
	{ "a file below one", "GET /a/.git/config HTTP/1.0", REFUSE_HIDDEN,
	    NULL },
	{ "an encoded dot is a dot", "GET /%2ehtpasswd HTTP/1.0", REFUSE_HIDDEN,
	    NULL },
	{ "a dotfile that is a directory", "GET /a/.b/ HTTP/1.0", REFUSE_HIDDEN,
	    NULL },
	{ "three dots are a name, and hidden", "GET /... HTTP/1.0",
	    REFUSE_HIDDEN, NULL },
	{ "below /.well-known/ (RFC 8615)", "GET /.well-known/a HTTP/1.0",
	    REFUSE_NOT, ".well-known/a" },
	{ "dotfiles below it too", "GET /.well-known/.a HTTP/1.0", REFUSE_NOT,
	    ".well-known/.a" },
	{ "but only at the top", "GET /a/.well-known/b HTTP/1.0", REFUSE_HIDDEN,
	    NULL },
	{ "and by its whole name", "GET /.well-known-x HTTP/1.0", REFUSE_HIDDEN,
	    NULL },
};

/* HiddenFiles: patterns that add to the dotfiles, and no patterns. */
static void
test_patterns(void)
{
	static const struct {
		const char *conf, *path;
		bool hidden;
	} all[] = {
		{ "", ".git", true },
		{ "", "a~", false },
		{ "HiddenFiles *~ *.bak", "a~", true },
		{ "HiddenFiles *~ *.bak", "a.bak/b", true },
		{ "HiddenFiles *~ *.bak", "b/a.bak", true },
		{ "HiddenFiles *~ *.bak", "a.bak.txt", false },
		{ "HiddenFiles *~ *.bak", "a/.git", true },
		{ "HiddenFiles *.bak", "PAGE.BAK", true },
		{ "HiddenFiles *.BAK", "page.bak", true },
		{ "HiddenFiles *.bak", "a.Bak/b", true },
		{ "HiddenFiles *.bak", "page.bak.", true },
		{ "HiddenFiles *.bak", "page.BAK. .", true },
		{ "HiddenFiles *.bak", "page.bak .txt", false },
		{ "HiddenFiles none\nHiddenFiles .ht*", ".HTACCESS", true },
		{ "HiddenFiles none", ".MiniHTTP-Staged-7", true },
		{ "HiddenFiles none", "a./b", false },
		{ "HiddenFiles *~", ".well-known/a~", false },
		{ "HiddenFiles *~", "a/.well-known/a", true },
		{ "HiddenFiles none", ".git", false },
		{ "HiddenFiles none\nHiddenFiles .ht*", ".git", false },
		{ "HiddenFiles none\nHiddenFiles .ht*", ".htaccess", true },
		{ "HiddenFiles none", FILE_STAGED "-7", true },
		{ "HiddenFiles none", "a/" FILE_STAGED, true },
		{ "HiddenFiles *", "", false },
	};
	struct conf_error e;
	struct conf conf;

	for (size_t i = 0; i < COUNT(all); i++) {
		conf_init(&conf);
		OK(conf_parse(&conf, span_str(all[i].conf), &e) &&
			hidden_path(&conf, guarded(all[i].path)) ==
			    all[i].hidden,
		    "'%s': /%s is %s", shown(span_str(all[i].conf)),
		    all[i].path, all[i].hidden ? "hidden" : "shown");
	}
}

/* The index of a directory is a member of its archive. */
static void
test_archive(void)
{
	struct request req = { .method = METHOD_GET,
		.target = { .form = TARGET_ORIGIN,
		    .directory = true,
		    .path = SPAN("a"),
		    .query = SPAN("archive=zip") } };
	struct lookup found;
	struct conf conf;

	conf_init(&conf);
	OK(lookup_make(&conf, &req, &found) == REFUSE_NOT &&
		found.want.nindex == 1 && !found.want.lists,
	    "without Archive the index is wanted");
	conf.archive = true;
	OK(lookup_make(&conf, &req, &found) == REFUSE_NOT &&
		found.want.nindex == 0 && found.want.lists,
	    "with it the directory");
	req.target.directory = false;
	OK(lookup_make(&conf, &req, &found) == REFUSE_NOT && !found.want.lists,
	    "of a path without its slash there is no archive");
	req.target.directory = true;
	req.target.query = SPAN("sort=name");
	OK(lookup_make(&conf, &req, &found) == REFUSE_NOT &&
		found.want.nindex == 1,
	    "nor with another query");
}

/* A request through our own gateway may have come to it over TLS. */
static void
test_gateway(const struct conf *conf)
{
	struct conf behind = *conf;
	struct lookup found;
	struct request req = { .method = METHOD_GET,
		.target = { .form = TARGET_ABSOLUTE,
		    .secure = true,
		    .path = SPAN("a") } };

	behind.proxies.n = 1;
	OK(lookup_make(&behind, &req, &found) == REFUSE_NOT,
	    "https behind a proxy of ours (9110 7.4)");
	req.secure = true;
	OK(lookup_make(conf, &req, &found) == REFUSE_NOT,
	    "https on a connection by TLS (9110 7.4)");
}

int
main(void)
{
	struct conf conf;
	struct conf_error e;

	struct request options;

	conf_init(&conf);
	(void)conf_parse(
	    &conf, SPAN("RequestMethodSupport GET OPTIONS POST"), &e);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request_bounds bounds = lookup_bounds(&conf);
		struct lookup found = { 0 };
		struct request req;
		char head[256], buf[256];
		struct text room = TEXT(buf);
		enum refusal why;

		snprintf(head, sizeof head, "%s\r\n\r\n", cases[i].request);
		why = request_parse(guarded(head), &bounds, room, &req);
		if (why == REFUSE_NOT)
			why = lookup_make(&conf, &req, &found);
		OK(why == cases[i].want &&
			found.want.any == (cases[i].path != NULL) &&
			(!found.want.any ||
			    (strcmp(found.want.path.p, cases[i].path) == 0 &&
				found.want.path.n == strlen(cases[i].path))),
		    "%s: %s", cases[i].why, cases[i].request);
	}
	test_patterns();
	test_archive();
	test_gateway(&conf);
	options = (struct request){ .target = { .path = SPAN("a") } };
	OK(lookup_allowed(&conf, &options) ==
		(METHOD_BIT(METHOD_GET) | METHOD_BIT(METHOD_OPTIONS)),
	    "a file allows what reads it and is on");
	return DONE();
}
