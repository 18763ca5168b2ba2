#define _GNU_SOURCE
#include "cache/policy.h"

#include "unit/cache/stored.h"

#define CC "Cache-Control: "
#define FRESH_60 CC "max-age=60\r\n"

#define FRESH VERDICT_FRESH
#define STALE VERDICT_STALE
#define REFRESH VERDICT_REFRESH
#define VALIDATE VERDICT_VALIDATE
#define FETCH VERDICT_FETCH
#define NONE VERDICT_NONE

/* A request for what was stored `age` seconds ago. */
static const struct {
	const char *why, *request, *response;
	int64_t age;
	enum verdict want;
	enum forward forward;
} uses[] = {
	{ "4.2: fresh", "", FRESH_60, 59, FRESH, FORWARD_NOT },
	{ "4.2: lifetime > age, not >=", "", FRESH_60, 60, VALIDATE,
	    FORWARD_STALE },
	{ "4: stale is validated", "", FRESH_60, 61, VALIDATE, FORWARD_STALE },
	{ "4: nothing stated is validated", "", "", 0, VALIDATE,
	    FORWARD_STALE },
	{ "a clock set back", "", FRESH_60, -1, VALIDATE, FORWARD_STALE },
	{ "5.2.2.10: s-maxage is for others", "", CC "s-maxage=60\r\n", 0,
	    VALIDATE, FORWARD_STALE },
	{ "5.2.2.4: no-cache, though fresh", "", CC "max-age=60, no-cache\r\n",
	    0, VALIDATE, FORWARD_STALE },
	{ "5.2.2.4: with fields too", "", CC "max-age=60, no-cache=\"x\"\r\n",
	    0, VALIDATE, FORWARD_STALE },
	{ "5.2.2.2: must-revalidate does not matter while fresh", "",
	    CC "max-age=60, must-revalidate\r\n", 0, FRESH, FORWARD_NOT },
	{ "5.2.1.4: the request says no-cache", CC "no-cache\r\n", FRESH_60, 0,
	    VALIDATE, FORWARD_REQUEST },
	{ "5.4: or Pragma", "Pragma: no-cache\r\n", FRESH_60, 0, VALIDATE,
	    FORWARD_REQUEST },
	{ "5.2.1.1: too old for the request", CC "max-age=10\r\n", FRESH_60, 11,
	    VALIDATE, FORWARD_REQUEST },
	{ "5.2.1.1: just young enough", CC "max-age=10\r\n", FRESH_60, 10,
	    FRESH, FORWARD_NOT },
	{ "5.2.1.1: a reload", CC "max-age=0\r\n", FRESH_60, 1, VALIDATE,
	    FORWARD_REQUEST },
	{ "8246 2: no reload of what is immutable", CC "max-age=0\r\n",
	    CC "max-age=60, immutable\r\n", 1, FRESH, FORWARD_NOT },
	{ "8246 2: but when it is stale", CC "max-age=0\r\n",
	    CC "max-age=60, immutable\r\n", 61, VALIDATE, FORWARD_STALE },
	{ "8246 2: and by force", CC "no-cache\r\n",
	    CC "max-age=60, immutable\r\n", 1, VALIDATE, FORWARD_REQUEST },
	{ "5.2.1.3: not fresh for long enough", CC "min-fresh=50\r\n", FRESH_60,
	    11, VALIDATE, FORWARD_REQUEST },
	{ "5.2.1.3: fresh for long enough", CC "min-fresh=50\r\n", FRESH_60, 10,
	    FRESH, FORWARD_NOT },
	{ "5.2.1.2: max-stale of any age", CC "max-stale\r\n", FRESH_60, 100000,
	    STALE, FORWARD_NOT },
	{ "5.2.1.2: within it", CC "max-stale=5\r\n", FRESH_60, 65, STALE,
	    FORWARD_NOT },
	{ "5.2.1.2: beyond it", CC "max-stale=5\r\n", FRESH_60, 66, VALIDATE,
	    FORWARD_STALE },
	{ "4.2.4: but not where the response forbids it", CC "max-stale\r\n",
	    CC "max-age=60, must-revalidate\r\n", 61, VALIDATE, FORWARD_STALE },
	{ "4.2.4: nor with no-cache", CC "max-stale\r\n", CC "no-cache\r\n", 0,
	    VALIDATE, FORWARD_STALE },
	{ "5.2.2.8: proxy-revalidate is for others", CC "max-stale\r\n",
	    CC "max-age=60, proxy-revalidate\r\n", 61, STALE, FORWARD_NOT },
	{ "5861 3: stale while it is revalidated", "",
	    CC "max-age=60, stale-while-revalidate=30\r\n", 90, REFRESH,
	    FORWARD_NOT },
	{ "5861 3: not for ever", "",
	    CC "max-age=60, stale-while-revalidate=30\r\n", 91, VALIDATE,
	    FORWARD_STALE },
	{ "5861 3: must-revalidate is stronger", "",
	    CC "max-age=60, stale-while-revalidate=30, must-revalidate\r\n", 70,
	    VALIDATE, FORWARD_STALE },
	{ "5861 3: a request with max-age wants none that is stale",
	    CC "max-age=100\r\n",
	    CC "max-age=60, stale-while-revalidate=30\r\n", 70, VALIDATE,
	    FORWARD_STALE },
	{ "5.2.1.7: only if cached, and it is", CC "only-if-cached\r\n",
	    FRESH_60, 0, FRESH, FORWARD_NOT },
	{ "5.2.1.7: and it is stale", CC "only-if-cached\r\n", FRESH_60, 60,
	    NONE, FORWARD_STALE },
	{ "5.2.1.7: with leave to be stale", CC "only-if-cached, max-stale\r\n",
	    FRESH_60, 60, STALE, FORWARD_NOT },
	{ "4.3.2: preconditions of its own pass by", "If-None-Match: \"a\"\r\n",
	    FRESH_60, 0, FETCH, FORWARD_BYPASS },
	{ "a part of the whole", "Range: bytes=2-4\r\n", FRESH_60, 0, FRESH,
	    FORWARD_NOT },
	{ "9110 14.2: an unknown unit is ignored", "Range: lines=2-4\r\n",
	    FRESH_60, 0, FRESH, FORWARD_NOT },
	{ "several parts are not for us", "Range: bytes=0-1,4-5\r\n", FRESH_60,
	    0, VALIDATE, FORWARD_PARTIAL },
	{ "nor what lies beyond", "Range: bytes=10-\r\n", FRESH_60, 0, VALIDATE,
	    FORWARD_PARTIAL },
};

static void
test_uses(void)
{
	for (size_t i = 0; i < COUNT(uses); i++) {
		char head[512];
		struct judgement j;
		struct entry e;
		struct policy_request r = { METHOD_GET,
			request(uses[i].request), NOW, POLICY_ONLINE,
			FRESHNESS_STATED };

		snprintf(head, sizeof head, OK_HEAD "%s", uses[i].response);
		e = stored(head, uses[i].age);
		policy_judge(&r, &e, true, &j);
		OK(j.verdict == uses[i].want && j.forward == uses[i].forward,
		    "9111 %s: %d %d", uses[i].why, (int)j.verdict,
		    (int)j.forward);
	}
}

/* Without a response, with another method, offline, partial. */
static void
test_others(void)
{
	struct policy_request r = { METHOD_GET, request(""), NOW, POLICY_ONLINE,
		FRESHNESS_STATED };
	struct entry e = stored(OK_HEAD FRESH_60, 0);
	struct judgement j;

	policy_judge(&r, NULL, false, &j);
	OK(j.verdict == FETCH && j.forward == FORWARD_URI_MISS,
	    "9211 2.2: uri-miss");
	policy_judge(&r, NULL, true, &j);
	OK(j.verdict == FETCH && j.forward == FORWARD_VARY_MISS,
	    "9211 2.2: vary-miss");
	r.method = METHOD_PUT;
	policy_judge(&r, &e, true, &j);
	OK(j.verdict == FETCH && j.forward == FORWARD_METHOD,
	    "9111 4: unsafe methods are written through");
	r.method = METHOD_HEAD;
	policy_judge(&r, &e, true, &j);
	OK(j.verdict == FRESH, "9110 9.3.2: HEAD from a stored GET");
	r.method = METHOD_GET;
	e.flags = ENTRY_STALE;
	policy_judge(&r, &e, true, &j);
	OK(j.verdict == VALIDATE, "4.3.5: what HEAD showed to be stale");
	e = stored(OK_HEAD FRESH_60, 99);
	r.reach = POLICY_OFFLINE;
	policy_judge(&r, &e, true, &j);
	OK(j.verdict == STALE, "4.2.4: disconnected");
	e = stored(OK_HEAD CC "max-age=60, must-revalidate\r\n", 99);
	policy_judge(&r, &e, true, &j);
	OK(j.verdict == VALIDATE, "5.2.2.2: not even then");
	e = stored(OK_HEAD CC "no-cache\r\n", 0);
	policy_judge(&r, &e, true, &j);
	OK(j.verdict == VALIDATE, "5.2.2.4: not even then");
	r.reach = POLICY_ONLINE;
	e = stored(OK_HEAD FRESH_60, 0);
	e.whole = 20; /* the first ten bytes of it */
	policy_judge(&r, &e, true, &j);
	OK(j.verdict == VALIDATE && j.forward == FORWARD_PARTIAL,
	    "3.3: a part is no whole");
	r.fields = request("Range: bytes=0-9\r\n");
	policy_judge(&r, &e, true, &j);
	OK(j.verdict == FRESH, "3.3: a range wholly within");
	r.fields = request("Range: bytes=0-10\r\n");
	policy_judge(&r, &e, true, &j);
	OK(j.forward == FORWARD_PARTIAL, "3.3: and not a byte beyond");
	e.flags = ENTRY_CODED;
	r.fields = request("Range: bytes=0-1\r\n");
	policy_judge(&r, &e, true, &j);
	OK(j.forward == FORWARD_PARTIAL,
	    "offsets of a decoded body are not the server's");
}

#define STORE POLICY_STORE
#define PART POLICY_STORE_PART
#define NOT POLICY_STORE_NOT

static const struct {
	const char *why;
	enum method method;
	const char *request, *response;
	enum policy_store want;
} stores[] = {
	{ "15.1: heuristically cacheable", METHOD_GET, "", OK_HEAD, STORE },
	{ "3: not the answer to POST", METHOD_POST, "", OK_HEAD FRESH_60, NOT },
	{ "3: nor to HEAD", METHOD_HEAD, "", OK_HEAD FRESH_60, NOT },
	{ "3: not an interim one", METHOD_GET, "",
	    "HTTP/1.1 103 x\r\n" FRESH_60, NOT },
	{ "5.2.2.5: no-store", METHOD_GET, "", OK_HEAD CC "no-store\r\n", NOT },
	{ "5.2.1.5: in the request", METHOD_GET, CC "no-store\r\n",
	    OK_HEAD FRESH_60, NOT },
	{ "5.2.2.5: private does not matter", METHOD_GET, "",
	    OK_HEAD CC "no-store, private\r\n", NOT },
	{ "5.2.2.3: must-understand, and we do", METHOD_GET, "",
	    OK_HEAD CC "must-understand, no-store\r\n", STORE },
	{ "5.2.2.3: must-understand, and we do not", METHOD_GET, "",
	    "HTTP/1.1 299 x\r\n" CC "must-understand, max-age=9\r\n", NOT },
	{ "3: an unknown status may be stored", METHOD_GET, "",
	    "HTTP/1.1 299 x\r\n" FRESH_60, STORE },
	{ "3: but not without a reason", METHOD_GET, "", "HTTP/1.1 299 x\r\n",
	    NOT },
	{ "5.2.2.7: private is for us", METHOD_GET, "",
	    "HTTP/1.1 302 x\r\n" CC "private\r\n", STORE },
	{ "5.2.2.9: public is a reason", METHOD_GET, "",
	    "HTTP/1.1 302 x\r\n" CC "public\r\n", STORE },
	{ "5.3: so is Expires", METHOD_GET, "",
	    "HTTP/1.1 302 x\r\nExpires: 0\r\n", STORE },
	{ "3: s-maxage is not", METHOD_GET, "",
	    "HTTP/1.1 302 x\r\n" CC "s-maxage=60\r\n", NOT },
	{ "15.4.3: 302 by itself is not", METHOD_GET, "", "HTTP/1.1 302 x\r\n",
	    NOT },
	{ "15.4.2: 301 is", METHOD_GET, "", "HTTP/1.1 301 x\r\n", STORE },
	{ "15.5.5: 404 too", METHOD_GET, "", "HTTP/1.1 404 x\r\n", STORE },
	{ "15.6.1: 500 is not", METHOD_GET, "", "HTTP/1.1 500 x\r\n", NOT },
	{ "3.5: credentials do not matter to a private cache", METHOD_GET,
	    "Authorization: Basic eDp5\r\n", OK_HEAD, STORE },
	{ "4.1: Vary * never matches", METHOD_GET, "",
	    OK_HEAD "Vary: a, *\r\n" FRESH_60, NOT },
	{ "4.3: a 304 is not stored", METHOD_GET, "",
	    "HTTP/1.1 304 x\r\n" FRESH_60, NOT },
	{ "preconditions of the caller's", METHOD_GET, "If-Match: *\r\n",
	    OK_HEAD, NOT },
	{ "3.3: part, with a strong validator", METHOD_GET,
	    "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\nETag: \"a\"\r\nContent-Range: bytes 0-1/9\r\n",
	    PART },
	{ "3.4: not with a weak one", METHOD_GET, "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\nETag: W/\"a\"\r\nContent-Range: bytes "
	    "0-1/9\r\n",
	    NOT },
	{ "3.4: nor without", METHOD_GET, "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\nContent-Range: bytes 0-1/9\r\n", NOT },
	{ "15.3.7: nor of several parts", METHOD_GET,
	    "Range: bytes=0-1,3-4\r\n",
	    "HTTP/1.1 206 x\r\nETag: \"a\"\r\nContent-Type: "
	    "multipart/byteranges; boundary=x\r\n",
	    NOT },
	{ "14.4: nor one that makes no sense", METHOD_GET,
	    "Range: bytes=0-1\r\n",
	    "HTTP/1.1 206 x\r\nETag: \"a\"\r\nContent-Range: bytes 3-1/9\r\n",
	    NOT },
	{ "14.2: a Range that was ignored", METHOD_GET, "Range: bytes=0-1\r\n",
	    OK_HEAD, STORE },
};

static void
test_stores(void)
{
	for (size_t i = 0; i < COUNT(stores); i++) {
		struct message m;

		message_parse(guarded(stores[i].response), &m);
		OK(policy_may_store(stores[i].method,
		       request(stores[i].request), &m) == stores[i].want,
		    "may it be stored? %s", stores[i].why);
	}
}

static const struct {
	const char *why, *request, *response;
	int64_t age;
	bool want;
} errors[] = {
	{ "within the time", "", CC "max-age=60, stale-if-error=40\r\n", 100,
	    true },
	{ "beyond it", "", CC "max-age=60, stale-if-error=40\r\n", 101, false },
	{ "the request's", CC "stale-if-error=40\r\n", FRESH_60, 100, true },
	{ "not without leave", "", FRESH_60, 61, false },
	{ "must-revalidate is stronger", "",
	    CC "max-age=60, stale-if-error=40, must-revalidate\r\n", 61,
	    false },
	{ "so is no-cache", "", CC "no-cache, stale-if-error=40\r\n", 1,
	    false },
	{ "and one who wants it fresh", CC "no-cache\r\n",
	    CC "max-age=60, stale-if-error=40\r\n", 61, false },
	{ "a part that is held", "Range: bytes=1-2\r\n",
	    CC "max-age=60, stale-if-error=40\r\n", 61, true },
	{ "and one that is not", "Range: bytes=1-2,5-6\r\n",
	    CC "max-age=60, stale-if-error=40\r\n", 61, false },
};

static void
test_errors(void)
{
	for (size_t i = 0; i < COUNT(errors); i++) {
		char head[512];
		struct entry e;
		struct policy_request r = { METHOD_GET,
			request(errors[i].request), NOW, POLICY_ONLINE,
			FRESHNESS_STATED };

		snprintf(head, sizeof head, OK_HEAD "%s", errors[i].response);
		e = stored(head, errors[i].age);
		OK(policy_stale_if_error(&r, &e) == errors[i].want,
		    "5861 4: %s", errors[i].why);
	}
	OK(policy_is_error(500) && policy_is_error(502) &&
		policy_is_error(503) && policy_is_error(504) &&
		!policy_is_error(501) && !policy_is_error(404),
	    "5861 4: which statuses are errors");
}

static void
test_invalidates(void)
{
	OK(policy_invalidates(METHOD_PUT, 204), "4.4: PUT");
	OK(policy_invalidates(METHOD_POST, 200), "4.4: POST");
	OK(policy_invalidates(METHOD_DELETE, 303), "4.4: a redirect is none");
	OK(policy_invalidates(METHOD_UNKNOWN, 200),
	    "4.4: methods whose safety is unknown");
	OK(!policy_invalidates(METHOD_PUT, 412), "4.4: not after an error");
	OK(!policy_invalidates(METHOD_PUT, 500), "4.4: nor a server's");
	OK(!policy_invalidates(METHOD_GET, 200), "9110 9.2.1: GET is safe");
	OK(!policy_invalidates(METHOD_TRACE, 200), "9110 9.2.1: so is TRACE");
}

static void
test_choose(void)
{
	const char *fr = "Accept-Language: fr\r\n",
		   *de = "Accept-Language: de\r\n";
	struct entry e[3] = {
		stored_for(OK_HEAD "Vary: Accept-Language\r\n" NOW_DATE, 0, fr),
		stored_for(OK_HEAD "Vary: accept-language\r\n" NOW_DATE, 0, de),
		stored_for(OK_HEAD NOW_DATE, 0, ""),
	};

	OK(policy_choose(e, 2, request(fr)) == 0, "4.1: the one that matches");
	OK(policy_choose(e, 2, request(de)) == 1, "4.1: the other");
	OK(policy_choose(e, 2, request("")) == 2,
	    "4.1: an absent field matches only where it was absent");
	OK(policy_choose(e, 3, request(de)) == 1,
	    "4.1: rather one that says how it varies");
	OK(policy_choose(e, 3, request("")) == 2, "4.1: else the other");
	e[0] = stored(OK_HEAD "Date: Sun, 31 May 2026 00:00:00 GMT\r\n", 0);
	e[1] = stored(OK_HEAD NOW_DATE, 5);
	OK(policy_choose(e, 2, request("")) == 1,
	    "4: the most recent by its Date");
	OK(policy_choose(e, 0, request("")) == 0, "none of none");
}

int
main(void)
{
	test_uses();
	test_others();
	test_stores();
	test_errors();
	test_invalidates();
	test_choose();
	return DONE();
}
