/*
 * The key of a resource is a file of the site, never a name that a peer makes
 * up.
 */
#define _GNU_SOURCE
#include "site/counters_event.h"

#include "base/limits.h"
#include "unit/test.h"

static const struct {
	const char *why, *path;
	bool directory;
	int status;
	const char *key;
} cases[] = {
	{ "the root", "", true, 200, "/" },
	{ "a file", "a/b", false, 200, "/a/b" },
	{ "a directory", "a", true, 200, "/a/" },
	{ "part of a file", "a", false, 206, "/a" },
	{ "not modified", "a", false, 304, "/a" },
	{ "created", "a", false, 201, "/a" },
	{ "not there", "a", false, 404, "" },
	{ "moved", "a", false, 301, "" },
	{ "refused", "a", false, 416, "" },
	{ "broken", "a", false, 500, "" },
};

static struct span host = { "", 0 }, served = { "", 0 };

static struct counters_event
event(const struct request *req, int status, size_t room)
{
	static char buf[COUNTERS_EVENT_MOST];
	struct plan p = { .reply = { .status = status, .date = 77 },
		.served = served };
	struct asked a = { .req = req, .host = host };
	struct counters_event e;

	counters_event_make(&a, &p, 12, 7, (struct text){ buf, room, 0 }, &e);
	return e;
}

int
main(void)
{
	struct request req = { .target_why = REFUSE_NOT };
	struct counters_event e;

	for (size_t i = 0; i < COUNT(cases); i++) {
		req.target = (struct target){ .form = TARGET_ORIGIN,
			.path = guarded(cases[i].path),
			.directory = cases[i].directory };
		e = event(&req, cases[i].status, LIMIT_PATH + 2);
		OK(span_eq(e.key, span_str(cases[i].key)) &&
			e.status == cases[i].status && e.bytes == 12 &&
			e.time_s == 77 && e.took_us == 7,
		    "%s: '%s'", cases[i].why, shown(e.key));
	}
	req.target =
	    (struct target){ .form = TARGET_ASTERISK, .path = SPAN("") };
	OK(event(&req, 200, 100).key.n == 0, "OPTIONS * is of no resource");
	req.target = (struct target){ .path = SPAN("abc") };
	OK(event(&req, 200, 3).key.n == 0, "what has no room is not cut");
	served = SPAN("/index.html");
	OK(span_eq(event(&req, 200, 100).key, served),
	    "what Fallback answers counts as its file");
	host = SPAN("a.example");
	OK(span_eq(event(&req, 200, 100).key, SPAN("a.example/index.html")),
	    "of its host");
	served = SPAN("");
	OK(span_eq(event(&req, 200, 100).key, SPAN("a.example/abc")),
	    "a resource is one of its host (9110 4.2.3)");
	OK(event(&req, 404, 100).key.n == 0, "and a host alone is none");
	req.target_why = REFUSE_TARGET;
	OK(event(&req, 200, 100).key.n == 0, "a target that was refused");
	return DONE();
}
