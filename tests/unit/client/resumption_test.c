/*
 * The client's side of draft-ietf-httpbis-resumable-upload: what it sends, and
 * how it judges the answers.
 */
#define _GNU_SOURCE
#include "client/resumption.h"

#include "unit/test.h"

#define URL "http://a.example/d/new"
#define INTEROP "Upload-Draft-Interop-Version: 8\r\n"

static const struct {
	const char *why, *method, *fields;
	bool applies;
} requests[] = {
	{ "a PUT", "PUT", "Accept: */*\r\n", true },
	{ "without fields", "PUT", "", true },
	{ "a POST, whose repetition does it twice", "POST", "", false },
	{ "the method is case-sensitive (9110 9.1)", "put", "", false },
	{ "the caller speaks the draft", "PUT", "upload-complete: ?0\r\n",
	    false },
	{ "the caller speaks tus", "PUT", "A: b\r\nTus-Resumable: 1.0.0\r\n",
	    false },
	{ "a part of a file", "PUT", "Content-Range: bytes 0-1/3\r\n", false },
	{ "a digest of this content (9530 2)", "PUT",
	    "Content-Digest: sha-256=:x:\r\n", false },
	{ "in chunks", "PUT", "Transfer-Encoding: chunked\r\n", false },
};

static void
check_requests(void)
{
	for (size_t i = 0; i < COUNT(requests); i++)
		OK(resumption_applies(requests[i].method,
		       span_str(requests[i].fields)) == requests[i].applies,
		    "%s", requests[i].why);
}

/* Fields of the whole, and conditions, are sent with the PUT alone. */
static void
check_fields(void)
{
	static const char fields[] =
	    "Authorization: Basic eA==\r\nIf-Match: \"x\"\r\n"
	    "content-type: text/plain\r\nRepr-Digest: sha-256=:x:\r\n"
	    "Cookie: a=b\r\nExpect: 100-continue\r\n";
	static const char common[] =
	    "Authorization: Basic eA==\r\nCookie: a=b\r\n" INTEROP;
	char buf[1024], want[1024];
	struct text t = TEXT(buf);

	resumption_put_first(&t, span_str(fields), 7);
	snprintf(want, sizeof want,
	    "%s" INTEROP "Upload-Complete: ?1\r\nUpload-Length: 7\r\n", fields);
	OK(span_eq(TEXT_SPAN(t), span_str(want)), "the PUT");
	t.n = 0;
	resumption_put_question(&t, span_str(fields));
	OK(span_eq(TEXT_SPAN(t), span_str(common)), "the HEAD");
	t.n = 0;
	resumption_put_rest(&t, span_str(fields), 3);
	snprintf(want, sizeof want,
	    "%sContent-Type: application/partial-upload\r\n"
	    "Upload-Complete: ?1\r\nUpload-Offset: 3\r\n",
	    common);
	OK(span_eq(TEXT_SPAN(t), span_str(want)), "the PATCH");
}

static const struct {
	const char *why, *head, *location;
} offers[] = {
	{ "a 104", "HTTP/1.1 104 \r\nLocation: /d/new?upload=12\r\n\r\n",
	    "http://a.example/d/new?upload=12" },
	{ "by HTTP/2", "HTTP/2 104 \r\nlocation: ?u\r\n\r\n", URL "?u" },
	{ "an absolute one",
	    "HTTP/1.1 104 x\r\nLocation: http://a.example:80/u\r\n\r\n",
	    "http://a.example/u" },
	{ "another status", "HTTP/1.1 103 x\r\nLocation: /u\r\n\r\n", NULL },
	{ "no Location", "HTTP/1.1 104 x\r\nUpload-Offset: 3\r\n\r\n", NULL },
	{ "another origin gets no credentials",
	    "HTTP/1.1 104 x\r\nLocation: http://b.example/u\r\n\r\n", NULL },
	{ "another port is another origin",
	    "HTTP/1.1 104 x\r\nLocation: http://a.example:81/u\r\n\r\n", NULL },
	{ "another scheme",
	    "HTTP/1.1 104 x\r\nLocation: https://a.example/u\r\n\r\n", NULL },
	{ "no head", "104\r\n", NULL },
};

static void
check_offers(void)
{
	for (size_t i = 0; i < COUNT(offers); i++) {
		char buf[256];
		struct text t = TEXT(buf);
		bool good =
		    resumption_offer(span_str(offers[i].head), SPAN(URL), &t);

		OK(good == (offers[i].location != NULL) &&
			(good ? span_eq(
				    TEXT_SPAN(t), span_str(offers[i].location))
			      : t.n == 0),
		    "%s: %.*s", offers[i].why, (int)t.n, buf);
	}
}

#define GOOD "HTTP/1.1 204 No Content\r\n"
#define PART "Upload-Complete: ?0\r\n"
#define WHOLE "Upload-Complete: ?1\r\n"

static const struct {
	const char *why, *head, *fields;
	enum resumption_offset verdict;
	uint64_t offset;
} answers[] = {
	{ "a part", GOOD PART "Upload-Offset: 3\r\n\r\n", "", RESUMPTION_REST,
	    3 },
	{ "nothing yet", GOOD PART "Upload-Offset: 0\r\n\r\n", "",
	    RESUMPTION_REST, 0 },
	{ "every byte, but not the end", GOOD PART "Upload-Offset: 9\r\n\r\n",
	    "", RESUMPTION_REST, 9 },
	{ "it does not say whether it is complete",
	    "HTTP/1.1 200 OK\r\nUpload-Offset: 3\r\n\r\n", "", RESUMPTION_REST,
	    3 },
	{ "more than the file has", GOOD PART "Upload-Offset: 10\r\n\r\n", "",
	    RESUMPTION_ANEW, 0 },
	{ "no number", GOOD PART "Upload-Offset: x\r\n\r\n", "",
	    RESUMPTION_ANEW, 0 },
	{ "no offset", GOOD PART "\r\n", "", RESUMPTION_ANEW, 0 },
	{ "the whole", GOOD WHOLE "Upload-Offset: 9\r\n\r\n", "A: b\r\n",
	    RESUMPTION_WHOLE, 0 },
	{ "the whole of something shorter",
	    GOOD WHOLE "Upload-Offset: 3\r\n\r\n", "", RESUMPTION_ANEW, 0 },
	{ "the whole, under a condition", GOOD WHOLE "Upload-Offset: 9\r\n\r\n",
	    "A: b\r\nif-none-match: *\r\n", RESUMPTION_UNSURE, 0 },
	{ "none", "HTTP/1.1 404 Not Found\r\n\r\n", "", RESUMPTION_ANEW, 0 },
	{ "none any more", "HTTP/1.1 410 Gone\r\n\r\n", "", RESUMPTION_ANEW,
	    0 },
	{ "somewhere else", "HTTP/1.1 307 x\r\nLocation: /\r\n\r\n", "",
	    RESUMPTION_ANEW, 0 },
	{ "another process has it", "HTTP/1.1 409 Conflict\r\n\r\n", "",
	    RESUMPTION_LATER, 0 },
	{ "a time-out", "HTTP/1.1 408 x\r\n\r\n", "", RESUMPTION_LATER, 0 },
	{ "too early (8470 5.2)", "HTTP/1.1 425 x\r\n\r\n", "",
	    RESUMPTION_LATER, 0 },
	{ "too many", "HTTP/1.1 429 x\r\n\r\n", "", RESUMPTION_LATER, 0 },
	{ "a failure", "HTTP/1.1 503 x\r\n\r\n", "", RESUMPTION_LATER, 0 },
	{ "a wrong password", "HTTP/1.1 401 x\r\n\r\n", "", RESUMPTION_REFUSED,
	    0 },
	{ "no head", "x\r\n", "", RESUMPTION_ANEW, 0 },
};

static void
check_answers(void)
{
	for (size_t i = 0; i < COUNT(answers); i++) {
		uint64_t offset = 0;
		enum resumption_offset verdict =
		    resumption_judge_offset(span_str(answers[i].head),
			span_str(answers[i].fields), 9, &offset);

		OK(verdict == answers[i].verdict && offset == answers[i].offset,
		    "%s: %d", answers[i].why, (int)verdict);
	}
}

static const struct {
	const char *why, *head;
	bool patched;
	enum resumption_answer verdict;
} ends[] = {
	{ "stored", "HTTP/1.1 201 Created\r\n\r\n", false, RESUMPTION_OVER },
	{ "stored, with its state", "HTTP/1.1 201 x\r\n" WHOLE "\r\n", true,
	    RESUMPTION_OVER },
	{ "success, but not of the whole", "HTTP/1.1 201 x\r\n" PART "\r\n",
	    true, RESUMPTION_BUSY },
	{ "a condition was not met", "HTTP/1.1 412 x\r\n\r\n", true,
	    RESUMPTION_OVER },
	{ "another offset", "HTTP/1.1 409 x\r\n\r\n", true, RESUMPTION_BUSY },
	{ "a conflict at the target", "HTTP/1.1 409 x\r\n\r\n", false,
	    RESUMPTION_OVER },
	{ "it has expired", "HTTP/1.1 404 x\r\n\r\n", true, RESUMPTION_GONE },
	{ "the same", "HTTP/1.1 410 x\r\n\r\n", true, RESUMPTION_GONE },
	{ "no such target", "HTTP/1.1 404 x\r\n\r\n", false, RESUMPTION_OVER },
	{ "a failure", "HTTP/1.1 500 x\r\n\r\n", false, RESUMPTION_KEPT },
	{ "a time-out", "HTTP/1.1 408 x\r\n\r\n", true, RESUMPTION_KEPT },
	{ "a wrong password", "HTTP/1.1 401 x\r\n\r\n", false,
	    RESUMPTION_KEPT },
	{ "no head", "x\r\n", true, RESUMPTION_KEPT },
};

static void
check_ends(void)
{
	for (size_t i = 0; i < COUNT(ends); i++) {
		enum resumption_answer verdict = resumption_judge_answer(
		    span_str(ends[i].head), ends[i].patched);

		OK(verdict == ends[i].verdict, "%s: %d", ends[i].why,
		    (int)verdict);
	}
}

static void
check_codes(void)
{
	OK(resumption_is_break(56) && resumption_is_break(7), "a broken line");
	OK(!resumption_is_break(60), "a certificate that is not trusted");
	OK(!resumption_is_break(0), "no error of libcurl's");
}

static const struct resumption_file file = { 1, 2, 9, -5 };

static const struct {
	const char *why;
	struct resumption_file file;
	bool same;
} files[] = {
	{ "itself", { 1, 2, 9, -5 }, true },
	{ "on another device", { 0, 2, 9, -5 }, false },
	{ "another one", { 1, 3, 9, -5 }, false },
	{ "longer", { 1, 2, 10, -5 }, false },
	{ "changed", { 1, 2, 9, -4 }, false },
};

static void
check_files(void)
{
	char buf[RESUMPTION_NOTE], out[256];
	struct text note = TEXT(buf);

	resumption_put_note(&note, &file, SPAN(URL "?u"));
	for (size_t i = 0; i < COUNT(files); i++) {
		struct text t = TEXT(out);
		bool read = resumption_read_note(
		    TEXT_SPAN(note), &files[i].file, SPAN(URL), &t);

		OK(resumption_is_same(&file, &files[i].file) == files[i].same,
		    "%s", files[i].why);
		OK(read == files[i].same &&
			(!read || span_eq(TEXT_SPAN(t), SPAN(URL "?u"))),
		    "%s, noted", files[i].why);
	}
}

/* A note that a crash has cut, or that somebody else has written. */
static void
check_notes(void)
{
	char buf[RESUMPTION_NOTE], out[256];
	struct text note = TEXT(buf), t = TEXT(out);

	resumption_put_note(&note, &file, SPAN(URL "?u"));
	for (size_t n = 0; n < note.n; n++)
		OK(!resumption_read_note(
		       (struct span){ buf, n }, &file, SPAN(URL), &t) &&
			t.n == 0,
		    "cut after %zu bytes", n);
	OK(!resumption_read_note(
	       TEXT_SPAN(note), &file, SPAN("http://b.example/"), &t),
	    "of another origin");
	text_put(&note, SPAN("more\n"));
	OK(!resumption_read_note(TEXT_SPAN(note), &file, SPAN(URL), &t),
	    "with something behind it");
}

int
main(void)
{
	check_requests();
	check_fields();
	check_offers();
	check_answers();
	check_ends();
	check_codes();
	check_files();
	check_notes();
	return DONE();
}
