/*
 * Requests that change files: the decision before the body is read, and the
 * answer after it.
 */
#define _GNU_SOURCE
#include "site/upload.h"

#include "site/lookup.h"
#include "unit/test.h"

/* 2026-11-21 10:00:00 UTC; the file is from 1994-11-06 08:49:37.5 */
#define NOW_NS (1795255200 * (int64_t)1000000000)
#define MTIME_NS (784111777 * (int64_t)1000000000 + 500000000)
#define ETAG "\"0-11-64-ae1b981da166f00-0\""
#define BEFORE "Sun, 06 Nov 1994 08:49:36 GMT"

#define PUT(fields) "PUT /u/f HTTP/1.1\r\nHost: a\r\n" fields "\r\n"
#define PUT5(fields) PUT("Content-Length: 5\r\n" fields)
#define POST5(fields)                                                          \
	"POST /u/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n" fields "\r\n"
#define DELETE(target) "DELETE " target " HTTP/1.1\r\nHost: a\r\n\r\n"
#define FORM "Content-Type: multipart/form-data; boundary="

static const struct {
	const char *why, *request;
	enum file_kind kind;
	enum refusal refusal;
	enum plan_effect effect;
	enum plan_intake intake;
	bool invites, close;
} cases[] = {
	{ "a new file", PUT5(""), FILE_ABSENT, REFUSE_NOT, EFFECT_STORE,
	    INTAKE_TAKE, false, false },
	{ "in place of another", PUT5(""), FILE_REGULAR, REFUSE_NOT,
	    EFFECT_STORE, INTAKE_TAKE, false, false },
	{ "in chunks", PUT("Transfer-Encoding: chunked\r\n"), FILE_ABSENT,
	    REFUSE_NOT, EFFECT_STORE, INTAKE_TAKE, false, false },
	{ "an empty one", PUT("Content-Length: 0\r\n"), FILE_ABSENT, REFUSE_NOT,
	    EFFECT_STORE, INTAKE_TAKE, false, false },
	{ "a peer that waits is invited (10.1.1)",
	    PUT5("Expect: 100-continue\r\n"), FILE_ABSENT, REFUSE_NOT,
	    EFFECT_STORE, INTAKE_TAKE, true, false },
	{ "but not to send nothing",
	    PUT("Content-Length: 0\r\nExpect: 100-continue\r\n"), FILE_ABSENT,
	    REFUSE_NOT, EFFECT_STORE, INTAKE_TAKE, false, false },
	{ "nor what is refused: it gets its answer and a close",
	    PUT5("Expect: 100-continue\r\n"), FILE_DIRECTORY,
	    REFUSE_IS_DIRECTORY, EFFECT_NONE, INTAKE_NONE, false, true },
	{ "1.0 knows no invitation",
	    "PUT /u/f HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue"
	    "\r\n\r\n",
	    FILE_ABSENT, REFUSE_NOT, EFFECT_STORE, INTAKE_TAKE, false, true },
	{ "no length (8.6, 15.5.12)", PUT(""), FILE_ABSENT,
	    REFUSE_LENGTH_MISSING, EFFECT_NONE, INTAKE_NONE, false, false },
	{ "a part (14.5)", PUT5("Content-Range: bytes 0-4/9\r\n"), FILE_ABSENT,
	    REFUSE_PARTIAL, EFFECT_NONE, INTAKE_DROP, false, false },
	{ "a content coding (9.3.4)", PUT5("Content-Encoding: gzip\r\n"),
	    FILE_ABSENT, REFUSE_CODED, EFFECT_NONE, INTAKE_DROP, false, false },
	{ "one beside identity", PUT5("Content-Encoding: identity, br\r\n"),
	    FILE_ABSENT, REFUSE_CODED, EFFECT_NONE, INTAKE_DROP, false, false },
	{ "none by another name", PUT5("Content-Encoding: Identity\r\n"),
	    FILE_ABSENT, REFUSE_NOT, EFFECT_STORE, INTAKE_TAKE, false, false },
	{ "a malformed digest", PUT5("Content-Digest: sha-256=x\r\n"),
	    FILE_ABSENT, REFUSE_DIGEST, EFFECT_NONE, INTAKE_DROP, false,
	    false },
	{ "over MaxBodySize", PUT("Content-Length: 1048577\r\n"), FILE_ABSENT,
	    REFUSE_BODY_LARGE, EFFECT_NONE, INTAKE_NONE, false, true },
	{ "over the quota", PUT("Content-Length: 101\r\n"), FILE_ABSENT,
	    REFUSE_QUOTA, EFFECT_NONE, INTAKE_DROP, false, false },
	{ "elsewhere", "PUT /f HTTP/1.0\r\nContent-Length: 5\r\n\r\n",
	    FILE_ABSENT, REFUSE_METHOD_HERE, EFFECT_NONE, INTAKE_DROP, false,
	    true },
	{ "beside", "PUT /ux HTTP/1.0\r\nContent-Length: 5\r\n\r\n",
	    FILE_ABSENT, REFUSE_METHOD_HERE, EFFECT_NONE, INTAKE_DROP, false,
	    true },
	{ "the prefix itself", "PUT /u HTTP/1.0\r\nContent-Length: 5\r\n\r\n",
	    FILE_ABSENT, REFUSE_METHOD_HERE, EFFECT_NONE, INTAKE_DROP, false,
	    true },
	{ "a name that ends in a slash",
	    "PUT /u/f/ HTTP/1.0\r\nContent-Length: 5\r\n\r\n", FILE_ABSENT,
	    REFUSE_METHOD_HERE, EFFECT_NONE, INTAKE_DROP, false, true },
	{ "the place of the status page",
	    "PUT /u/status HTTP/1.0\r\nContent-Length: 5\r\n\r\n", FILE_ABSENT,
	    REFUSE_METHOD_HERE, EFFECT_NONE, INTAKE_DROP, false, true },
	{ "a dotfile", "PUT /u/.f HTTP/1.0\r\nContent-Length: 5\r\n\r\n",
	    FILE_ABSENT, REFUSE_NAME, EFFECT_NONE, INTAKE_DROP, false, true },
	{ "a directory is there", PUT5(""), FILE_DIRECTORY, REFUSE_IS_DIRECTORY,
	    EFFECT_NONE, INTAKE_DROP, false, false },
	{ "a link is there", PUT5(""), FILE_SYMLINK, REFUSE_SYMLINK,
	    EFFECT_NONE, INTAKE_DROP, false, false },
	{ "a FIFO is there", PUT5(""), FILE_SPECIAL, REFUSE_SPECIAL,
	    EFFECT_NONE, INTAKE_DROP, false, false },
	{ "its directory is not", PUT5(""), FILE_NO_PARENT, REFUSE_NO_PARENT,
	    EFFECT_NONE, INTAKE_DROP, false, false },
	{ "the system denies it", PUT5(""), FILE_DENIED, REFUSE_UNWRITABLE,
	    EFFECT_NONE, INTAKE_DROP, false, false },
	{ "out of descriptors", PUT5(""), FILE_BUSY, REFUSE_BUSY, EFFECT_NONE,
	    INTAKE_DROP, false, false },
	{ "EIO", PUT5(""), FILE_BROKEN, REFUSE_STORE, EFFECT_NONE, INTAKE_DROP,
	    false, false },

	{ "If-Match", PUT5("If-Match: " ETAG "\r\n"), FILE_REGULAR, REFUSE_NOT,
	    EFFECT_STORE, INTAKE_TAKE, false, false },
	{ "If-Match of another", PUT5("If-Match: \"x\"\r\n"), FILE_REGULAR,
	    REFUSE_PRECONDITION, EFFECT_NONE, INTAKE_DROP, false, false },
	{ "a weak one never matches (13.1.1)", PUT5("If-Match: W/" ETAG "\r\n"),
	    FILE_REGULAR, REFUSE_PRECONDITION, EFFECT_NONE, INTAKE_DROP, false,
	    false },
	{ "If-Match: * of nothing", PUT5("If-Match: *\r\n"), FILE_ABSENT,
	    REFUSE_PRECONDITION, EFFECT_NONE, INTAKE_DROP, false, false },
	{ "If-None-Match: * of nothing", PUT5("If-None-Match: *\r\n"),
	    FILE_ABSENT, REFUSE_NOT, EFFECT_STORE, INTAKE_TAKE, false, false },
	{ "If-None-Match: * of something", PUT5("If-None-Match: *\r\n"),
	    FILE_REGULAR, REFUSE_PRECONDITION, EFFECT_NONE, INTAKE_DROP, false,
	    false },
	{ "If-Unmodified-Since", PUT5("If-Unmodified-Since: " BEFORE "\r\n"),
	    FILE_REGULAR, REFUSE_PRECONDITION, EFFECT_NONE, INTAKE_DROP, false,
	    false },
	{ "If-Modified-Since is for readers (13.1.3)",
	    PUT5("If-Modified-Since: Sun, 06 Nov 2094 08:49:37 GMT\r\n"),
	    FILE_REGULAR, REFUSE_NOT, EFFECT_STORE, INTAKE_TAKE, false, false },

	{ "DELETE", DELETE("/u/f"), FILE_REGULAR, REFUSE_NOT, EFFECT_REMOVE,
	    INTAKE_NONE, false, false },
	{ "DELETE of a directory", DELETE("/u/d/"), FILE_DIRECTORY, REFUSE_NOT,
	    EFFECT_REMOVE, INTAKE_NONE, false, false },
	{ "DELETE of nothing", DELETE("/u/f"), FILE_ABSENT, REFUSE_ABSENT,
	    EFFECT_NONE, INTAKE_NONE, false, false },
	{ "DELETE of a file with a slash", DELETE("/u/f/"), FILE_REGULAR,
	    REFUSE_ABSENT, EFFECT_NONE, INTAKE_NONE, false, false },
	{ "DELETE of the prefix", DELETE("/u/"), FILE_DIRECTORY,
	    REFUSE_METHOD_HERE, EFFECT_NONE, INTAKE_NONE, false, false },
	{ "DELETE with content: it is dropped, and deletes",
	    "DELETE /u/f HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
	    FILE_REGULAR, REFUSE_NOT, EFFECT_REMOVE, INTAKE_DROP, false,
	    false },

	{ "POST", POST5(""), FILE_DIRECTORY, REFUSE_NOT, EFFECT_ADD,
	    INTAKE_TAKE, false, false },
	{ "POST of a form", POST5(FORM "x\r\n"), FILE_DIRECTORY, REFUSE_NOT,
	    EFFECT_FORM, INTAKE_TAKE, false, false },
	{ "a form without a boundary", POST5(FORM "\r\n"), FILE_DIRECTORY,
	    REFUSE_FORM, EFFECT_NONE, INTAKE_DROP, false, false },
	{ "POST to no directory", POST5(""), FILE_NO_PARENT, REFUSE_ABSENT,
	    EFFECT_NONE, INTAKE_DROP, false, false },
	{ "POST to a file", "POST /u/f HTTP/1.0\r\nContent-Length: 5\r\n\r\n",
	    FILE_REGULAR, REFUSE_METHOD_HERE, EFFECT_NONE, INTAKE_DROP, false,
	    true },
};

static struct conf conf;
static struct request req;
static struct plan plan;
static struct asked asked;
static char path_room[512];

static void
configure(const char *text)
{
	struct conf_error e;

	conf_init(&conf);
	if (!conf_parse(&conf,
		SPAN("RequestMethodSupport GET HEAD OPTIONS PUT DELETE POST\n"
		     "Upload /u/\nStatusPage /u/status\n"),
		&e) ||
	    !conf_parse(&conf, span_str(text), &e))
		printf("# %s\n", e.text);
}

static void
decide(const char *request, const struct file_facts *facts)
{
	struct request_bounds bounds = lookup_bounds(&conf);
	struct text room = TEXT(path_room);
	struct lookup found = { 0 };
	enum refusal why = request_parse(guarded(request), &bounds, room, &req);

	asked = (struct asked){ &conf, &req, facts, NOW_NS, false, 100, NULL,
		NULL, CODING_IDENTITY, false, 0, false, SPAN(""), SPAN(""),
		NULL, .ranges = NULL };
	if (why == REFUSE_NOT)
		why = lookup_make(&conf, &req, &found);
	if (why != REFUSE_NOT)
		plan_refuse(&asked, why, &plan);
	else
		plan_make(&asked, &plan);
}

static struct file_facts
facts_of(enum file_kind kind)
{
	return (struct file_facts){ .kind = kind,
		.size = 100,
		.inode = 0x11,
		.mtime_ns = MTIME_NS,
		.ctime_ns = MTIME_NS };
}

static void
test_cases(void)
{
	configure("");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct file_facts facts = facts_of(cases[i].kind);

		decide(cases[i].request, &facts);
		OK(plan.why == cases[i].refusal &&
			plan.effect == cases[i].effect &&
			plan.intake == cases[i].intake &&
			plan.invites == cases[i].invites &&
			plan.close == cases[i].close,
		    "%s", cases[i].why);
		if (plan.why != cases[i].refusal)
			printf("# %s\n", shown(refusal_name(plan.why)));
	}
}

/*
 * The outcome becomes an answer; its head has the one text and not the other.
 */
static void
test_settle(void)
{
	static const struct {
		const char *why, *request;
		bool created;
		const char *name;
		int status;
		enum plan_content body;
		const char *has, *lacks;
	} done[] = {
		{ "created (9.3.4, 15.3.2)", PUT5(""), true, "", 201,
		    CONTENT_TEXT, "ETag: " ETAG "\r\nLocation: /u/f\r\n",
		    "Last-Modified" },
		{ "replaced: 204 has no content and no length (8.6)", PUT5(""),
		    false, "", 204, CONTENT_NONE, "ETag: " ETAG "\r\n",
		    "Content-" },
		{ "replaced, and the file wanted (7240 4.2)",
		    PUT5("Prefer: return=representation\r\n"), false, "", 200,
		    CONTENT_FILE,
		    "ETag: " ETAG "\r\nContent-Location: /u/f\r\n"
		    "Preference-Applied: return=representation\r\n",
		    "\r\nLocation" },
		{ "another preference means nothing",
		    PUT5("Prefer: respond-async\r\n"), false, "", 204,
		    CONTENT_NONE, "ETag", "Preference" },
		{ "POST: the place of what was made (9.3.3)", POST5(""), true,
		    "a b", 201, CONTENT_TEXT, "Location: /u/a%20b\r\n",
		    "Content-Location" },
		{ "a form: see the directory (15.4.4)", POST5(FORM "x\r\n"),
		    true, "", 303, CONTENT_TEXT, "Location: /u/\r\n", "ETag" },
	};
	struct file_facts facts = facts_of(FILE_REGULAR);

	configure("");
	for (size_t i = 0; i < COUNT(done); i++) {
		struct deed deed = { .created = done[i].created,
			.facts = &facts,
			.name = span_str(done[i].name) };
		struct file_facts dir = facts_of(FILE_DIRECTORY);
		char buf[2048];
		struct text t = TEXT(buf);
		bool good;

		decide(done[i].request,
		    *done[i].request == 'P' && done[i].request[1] == 'O'
			? &dir
			: &facts);
		upload_settle(&asked, &deed, &plan);
		reply_head(&t, &plan.reply);
		text_char(&t, '\0');
		good = plan.reply.status == done[i].status &&
		       plan.content == done[i].body &&
		       strstr(buf, done[i].has) != NULL &&
		       strstr(buf, done[i].lacks) == NULL;
		OK(good, "%s", done[i].why);
		if (!good)
			printf("# %s\n", shown(TEXT_SPAN(t)));
	}
}

/*
 * Preconditions are checked again at the end; if they fail then, the answer is
 * 412.
 */
static void
test_recheck(void)
{
	struct file_facts facts = facts_of(FILE_REGULAR);

	configure("");
	decide(PUT5("If-Match: " ETAG "\r\n"), &facts);
	OK(plan.why == REFUSE_NOT && upload_recheck(&asked) == REFUSE_NOT,
	    "nothing has changed");
	facts.mtime_ns++;
	OK(upload_recheck(&asked) == REFUSE_PRECONDITION,
	    "another was faster: 412 (13.1.1)");
	facts = facts_of(FILE_ABSENT);
	OK(upload_recheck(&asked) == REFUSE_PRECONDITION,
	    "it was removed: 412");
	decide(PUT5(""), &facts);
	facts = facts_of(FILE_DIRECTORY);
	OK(upload_recheck(&asked) == REFUSE_IS_DIRECTORY,
	    "a directory has taken its place: 409");
}

/* The ETag of a file that has just been stored is strong (8.8.1). */
static void
test_settled(void)
{
	struct file_facts facts = facts_of(FILE_REGULAR);

	configure("");
	facts.mtime_ns = facts.ctime_ns = NOW_NS - 1;
	decide(PUT5("If-Match: \"0-11-64-18e9fed0ba3fffff-0\"\r\n"), &facts);
	OK(plan.why == REFUSE_PRECONDITION,
	    "a young file has a weak ETag, which If-Match never matches");
	facts.ctime_ns = NOW_NS;
	decide("GET /u/f HTTP/1.0\r\n\r\n", &facts);
	OK(!plan.reply.etag.weak, "one dated by os/stage has a strong one");
}

#define LOCAL "a.localhost"

static void
test_permit(void)
{
	static const struct {
		const char *why, *conf, *fields, *peer;
		enum refusal want;
		const char *host;
	} permits[] = {
		{ "neither address nor password: nobody", "", "", "192.0.2.1",
		    REFUSE_WRITE_FROM, LOCAL },
		{ "an address", "WriteFrom 192.0.2.0/24", "", "192.0.2.1",
		    REFUSE_NOT, LOCAL },
		{ "another", "WriteFrom 192.0.2.0/24", "", "192.0.3.1",
		    REFUSE_WRITE_FROM, LOCAL },
		{ "mapped into IPv6", "WriteFrom 192.0.2.0/24", "",
		    "::ffff:192.0.2.1", REFUSE_NOT, LOCAL },
		{ "the second block", "WriteFrom ::1\nWriteFrom 192.0.2.1", "",
		    "192.0.2.1", REFUSE_NOT, LOCAL },
		{ "a password is wanted", "WriteAuth /x", "", "192.0.2.1",
		    REFUSE_WRITE_AUTH, LOCAL },
		{ "both: the address first", "WriteAuth /x\nWriteFrom ::1", "",
		    "192.0.2.1", REFUSE_WRITE_FROM, LOCAL },
		{ "both: then the password",
		    "WriteAuth /x\nWriteFrom 192.0.2.1", "", "192.0.2.1",
		    REFUSE_WRITE_AUTH, LOCAL },
		{ "a page of this site", "WriteFrom ::1",
		    "Origin: http://A.localhost\r\n", "::1", REFUSE_NOT,
		    LOCAL },
		{ "behind TLS", "WriteFrom ::1",
		    "Origin: https://a.localhost\r\n", "::1", REFUSE_NOT,
		    LOCAL },
		{ "of another", "WriteFrom ::1", "Origin: http://b\r\n", "::1",
		    REFUSE_ORIGIN, LOCAL },
		{ "of another port", "WriteFrom ::1",
		    "Origin: http://a.localhost:81\r\n", "::1", REFUSE_ORIGIN,
		    LOCAL },
		{ "of none", "WriteFrom ::1", "Origin: null\r\n", "::1",
		    REFUSE_ORIGIN, LOCAL },
		{ "of two", "WriteFrom ::1",
		    "Origin: http://a.localhost\r\nOrigin: "
		    "http://a.localhost\r\n",
		    "::1", REFUSE_ORIGIN, LOCAL },
		{ "rebound: the host is another's (9110 7.4)", "WriteFrom ::1",
		    "Origin: http://evil.example:8080\r\n", "::1",
		    REFUSE_SERVER_NAME, "evil.example:8080" },
		{ "from a script of no browser too", "WriteFrom ::1", "", "::1",
		    REFUSE_SERVER_NAME, "evil.example" },
		{ "whoever may", "WriteFrom 0.0.0.0/0 ::/0", "", "::1",
		    REFUSE_SERVER_NAME, "evil.example" },
		{ "a name that is listed",
		    "WriteFrom ::1\nServerName a.example", "", "::1",
		    REFUSE_NOT, "a.example" },
		{ "where a password is wanted, any host",
		    "WriteFrom ::1\nWriteAuth /x", "", "::1", REFUSE_WRITE_AUTH,
		    "evil.example" },
		{ "by Auth too", "WriteFrom ::1\nAuth /u/ /x", "", "::1",
		    REFUSE_NOT, "evil.example" },
		{ "a page of another site, without an Origin", "WriteFrom ::1",
		    "Sec-Fetch-Site: cross-site\r\n", "::1", REFUSE_ORIGIN,
		    LOCAL },
		{ "of another port or name of this site", "WriteFrom ::1",
		    "Sec-Fetch-Site: same-site\r\n", "::1", REFUSE_ORIGIN,
		    LOCAL },
		{ "with a password too", "WriteAuth /x",
		    "Sec-Fetch-Site: cross-site\r\n", "::1", REFUSE_ORIGIN,
		    LOCAL },
		{ "a page of this very site", "WriteFrom ::1",
		    "Sec-Fetch-Site: same-origin\r\n", "::1", REFUSE_NOT,
		    LOCAL },
		{ "a person", "WriteFrom ::1", "Sec-Fetch-Site: none\r\n",
		    "::1", REFUSE_NOT, LOCAL },
	};

	for (size_t i = 0; i < COUNT(permits); i++) {
		struct request_bounds bounds;
		struct text room = TEXT(path_room);
		char head[256];
		struct address peer;

		configure(permits[i].conf);
		bounds = lookup_bounds(&conf);
		snprintf(head, sizeof head,
		    "PUT /u/f HTTP/1.1\r\nHost: %s\r\n%s\r\n", permits[i].host,
		    permits[i].fields);
		OK(address_parse(span_str(permits[i].peer), &peer) &&
			request_parse(guarded(head), &bounds, room, &req) ==
			    REFUSE_NOT &&
			upload_permit(&conf, &req, &peer, SPAN("")) ==
			    permits[i].want,
		    "%s", permits[i].why);
	}
}

static void
test_prefixes(void)
{
	static const struct {
		const char *prefixes, *path;
		bool directory;
		unsigned allowed;
	} covers[] = {
		{ "Upload /", "f", false, 5 },
		{ "Upload /", "", true, 2 },
		{ "Upload /", "d", true, 6 },
		{ "Upload /a", "a/f", false, 5 },
		{ "Upload /a/", "a", true, 2 },
		{ "Upload /a/", "a", false, 0 },
		{ "Upload /a/", "ab", false, 0 },
		{ "Upload /a/", "b/a/f", false, 0 },
		{ "Upload /a/b", "a/f", false, 0 },
		{ "Upload /a/b", "a/b/c/d", true, 6 },
		{ "Upload /x /a", "a/f", false, 5 },
	};

	for (size_t i = 0; i < COUNT(covers); i++) {
		struct target target = { .path = span_str(covers[i].path),
			.directory = covers[i].directory };
		struct conf_error e;
		unsigned set, bits;

		conf_init(&conf);
		(void)conf_parse(
		    &conf, SPAN("RequestMethodSupport PUT POST DELETE"), &e);
		(void)conf_parse(&conf, span_str(covers[i].prefixes), &e);
		set = upload_allowed(&conf, &target);
		bits = (set & METHOD_BIT(METHOD_PUT) ? 1u : 0) |
		       (set & METHOD_BIT(METHOD_POST) ? 2u : 0) |
		       (set & METHOD_BIT(METHOD_DELETE) ? 4u : 0);
		OK(bits == covers[i].allowed, "%s: /%s%s allows%s%s%s",
		    covers[i].prefixes, covers[i].path,
		    covers[i].directory ? "/" : "", bits & 1 ? " PUT" : "",
		    bits & 2 ? " POST" : "", bits & 4 ? " DELETE" : "");
	}
}

int
main(void)
{
	test_cases();
	test_settle();
	test_recheck();
	test_settled();
	test_permit();
	test_prefixes();
	return DONE();
}
