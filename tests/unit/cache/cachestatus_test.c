/*
 * Cache-Status (RFC 9211): the member that we write, and what we remove from a
 * stored head.
 */
#define _GNU_SOURCE
#include "cache/cachestatus.h"

#include "unit/test.h"

static const struct {
	const char *why;
	struct cachestatus status;
	const char *want;
} said[] = {
	{ "a hit (9211 2.1), and how long it is fresh (2.4)",
	    { .forward = FORWARD_NOT, .has_ttl = true, .ttl = 376 },
	    "minihttp-client; hit; ttl=376" },
	{ "a stale one has a negative ttl (2.4)",
	    { .forward = FORWARD_NOT, .has_ttl = true, .ttl = -5 },
	    "minihttp-client; hit; ttl=-5" },
	{ "a hit was neither stored nor collapsed (2.5, 2.6)",
	    { .forward = FORWARD_NOT, .stored = true, .collapsed = true },
	    "minihttp-client; hit" },
	{ "forwarded: why (2.2), the status (2.3), and stored (2.5)",
	    { .forward = FORWARD_STALE, .status = 304, .stored = true },
	    "minihttp-client; fwd=stale; fwd-status=304; stored" },
	{ "collapsed (2.6), with a detail (2.8)",
	    { .forward = FORWARD_URI_MISS,
		.collapsed = true,
		.detail = "waited" },
	    "minihttp-client; fwd=uri-miss; collapsed; detail=waited" },
};

#define HEAD "HTTP/1.1 200 OK\r\nA: b\r\n"

static const struct {
	const char *why, *lines, *want;
} cut[] = {
	{ "ours is the last line, and goes",
	    HEAD "Cache-Status: minihttp-client; hit\r\n", HEAD },
	{ "a head without ours stays", HEAD, HEAD },
	{ "that of another cache stays", HEAD "Cache-Status: other; hit\r\n",
	    HEAD "Cache-Status: other; hit\r\n" },
	{ "of two the last is ours",
	    HEAD "Cache-Status: minihttp-client; x\r\nB: c\r\n"
		 "Cache-Status: minihttp-client; hit\r\n",
	    HEAD "Cache-Status: minihttp-client; x\r\nB: c\r\n" },
	{ "nothing", "", "" },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(said); i++) {
		char buf[100];
		struct text t = TEXT(buf);

		cachestatus_put(&t, &said[i].status);
		OK(span_eq(TEXT_SPAN(t), span_str(said[i].want)), "%s",
		    said[i].why);
	}
	for (size_t i = 0; i < COUNT(cut); i++)
		OK(span_eq(cachestatus_cut(guarded(cut[i].lines)),
		       span_str(cut[i].want)),
		    "%s", cut[i].why);
	return DONE();
}
