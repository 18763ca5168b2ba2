/*
 * Uploads that can be resumed: which requests begin one, continue one or ask
 * for its state.  Sections are those of draft-ietf-httpbis-resumable-upload, by
 * their titles.
 */
#define _GNU_SOURCE
#include "site/upload_part.h"

#include "site/upload.h"
#include "unit/site/upload_scene.h"

static const struct {
	const char *why, *request;
	enum refusal refusal;
	enum plan_part resumes;
	bool last;
	uint64_t length;
} begins[] = {
	{ "an upload as ever", PUT5(""), REFUSE_NOT, PART_NOT, false, 0 },
	{ "the whole, of a peer that understands 104",
	    PUT5("Upload-Complete: ?1\r\n" INTEROP), REFUSE_NOT, PART_NEW, true,
	    5 },
	{ "of one that does not: it could not learn the URI",
	    PUT5("Upload-Complete: ?1\r\n"), REFUSE_NOT, PART_NOT, false, 0 },
	{ "of HTTP/1.0, which knows no interim response (9110 15.2)",
	    "PUT /u/f HTTP/1.0\r\nContent-Length: 5\r\nUpload-Complete: "
	    "?1\r\n" INTEROP "\r\n",
	    REFUSE_NOT, PART_NOT, false, 0 },
	{ "the first part (Upload Creation)", PUT5("Upload-Complete: ?0\r\n"),
	    REFUSE_NOT, PART_NEW, false, UINT64_MAX },
	{ "with the length",
	    PUT5("Upload-Complete: ?0\r\nUpload-Length: 9\r\n"), REFUSE_NOT,
	    PART_NEW, false, 9 },
	{ "lengths that differ (Length)",
	    PUT5("Upload-Complete: ?1\r\nUpload-Length: 9\r\n" INTEROP),
	    REFUSE_UPLOAD_LENGTH, PART_NEW, true, 9 },
	{ "more content than the length",
	    PUT5("Upload-Complete: ?0\r\nUpload-Length: 4\r\n"),
	    REFUSE_UPLOAD_LENGTH, PART_NEW, false, 4 },
	{ "a length over MaxBodySize (Limits)",
	    PUT5("Upload-Complete: ?0\r\nUpload-Length: 1048577\r\n"),
	    REFUSE_BODY_LARGE, PART_NEW, false, 1048577 },
	{ "a length over the quota",
	    PUT5("Upload-Complete: ?0\r\nUpload-Length: 101\r\n"), REFUSE_QUOTA,
	    PART_NEW, false, 101 },
	{ "a digest of the content is checked now",
	    PUT5("Upload-Complete: ?0\r\nContent-Digest: sha-256=x\r\n"),
	    REFUSE_DIGEST, PART_NOT, false, 0 },
	{ "POST to a directory", POST0("Upload-Complete: ?0\r\n"), REFUSE_NOT,
	    PART_NEW, false, UINT64_MAX },
	{ "tus", POST0(TUS "Upload-Length: 9\r\n"), REFUSE_NOT, PART_NEW, false,
	    9 },
	{ "tus without a length", POST0(TUS), REFUSE_UPLOAD_FIELDS, PART_NOT,
	    false, 0 },
	{ "tus that will tell it", POST0(TUS "Upload-Defer-Length: 1\r\n"),
	    REFUSE_NOT, PART_NEW, false, UINT64_MAX },
	{ "tus of another version",
	    POST0("Tus-Resumable: 2.0.0\r\nUpload-Length: 9\r\n"),
	    REFUSE_TUS_VERSION, PART_NOT, false, 0 },
	{ "tus begins by POST", PUT5(TUS "Upload-Length: 9\r\n"),
	    REFUSE_UPLOAD_FIELDS, PART_NOT, false, 0 },
	{ "tus with content has its type",
	    "POST /u/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n" TUS
	    "Upload-Length: 9\r\n\r\n",
	    REFUSE_UPLOAD_TYPE, PART_NOT, false, 0 },
	{ "an algorithm of tus that is not known, before the content comes",
	    POST0(TUS "Upload-Length: 9\r\nUpload-Checksum: md5 AAAA\r\n"),
	    REFUSE_CHECKSUM_KIND, PART_NOT, false, 0 },
	{ "tus that sends a file as several uploads at once, to be joined",
	    POST0(TUS "Upload-Length: 9\r\nUpload-Concat: partial\r\n"),
	    REFUSE_UPLOAD_FIELDS, PART_NOT, false, 0 },
	{ "tus that joins them",
	    POST0(TUS "Upload-Concat: final;/u/?upload=" TOKEN "\r\n"),
	    REFUSE_UPLOAD_FIELDS, PART_NOT, false, 0 },
	{ "which means nothing to the draft",
	    PUT5("Upload-Complete: ?0\r\nUpload-Checksum: md5 AAAA\r\n"),
	    REFUSE_NOT, PART_NEW, false, UINT64_MAX },
};

static void
test_begin(void)
{
	configure("");
	for (size_t i = 0; i < COUNT(begins); i++) {
		bool good;

		decide(begins[i].request, NULL);
		good = plan.why == begins[i].refusal;
		if (good && plan.why == REFUSE_NOT)
			good = plan.resumes == begins[i].resumes &&
			       (plan.resumes == PART_NOT ||
				   (plan.part_is_last == begins[i].last &&
				       plan.part_length == begins[i].length));
		else /* what is refused is not stored as an upload as ever */
			good = good && plan.effect == EFFECT_NONE;
		OK(good, "%s", begins[i].why);
		if (!good)
			printf("# %s\n", shown(refusal_name(plan.why)));
	}
	configure("UploadExpiry 0");
	decide(PUT5("Upload-Complete: ?0\r\n"), NULL);
	OK(plan.why == REFUSE_NOT && plan.resumes == PART_NOT,
	    "without UploadExpiry the fields mean nothing");
	decide(PATCH("Upload-Offset: 3\r\nUpload-Complete: ?1\r\n"), NULL);
	OK(plan.why == REFUSE_METHOD_OFF, "nor is there a PATCH");
}

static const struct {
	const char *why, *request;
	struct upload_part part;
	enum refusal refusal;
	enum plan_effect effect;
	int status;
	const char *has; /* these lines are in the head */
} known[] = {
	{ "the offset (Offset Retrieval)", AT("HEAD", ""),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_NOT, EFFECT_NONE, 204,
	    "Cache-Control: no-store\r\nUpload-Complete: ?0\r\nUpload-Offset: 3"
	    "\r\nUpload-Length: 9\r\n"
	    "Upload-Limit: max-size=" MB ", max-age=60\r\n" },
	{ "of one that is complete", AT("HEAD", ""),
	    { METHOD_PUT, true, true, 9, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_NOT, EFFECT_NONE, 204,
	    "Upload-Complete: ?1\r\nUpload-Offset: 9\r\n" },
	{ "GET is answered alike", AT("GET", ""),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_NOT, EFFECT_NONE, 204, "Upload-Offset: 3\r\n" },
	{ "tus asks the same", AT("HEAD", TUS),
	    { METHOD_POST, false, true, 3, 9, 60, { "a Yg==", 6 }, false, 0 },
	    REFUSE_NOT, EFFECT_NONE, 204,
	    "Upload-Offset: 3\r\nUpload-Length: 9\r\nTus-Resumable: 1.0.0\r\n"
	    "Upload-Metadata: a Yg==\r\nUpload-Expires: " },
	{ "the rest (Upload Append)",
	    PATCH("Upload-Offset: 3\r\nUpload-Complete: ?1\r\n"
		  "Content-Length: 6\r\n"),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_NOT, EFFECT_STORE, 204, "" },
	{ "of a POST",
	    PATCH("Upload-Offset: 3\r\nUpload-Complete: ?1\r\n"
		  "Content-Length: 6\r\n"),
	    { METHOD_POST, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_NOT, EFFECT_ADD, 204, "" },
	{ "without content, all being there",
	    PATCH("Upload-Offset: 9\r\nUpload-Complete: ?1\r\n"),
	    { METHOD_PUT, false, true, 9, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_NOT, EFFECT_STORE, 204, "" },
	{ "from a wrong offset",
	    PATCH("Upload-Offset: 2\r\nUpload-Complete: ?1\r\n"
		  "Content-Length: 6\r\n"),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_UPLOAD_OFFSET, EFFECT_NONE, 409,
	    "Content-Type: application/problem+json\r\n" },
	{ "the right one is told",
	    PATCH("Upload-Offset: 2\r\nUpload-Complete: ?1\r\n"),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_UPLOAD_OFFSET, EFFECT_NONE, 409, "Upload-Offset: 3\r\n" },
	{ "to one that is complete",
	    PATCH("Upload-Offset: 9\r\nUpload-Complete: ?1\r\n"),
	    { METHOD_PUT, true, true, 9, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_UPLOAD_COMPLETE, EFFECT_NONE, 400,
	    "application/problem+json" },
	{ "with content, which is more than its length (Upload Append)",
	    PATCH("Upload-Offset: 9\r\nUpload-Complete: ?1\r\n"
		  "Content-Length: 1\r\n"),
	    { METHOD_PUT, true, true, 9, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_UPLOAD_LENGTH, EFFECT_NONE, 400,
	    "application/problem+json" },
	{ "the last, and too short (Length)",
	    PATCH("Upload-Offset: 3\r\nUpload-Complete: ?1\r\n"
		  "Content-Length: 5\r\n"),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_UPLOAD_LENGTH, EFFECT_NONE, 400,
	    "application/problem+json" },
	{ "too long",
	    PATCH("Upload-Offset: 3\r\nUpload-Complete: ?0\r\n"
		  "Content-Length: 7\r\n"),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_UPLOAD_LENGTH, EFFECT_NONE, 400, "" },
	{ "another length than before",
	    PATCH("Upload-Offset: 3\r\nUpload-Complete: ?0\r\n"
		  "Upload-Length: 8\r\nContent-Length: 1\r\n"),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_UPLOAD_LENGTH, EFFECT_NONE, 400, "" },
	{ "in all over MaxBodySize (Limits)",
	    PATCH("Upload-Offset: 1048570\r\nUpload-Complete: ?0\r\n"
		  "Content-Length: 7\r\n"),
	    { METHOD_PUT, false, false, 1048570, 0, 60, { "", 0 }, false, 0 },
	    REFUSE_BODY_LARGE, EFFECT_NONE, 413,
	    "Upload-Limit: max-size=" MB "\r\n" },
	{ "more than the quota leaves",
	    PATCH("Upload-Offset: 3\r\nUpload-Complete: ?0\r\n"
		  "Upload-Length: 200\r\nContent-Length: 1\r\n"),
	    { METHOD_PUT, false, false, 3, 0, 60, { "", 0 }, false, 0 },
	    REFUSE_QUOTA, EFFECT_NONE, 507, "" },
	{ "of another type (Media Type)",
	    AT("PATCH", "Upload-Offset: 3\r\nUpload-Complete: ?1\r\n"
			"Content-Length: 6\r\n"),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_UPLOAD_TYPE, EFFECT_NONE, 415,
	    "Accept-Patch: application/partial-upload" },
	{ "without an offset", PATCH("Upload-Complete: ?1\r\n"),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_UPLOAD_FIELDS, EFFECT_NONE, 400, "" },
	{ "without Upload-Complete", PATCH("Upload-Offset: 3\r\n"),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_UPLOAD_FIELDS, EFFECT_NONE, 400, "" },
	{ "in a content coding",
	    PATCH("Upload-Offset: 3\r\nUpload-Complete: ?0\r\n"
		  "Content-Encoding: gzip\r\nContent-Length: 1\r\n"),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_CODED, EFFECT_NONE, 415, "Accept-Encoding: identity" },
	{ "tus continues",
	    TUS_PATCH("Upload-Offset: 3\r\n"
		      "Content-Length: 6\r\n"),
	    { METHOD_POST, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_NOT, EFFECT_ADD, 204, "Tus-Resumable: 1.0.0\r\n" },
	{ "tus continues with a checksum",
	    TUS_PATCH("Upload-Offset: 3\r\nContent-Length: 3\r\n"
		      "Upload-Checksum: sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=\r\n"),
	    { METHOD_POST, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_NOT, EFFECT_ADD, 204, "Tus-Resumable: 1.0.0\r\n" },
	{ "of an algorithm that is not known",
	    TUS_PATCH("Upload-Offset: 3\r\nContent-Length: 3\r\n"
		      "Upload-Checksum: crc32 NSRBwg==\r\n"),
	    { METHOD_POST, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_CHECKSUM_KIND, EFFECT_NONE, 400,
	    "Tus-Checksum-Algorithm: sha1,sha256\r\n" },
	{ "tus of another version", AT("HEAD", "Tus-Resumable: 9\r\n"),
	    { METHOD_POST, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_TUS_VERSION, EFFECT_NONE, 412, "Tus-Version: 1.0.0\r\n" },
	{ "to cancel it (Upload Cancellation)", AT("DELETE", ""),
	    { METHOD_PUT, false, true, 3, 9, 60, { "", 0 }, false, 0 },
	    REFUSE_NOT, EFFECT_CANCEL, 204, "" },
};

static void
test_known(void)
{
	configure("");
	for (size_t i = 0; i < COUNT(known); i++) {
		char buf[4096];
		struct text t = TEXT(buf);
		bool good;

		decide(known[i].request, &known[i].part);
		reply_head(&t, &plan.reply);
		text_char(&t, '\0');
		good = plan.why == known[i].refusal &&
		       plan.effect == known[i].effect &&
		       plan.reply.status == known[i].status &&
		       strstr(buf, known[i].has) != NULL;
		OK(good, "%s", known[i].why);
		if (!good)
			printf("# %s %s\n", shown(refusal_name(plan.why)),
			    shown(TEXT_SPAN(t)));
	}
}

static void
test_place(void)
{
	struct upload_part part = { .method = METHOD_PUT };

	configure("");
	decide(AT("HEAD", ""), &part);
	OK(want.writes && span_eq(want.token, SPAN(TOKEN)) &&
		span_eq(want.parent, SPAN("u")) &&
		span_eq(want.name, SPAN("f")),
	    "a HEAD of an upload is a matter of who may write");
	decide("HEAD /u/?upload=" TOKEN " HTTP/1.0\r\n\r\n", &part);
	OK(span_eq(want.parent, SPAN("u")) && want.name.n == 0,
	    "that of a POST is in its directory");
	decide("HEAD /f?upload=" TOKEN " HTTP/1.0\r\n\r\n", NULL);
	OK(!want.writes && want.token.n == 0,
	    "elsewhere the query means nothing");
	decide("PUT /u/f?upload=" TOKEN
	       " HTTP/1.0\r\nContent-Length: 1\r\n\r\n",
	    NULL);
	OK(want.token.n == 0 && plan.effect == EFFECT_STORE,
	    "nor does it to a PUT");
	decide(AT("OPTIONS", ""), NULL);
	OK(plan.reply.allow == upload_part_allowed() &&
		plan.reply.upload != NULL && plan.reply.upload->offers,
	    "OPTIONS of an upload (Limits)");
	decide("OPTIONS /u/new HTTP/1.0\r\n\r\n", NULL);
	OK(plan.why == REFUSE_NOT && plan.reply.upload != NULL,
	    "and of a name that is still free");
	decide("OPTIONS /new HTTP/1.0\r\n\r\n", NULL);
	OK(plan.why == REFUSE_ABSENT, "but not elsewhere");
}

/* The bytes that have arrived are compared with those that were announced. */
static void
test_end(void)
{
	struct upload_part part = { METHOD_PUT, false, true, 3, 9, 60,
		{ "", 0 }, false, 0 };

	configure("");
	decide(PATCH("Upload-Offset: 3\r\nUpload-Complete: ?1\r\n"
		     "Transfer-Encoding: chunked\r\n"),
	    &part);
	OK(upload_part_end(&plan, 9) == UPLOAD_PART_WHOLE, "all");
	OK(upload_part_end(&plan, 8) == UPLOAD_PART_WRONG, "the end too soon");
	OK(upload_part_check(&conf, &plan, 9) == REFUSE_NOT &&
		upload_part_check(&conf, &plan, 10) == REFUSE_UPLOAD_LENGTH,
	    "in chunks, more than the length is seen as it comes");
	decide(PATCH("Upload-Offset: 3\r\nUpload-Complete: ?0\r\n"
		     "Content-Length: 6\r\n"),
	    &part);
	OK(upload_part_end(&plan, 9) == UPLOAD_PART_MORE,
	    "the peer says when it is complete, not the length");
	decide(TUS_PATCH("Upload-Offset: 3\r\nContent-Length: 6\r\n"), &part);
	OK(upload_part_end(&plan, 9) == UPLOAD_PART_WHOLE &&
		upload_part_end(&plan, 8) == UPLOAD_PART_MORE,
	    "to tus it is the length");
	part.has_length = false;
	decide(PATCH("Upload-Offset: 3\r\nUpload-Complete: ?0\r\n"
		     "Transfer-Encoding: chunked\r\n"),
	    &part);
	OK(upload_part_check(&conf, &plan, 1048576) == REFUSE_NOT &&
		upload_part_check(&conf, &plan, 1048577) == REFUSE_BODY_LARGE,
	    "without a length there is MaxBodySize");
}

static void
test_wish(void)
{
	char buf[LIMIT_NAME];
	struct text t = TEXT(buf);

	configure("");
	decide(POST0(TUS "Upload-Length: 9\r\n"
			 "Upload-Metadata: filename Li4vYi50eHQ=\r\n"),
	    NULL);
	upload_part_wish(&t, &req, 0);
	OK(span_eq(TEXT_SPAN(t), SPAN("b.txt")),
	    "a name of tus is cleaned as any other");
	t.n = 0;
	decide(POST0("Upload-Complete: ?0\r\n"
		     "Content-Disposition: inline; filename=\"c.txt\"\r\n"),
	    NULL);
	upload_part_wish(&t, &req, 0);
	OK(span_eq(TEXT_SPAN(t), SPAN("c.txt")), "that of Content-Disposition");
}

int
main(void)
{
	test_begin();
	test_known();
	test_place();
	test_end();
	test_wish();
	return DONE();
}
