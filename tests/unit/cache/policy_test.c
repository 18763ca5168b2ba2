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

/* A request for a response that was stored `age` seconds ago. */
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
	{ "5.2.1.1: it does not make fresh what is stale", CC "max-age=100\r\n",
	    FRESH_60, 70, VALIDATE, FORWARD_STALE },
	{ "5.2.1.1: the Age of the response counts", CC "max-age=10\r\n",
	    FRESH_60 "Age: 8\r\n", 3, VALIDATE, FORWARD_REQUEST },
	{ "5.2.1.1: a number that is none asks for a new one",
	    CC "max-age=x\r\n", FRESH_60, 1, VALIDATE, FORWARD_REQUEST },
	{ "4.2.3: an Age beyond the lifetime", "", FRESH_60 "Age: 60\r\n", 0,
	    VALIDATE, FORWARD_STALE },
	{ "4.2.3: and just within it", "", FRESH_60 "Age: 59\r\n", 0, FRESH,
	    FORWARD_NOT },
	{ "5.2.1.3: more than the lifetime is never met", CC "min-fresh=61\r\n",
	    FRESH_60, 0, VALIDATE, FORWARD_REQUEST },
	{ "5.2.1.3: the Age of the response counts", CC "min-fresh=50\r\n",
	    FRESH_60 "Age: 11\r\n", 0, VALIDATE, FORWARD_REQUEST },
	{ "5.2.1.1: max-stale beside max-age allows what is stale",
	    CC "max-age=100, max-stale=20\r\n", FRESH_60, 70, STALE,
	    FORWARD_NOT },
	{ "5.2.1.2: min-fresh is stronger than max-stale",
	    CC "min-fresh=1, max-stale\r\n", FRESH_60, 70, VALIDATE,
	    FORWARD_STALE },
	{ "5.2.1.4: no-cache is stronger than max-stale",
	    CC "no-cache, max-stale\r\n", FRESH_60, 70, VALIDATE,
	    FORWARD_STALE },
	{ "5.4: Pragma beside Cache-Control is not read",
	    "Pragma: no-cache\r\n" CC "max-stale\r\n", FRESH_60, 0, FRESH,
	    FORWARD_NOT },
	{ "5.4: Pragma in a response says nothing", "",
	    FRESH_60 "Pragma: no-cache\r\n", 0, FRESH, FORWARD_NOT },
	{ "5.2.2.1: max-age=0 is stale at once", "", CC "max-age=0\r\n", 0,
	    VALIDATE, FORWARD_STALE },
	{ "5.2.2: private and public do not matter to freshness", "",
	    CC "private, max-age=60\r\n", 59, FRESH, FORWARD_NOT },
	{ "5.2.2.6: nor does no-transform", "",
	    CC "no-transform, max-age=60\r\n", 59, FRESH, FORWARD_NOT },
	{ "8246 2: immutable states no lifetime", "", CC "immutable\r\n", 0,
	    VALIDATE, FORWARD_STALE },
	{ "8246 2: no-cache is stronger", CC "max-age=0\r\n",
	    CC "max-age=60, immutable, no-cache\r\n", 1, VALIDATE,
	    FORWARD_STALE },
	{ "8246 2: min-fresh is no reload", CC "min-fresh=100\r\n",
	    CC "max-age=60, immutable\r\n", 1, VALIDATE, FORWARD_REQUEST },
	{ "5861 3: not when the request says no-cache", CC "no-cache\r\n",
	    CC "max-age=60, stale-while-revalidate=30\r\n", 70, VALIDATE,
	    FORWARD_STALE },
	{ "5861 3: not where the response says no-cache", "",
	    CC "max-age=60, no-cache, stale-while-revalidate=30\r\n", 70,
	    VALIDATE, FORWARD_STALE },
	{ "5861 3: from when it is stale, not from when it came", "",
	    CC "max-age=60, stale-while-revalidate=30\r\nAge: 50\r\n", 39,
	    REFRESH, FORWARD_NOT },
	{ "5861 3: of Expires too", "",
	    "Expires: Thu, 01 Jan 1970 00:00:00 GMT\r\n" CC
	    "stale-while-revalidate=30\r\n",
	    20, REFRESH, FORWARD_NOT },
	{ "5861 4: says nothing where no error is", "",
	    CC "max-age=60, stale-if-error=30\r\n", 70, VALIDATE,
	    FORWARD_STALE },
	{ "9110 13.1.5: If-Range of the caller's passes by",
	    "Range: bytes=2-4\r\nIf-Range: \"a\"\r\n", FRESH_60, 0, FETCH,
	    FORWARD_BYPASS },
	{ "9110 14.1.2: the last bytes", "Range: bytes=-3\r\n", FRESH_60, 0,
	    FRESH, FORWARD_NOT },
	{ "9110 14.1.2: from a byte on", "Range: bytes=4-\r\n", FRESH_60, 0,
	    FRESH, FORWARD_NOT },
	{ "9110 14.2: a range of what is stale is not used",
	    "Range: bytes=2-4\r\n", FRESH_60, 61, VALIDATE, FORWARD_STALE },
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

/*
 * Requests without a stored response, with another method, offline, for a part.
 */
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
	e.whole = 20; /* the first ten bytes of the representation */
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

static const struct {
	const char *why, *request, *response;
	int64_t age;
	bool want;
} errors[] = {
	{ "within the time", "", CC "max-age=60, stale-if-error=40\r\n", 100,
	    true },
	{ "beyond it", "", CC "max-age=60, stale-if-error=40\r\n", 101, false },
	{ "the request's", CC "stale-if-error=40\r\n", FRESH_60, 100, true },
	{ "the shorter of two does not bind the longer",
	    CC "stale-if-error=50\r\n", CC "max-age=60, stale-if-error=5\r\n",
	    100, true },
	{ "from when it is stale: Age counts", "",
	    CC "max-age=60, stale-if-error=40\r\nAge: 50\r\n", 51, false },
	{ "what is no number is no leave", "",
	    CC "max-age=60, stale-if-error=x\r\n", 61, false },
	{ "nor is stale-while-revalidate", "",
	    CC "max-age=60, stale-while-revalidate=40\r\n", 61, false },
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
	OK(policy_invalidates(METHOD_PUT, 302), "4.4: a redirect too");
	OK(policy_invalidates(METHOD_PATCH, 200), "4.4: PATCH");
	OK(!policy_invalidates(METHOD_HEAD, 200), "9110 9.2.1: HEAD is safe");
	OK(!policy_invalidates(METHOD_OPTIONS, 200),
	    "9110 9.2.1: OPTIONS is safe");
	OK(!policy_invalidates(METHOD_PUT, 100), "4.4: nor an interim answer");
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
	test_errors();
	test_invalidates();
	test_choose();
	return DONE();
}
