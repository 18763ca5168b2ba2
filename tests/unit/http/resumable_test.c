/*
 * The fields of uploads that can be resumed:
 * draft-ietf-httpbis-resumable-upload (sections by their titles) and tus 1.0.0.
 */
#define _GNU_SOURCE
#include "http/resumable.h"

#include "unit/test.h"

static char room[1024];

static struct fields
fields_of(const char *lines)
{
	struct span rest = guarded(lines), line;
	struct fields fields;
	struct field f;

	fields_init(&fields, rest.p);
	while (rest.n > 0) {
		(void)span_cut(rest, '\n', &line, &rest);
		if (field_parse(line, &f) == REFUSE_NOT)
			(void)fields_add(&fields, &f);
	}
	return fields;
}

static const struct {
	const char *why, *lines;
	struct resumable_wish want;
} reads[] = {
	{ "nothing", "A: b", { .dialect = RESUMABLE_DRAFT } },
	{ "the whole, in one request (Upload Creation)",
	    "Upload-Complete: ?1\nUpload-Draft-Interop-Version: 8",
	    { .has_complete = true, .complete = true, .interim = true } },
	{ "a part of it", "Upload-Complete: ?0\nUpload-Length: 7",
	    { .has_complete = true, .has_length = true, .length = 7 } },
	{ "another interop version gets no 104",
	    "Upload-Complete: ?1\nUpload-Draft-Interop-Version: 6",
	    { .has_complete = true, .complete = true } },
	{ "an offset (Offset)", "Upload-Offset: 0", { .has_offset = true } },
	{ "parameters are ignored (RFC 9651 3.3)",
	    "Upload-Offset: 12;a=b\nUpload-Complete: ?1;c",
	    { .has_offset = true,
		.offset = 12,
		.has_complete = true,
		.complete = true } },
	{ "fifteen digits", "Upload-Offset: 999999999999999",
	    { .has_offset = true, .offset = RESUMABLE_MOST } },
	{ "sixteen: ignored", "Upload-Offset: 1000000000000000", { 0 } },
	{ "a negative one: ignored", "Upload-Offset: -1", { 0 } },
	{ "a decimal: ignored", "Upload-Length: 1.0", { 0 } },
	{ "twice: ignored", "Upload-Offset: 1\nUpload-Offset: 1", { 0 } },
	{ "a list: ignored", "Upload-Offset: 1, 1", { 0 } },
	{ "a word as truth: ignored", "Upload-Complete: true", { 0 } },
	{ "a third truth: ignored", "Upload-Complete: ?2", { 0 } },
	{ "tus", "Tus-Resumable: 1.0.0\nUpload-Length: 5\nUpload-Offset: 3",
	    { .dialect = RESUMABLE_OF_TUS,
		.has_length = true,
		.length = 5,
		.has_offset = true,
		.offset = 3 } },
	{ "tus of another version", "Tus-Resumable: 0.2.2",
	    { .dialect = RESUMABLE_OF_TUS, .foreign = true } },
	{ "tus, the length comes later",
	    "Tus-Resumable: 1.0.0\nUpload-Defer-Length: 1",
	    { .dialect = RESUMABLE_OF_TUS, .defers = true } },
	{ "tus, a piece of another upload",
	    "Tus-Resumable: 1.0.0\nUpload-Length: 5\nUpload-Concat: partial",
	    { .dialect = RESUMABLE_OF_TUS,
		.has_length = true,
		.length = 5,
		.concats = true } },
	{ "no other value of that",
	    "Tus-Resumable: 1.0.0\n"
	    "Upload-Defer-Length: 2",
	    { .dialect = RESUMABLE_OF_TUS } },
	{ "tus does not know the draft's fields",
	    "Tus-Resumable: 1.0.0\nUpload-Complete: ?1",
	    { .dialect = RESUMABLE_OF_TUS } },
};

static void
test_read(void)
{
	for (size_t i = 0; i < COUNT(reads); i++) {
		struct fields fields = fields_of(reads[i].lines);
		const struct resumable_wish *w = &reads[i].want;
		struct resumable_wish got;

		resumable_read(&fields, &got);
		OK(got.dialect == w->dialect && got.foreign == w->foreign &&
			got.interim == w->interim &&
			got.has_complete == w->has_complete &&
			(!w->has_complete || got.complete == w->complete) &&
			got.has_offset == w->has_offset &&
			(!w->has_offset || got.offset == w->offset) &&
			got.has_length == w->has_length &&
			(!w->has_length || got.length == w->length) &&
			got.defers == w->defers && got.concats == w->concats,
		    "%s", reads[i].why);
	}
}

static const struct {
	const char *why;
	struct resumable_state s;
	const char *want;
} puts_[] = {
	{ "nothing", { .dialect = RESUMABLE_DRAFT }, "" },
	{ "a 104 has the interop version, and the limits",
	    { .interim = true,
		.has_limit = true,
		.max_size = 9,
		.max_age_s = 60 },
	    "Upload-Draft-Interop-Version: 8\r\n"
	    "Upload-Limit: max-size=9, max-age=60\r\n" },
	{ "the state (Offset Retrieval)",
	    { .has_complete = true,
		.has_offset = true,
		.offset = 5,
		.has_length = true,
		.length = 9 },
	    "Upload-Complete: ?0\r\nUpload-Offset: 5\r\nUpload-Length: 9\r\n" },
	{ "the end", { .has_complete = true, .complete = true },
	    "Upload-Complete: ?1\r\n" },
	{ "a limit is an integer of fifteen digits",
	    { .has_limit = true, .max_size = UINT64_C(1) << 50 },
	    "Upload-Limit: max-size=999999999999999\r\n" },
	{ "the limits of OPTIONS, for both",
	    { .offers = true, .has_limit = true, .max_size = 9 },
	    "Upload-Limit: max-size=9\r\n"
	    "Accept-Patch: application/partial-upload, "
	    "application/offset+octet-stream\r\n"
	    "Tus-Version: 1.0.0\r\n"
	    "Tus-Extension: creation,creation-with-upload,"
	    "creation-defer-length,checksum,expiration,termination\r\n"
	    "Tus-Checksum-Algorithm: sha1,sha256\r\n"
	    "Tus-Resumable: 1.0.0\r\nTus-Max-Size: 9\r\n" },
	{ "tus: its own fields, and none of the draft",
	    { .dialect = RESUMABLE_OF_TUS,
		.has_complete = true,
		.has_limit = true,
		.has_offset = true,
		.offset = 5,
		.metadata = { "filename YQ==", 13 },
		.expires_s = 784111777 },
	    "Upload-Offset: 5\r\nTus-Resumable: 1.0.0\r\n"
	    "Upload-Metadata: filename YQ==\r\n"
	    "Upload-Expires: Sun, 06 Nov 1994 08:49:37 GMT\r\n" },
	{ "tus is named once", { .dialect = RESUMABLE_OF_TUS, .offers = true },
	    "Accept-Patch: application/partial-upload, "
	    "application/offset+octet-stream\r\n"
	    "Tus-Version: 1.0.0\r\n"
	    "Tus-Extension: creation,creation-with-upload,"
	    "creation-defer-length,checksum,expiration,termination\r\n"
	    "Tus-Checksum-Algorithm: sha1,sha256\r\n"
	    "Tus-Max-Size: 0\r\nTus-Resumable: 1.0.0\r\n" },
};

static void
test_put(void)
{
	for (size_t i = 0; i < COUNT(puts_); i++) {
		struct text t = TEXT(room);

		resumable_put(&t, &puts_[i].s);
		OK(span_eq(TEXT_SPAN(t), span_str(puts_[i].want)), "%s",
		    puts_[i].why);
	}
}

#define TYPE "{\"type\":\"https://iana.org/assignments/http-problem-types#"

static void
test_problem(void)
{
	static const char *const begins[] = {
		[RESUMABLE_MISMATCHING_OFFSET] =
		    TYPE "mismatching-upload-offset\"",
		[RESUMABLE_COMPLETED] = TYPE "completed-upload\"",
		[RESUMABLE_INCONSISTENT_LENGTH] =
		    TYPE "inconsistent-upload-length\"",
	};

	for (int i = 0; i < 3; i++) {
		struct text t = TEXT(room);

		resumable_put_problem(&t, (enum resumable_problem)i, 7, 9);
		OK(span_starts(TEXT_SPAN(t), span_str(begins[i])),
		    "problem %d (RFC 9457)", i);
		text_char(&t, '\0');
		OK((strstr(room, "\"expected-offset\":7,"
				 "\"provided-offset\":9}") != NULL) ==
			(i == RESUMABLE_MISMATCHING_OFFSET),
		    "the offsets belong to the first");
	}
}

#define TOKEN "0123456789abcdef0123456789abcdef"

static void
test_token(void)
{
	static const struct {
		const char *query;
		bool good;
	} tokens[] = {
		{ "upload=" TOKEN, true },
		{ "upload=" TOKEN "0", false },
		{ "upload=0123", false },
		{ "Upload=" TOKEN, false },
		{ "upload=0123456789ABCDEF0123456789abcdef", false },
		{ "upload=0123456789abcdef../../89abcdef01", false },
		{ "a=b&upload=" TOKEN, false },
		{ "", false },
	};

	for (size_t i = 0; i < COUNT(tokens); i++) {
		struct span token = SPAN("");

		OK(resumable_find_token(guarded(tokens[i].query), &token) ==
			    tokens[i].good &&
			(!tokens[i].good || span_eq(token, SPAN(TOKEN))),
		    "%s", tokens[i].query);
	}
}

static void
test_name(void)
{
	static const struct {
		const char *why, *metadata, *want;
	} names[] = {
		{ "a name", "filename YS50eHQ=", "a.txt" },
		{ "among others", "type dGV4dA==, filename YS50eHQ=,x",
		    "a.txt" },
		{ "a key without a value is none", "filename", "" },
		{ "an empty one is none", "filename ", "" },
		{ "what is not base64", "filename a", "" },
		{ "part of it is no name", "filename YS50eHQ=YS50", "" },
		{ "another key", "name YS50eHQ=", "" },
		{ "nothing", "", "" },
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		struct text t = TEXT(room);
		bool found =
		    resumable_find_name(guarded(names[i].metadata), &t);

		OK(found == (*names[i].want != '\0') &&
			span_eq(TEXT_SPAN(t), span_str(names[i].want)),
		    "%s", names[i].why);
	}
}

#define OVERRIDE "Tus-Resumable: 1.0.0\nX-HTTP-Method-Override: "

static void
test_method(void)
{
	static const struct {
		const char *why;
		enum method sent;
		const char *lines;
		enum method meant;
	} methods[] = {
		{ "POST in place of PATCH", METHOD_POST, OVERRIDE "PATCH",
		    METHOD_PATCH },
		{ "and of DELETE", METHOD_POST, OVERRIDE "DELETE",
		    METHOD_DELETE },
		{ "POST itself", METHOD_POST, "Tus-Resumable: 1.0.0",
		    METHOD_POST },
		{ "HEAD is not, since its answer has no content", METHOD_POST,
		    OVERRIDE "HEAD", METHOD_POST },
		{ "a method is case-sensitive (9110 9.1)", METHOD_POST,
		    OVERRIDE "patch", METHOD_POST },
		{ "twice: ignored", METHOD_POST,
		    OVERRIDE "PATCH\nX-HTTP-Method-Override: PATCH",
		    METHOD_POST },
		{ "without tus the field has no meaning", METHOD_POST,
		    "X-HTTP-Method-Override: DELETE", METHOD_POST },
		{ "GET stays safe (9110 9.2.1)", METHOD_GET, OVERRIDE "DELETE",
		    METHOD_GET },
	};

	for (size_t i = 0; i < COUNT(methods); i++) {
		struct fields fields = fields_of(methods[i].lines);

		OK(resumable_method(methods[i].sent, &fields) ==
			methods[i].meant,
		    "%s", methods[i].why);
	}
}

int
main(void)
{
	test_method();
	test_read();
	test_put();
	test_problem();
	test_token();
	test_name();
	return DONE();
}
