#define _GNU_SOURCE
#include "cache/condition.h"

#include "unit/cache/stored.h"

#define LM "Last-Modified: Sun, 31 May 2026 00:00:00 GMT\r\n"
#define LM2 "Last-Modified: Sat, 30 May 2026 00:00:00 GMT\r\n"
#define IMS "If-Modified-Since: Sun, 31 May 2026 00:00:00 GMT\r\n"
#define A "ETag: \"a\"\r\n"
#define WA "ETag: W/\"a\"\r\n"
#define B "ETag: \"b\"\r\n"

static const struct {
	const char *why, *first, *second, *want;
	size_t nominated;
} puts_[] = {
	{ "4.3.1: a tag", A, NULL, "If-None-Match: \"a\"\r\n", 1 },
	{ "4.3.1: a weak one", WA, NULL, "If-None-Match: W/\"a\"\r\n", 1 },
	{ "4.3.1: a date", LM, NULL, IMS, 1 },
	{ "4.3.1: both, for old intermediaries", A LM, NULL,
	    "If-None-Match: \"a\"\r\n" IMS, 1 },
	{ "4.3.1: several tags", A LM, B LM, "If-None-Match: \"a\", \"b\"\r\n",
	    2 },
	{ "no validator", "", NULL, "", 0 },
	{ "8.8.3: what is no tag is none", "ETag: a\r\n", NULL, "", 0 },
	{ "5.6.7: what is no date is none", "Last-Modified: x\r\n", NULL, "",
	    0 },
	{ "one of two has a tag", "", B, "If-None-Match: \"b\"\r\n", 1 },
};

static void
test_puts(void)
{
	for (size_t i = 0; i < COUNT(puts_); i++) {
		char head[2][512], buf[512];
		struct entry e[2];
		struct text t = TEXT(buf);
		size_t n = puts_[i].second == NULL ? 1 : 2, nominated;

		snprintf(head[0], 512, OK_HEAD "%s", puts_[i].first);
		e[0] = stored(head[0], 0);
		if (n == 2) {
			snprintf(head[1], 512, OK_HEAD "%s", puts_[i].second);
			e[1] = stored(head[1], 0);
		}
		condition_put(&t, e, n, &nominated);
		OK(span_eq(TEXT_SPAN(t), span_str(puts_[i].want)) &&
			nominated == puts_[i].nominated,
		    "asked: %s: %s", puts_[i].why, shown(TEXT_SPAN(t)));
	}
}

/* Two stored responses; a 304 names number 0, number 1, or neither (2). */
static const struct {
	const char *why, *first, *second, *answer;
	size_t nominated, want;
} identifies[] = {
	{ "a strong tag", A, B, B, 2, 1 },
	{ "a strong tag that none has", A, B, "ETag: \"c\"\r\n", 2, 2 },
	{ "a strong tag does not mean a weak one", WA, B, A, 2, 2 },
	{ "a weak tag means it", WA, B, WA, 2, 0 },
	{ "a weak tag for a strong one", A, B, WA, 2, 0 },
	{ "a date", A LM, LM2, LM2, 1, 1 },
	{ "a date that none has", LM, LM2,
	    "Last-Modified: Mon, 01 Jun 2026 00:00:00 GMT\r\n", 1, 2 },
	{ "the tag counts, not the date", A LM, B LM2, B LM, 2, 1 },
	{ "no validator, and one was nominated", A, "", "", 1, 0 },
	{ "no validator, and two were", A, B, "", 2, 2 },
};

static void
test_identifies(void)
{
	for (size_t i = 0; i < COUNT(identifies); i++) {
		char head[3][512];
		struct entry e[2];
		struct message m;

		snprintf(head[0], 512, OK_HEAD "%s", identifies[i].first);
		snprintf(head[1], 512, OK_HEAD "%s", identifies[i].second);
		snprintf(
		    head[2], 512, "HTTP/1.1 304 x\r\n%s", identifies[i].answer);
		e[0] = stored(head[0], 0);
		e[1] = stored(head[1], 0);
		message_parse(guarded(head[2]), &m);
		OK(condition_identify(e, 2, &m, identifies[i].nominated) ==
			identifies[i].want,
		    "9111 4.3.4: %s", identifies[i].why);
	}
}

static const struct {
	const char *why, *head;
	uint64_t held;
	const char *want; /* NULL: the download starts anew */
} resumes[] = {
	{ "a strong tag", A, 4, "Range: bytes=4-\r\nIf-Range: \"a\"\r\n" },
	{ "13.1.5: not a weak one", WA, 4, NULL },
	{ "8.8.2.2: a date that is old enough", LM NOW_DATE, 4,
	    "Range: bytes=4-\r\nIf-Range: Sun, 31 May 2026 00:00:00 GMT\r\n" },
	{ "8.8.2.2: one that may have changed in the same second",
	    "Last-Modified: Mon, 01 Jun 2026 00:00:00 GMT\r\n" NOW_DATE, 4,
	    NULL },
	{ "8.8.2.2: not without a Date", LM, 4, NULL },
	{ "a weak tag and a strong date", WA LM NOW_DATE, 4, NULL },
	{ "no validator", "", 4, NULL },
	{ "nothing is held", A, 0, NULL },
	{ "all is held", A, 10, NULL },
};

static void
test_resumes(void)
{
	for (size_t i = 0; i < COUNT(resumes); i++) {
		char head[512], buf[256];
		struct text t = TEXT(buf);
		struct entry e;
		bool good;

		snprintf(head, sizeof head, OK_HEAD "%s", resumes[i].head);
		e = stored(head, 0);
		e.held = resumes[i].held;
		good = condition_put_resume(&t, &e);
		OK(good == (resumes[i].want != NULL) &&
			span_eq(TEXT_SPAN(t),
			    span_str(good ? resumes[i].want : "")),
		    "resumed: %s: %s", resumes[i].why, shown(TEXT_SPAN(t)));
	}
}

static const struct {
	const char *why, *stored_head, *answer;
	bool want;
} heads[] = {
	{ "the same tag", A, A, true },
	{ "another tag", A, B, false },
	{ "a tag where there was none", "", A, false },
	{ "another date", LM, LM2, false },
	{ "the same length", "", "Content-Length: 10\r\n", true },
	{ "another length", A, A "Content-Length: 11\r\n", false },
	{ "nothing to compare", A, "", true },
};

static const struct {
	const char *why, *value;
	bool good;
	struct condition_range want;
} ranges[] = {
	{ "as it should be", "bytes 0-99/1000", true, { 0, 100, 1000 } },
	{ "the whole is not known", "bytes 5-5/*", true,
	    { 5, 1, ENTRY_UNKNOWN } },
	{ "the last byte", "bytes 999-999/1000", true, { 999, 1, 1000 } },
	{ "beyond the end", "bytes 999-1000/1000", false, { 0, 0, 0 } },
	{ "the wrong way round", "bytes 9-8/10", false, { 0, 0, 0 } },
	{ "unsatisfied", "bytes */10", false, { 0, 0, 0 } },
	{ "another unit", "lines 0-1/2", false, { 0, 0, 0 } },
	{ "no number", "bytes a-b/c", false, { 0, 0, 0 } },
	{ "2^64", "bytes 0-18446744073709551615/*", false, { 0, 0, 0 } },
	{ "nothing", "", false, { 0, 0, 0 } },
};

static void
test_heads(void)
{
	for (size_t i = 0; i < COUNT(heads); i++) {
		char head[512], answer[512];
		struct message m;
		struct entry e;

		snprintf(head, 512, OK_HEAD "%s", heads[i].stored_head);
		snprintf(answer, 512, OK_HEAD "%s", heads[i].answer);
		e = stored(head, 0);
		message_parse(guarded(answer), &m);
		OK(condition_head_matches(&e, &m) == heads[i].want,
		    "9111 4.3.5: %s", heads[i].why);
	}
	for (size_t i = 0; i < COUNT(ranges); i++) {
		char line[128];
		struct condition_range r = { 0, 0, 0 };
		bool good;

		snprintf(line, sizeof line, "Content-Range: %s\r\n",
		    ranges[i].value);
		good = condition_content_range(request(line), &r);
		OK(good == ranges[i].good && r.first == ranges[i].want.first &&
			r.length == ranges[i].want.length &&
			r.whole == ranges[i].want.whole,
		    "9110 14.4: %s", ranges[i].why);
	}
}

static void
test_parts(void)
{
	struct entry e[2] = { stored(OK_HEAD A LM NOW_DATE, 0),
		stored(OK_HEAD A LM NOW_DATE, 0) };
	struct entry weak = stored(OK_HEAD WA LM NOW_DATE, 0);
	struct entry dated = stored(OK_HEAD LM NOW_DATE, 0);
	char buf[256];
	struct text t = TEXT(buf);
	size_t nominated;

	e[0].whole = 20;
	condition_put(&t, e, 1, &nominated);
	OK(t.n == 0 && nominated == 0,
	    "4.3.2: the tag of a part is not for If-None-Match");
	OK(condition_same_strong(&e[0].message, &e[1].message),
	    "3.4: the same strong tag");
	OK(!condition_same_strong(&e[0].message, &weak.message),
	    "3.4: not a weak one");
	OK(!condition_same_strong(&e[0].message, &dated.message),
	    "3.4: nor a date where the other has a tag");
	OK(condition_same_strong(&dated.message, &dated.message),
	    "3.4: strong dates");
}

int
main(void)
{
	test_puts();
	test_identifies();
	test_resumes();
	test_heads();
	test_parts();
	return DONE();
}
