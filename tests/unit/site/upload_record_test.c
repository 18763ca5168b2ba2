/* The lines that describe an upload that can be resumed. */
#define _GNU_SOURCE
#include "site/upload_record.h"

#include "unit/site/upload_scene.h"

static void
test_record(void)
{
	static const struct address peer = { ADDRESS_IPV4, { 192, 0, 2, 7 },
		9 };
	static const struct address other = { ADDRESS_IPV4, { 192, 0, 2, 8 },
		9 };
	static char lines[2048];
	struct text t = TEXT(lines);
	struct upload_part part;
	struct fields fields;
	struct span value;

	configure("");
	decide(PUT5("Upload-Complete: ?0\r\nUpload-Length: 9\r\n"
		    "If-None-Match: *\r\nAuthorization: Basic YTpi\r\n"),
	    NULL);
	asked.peer = &peer;
	upload_record_put(&t, &asked, &plan, SPAN(""));
	upload_record_note(&t, 9, true);
	text_put(&t, SPAN("Stored: 7")); /* cut off by a crash */
	upload_record_read(TEXT_SPAN(t), &fields, &part);
	OK(part.method == METHOD_PUT && part.has_length && part.length == 9 &&
		part.offset == 9,
	    "what is written is read; half a line is not");
	OK(field_only(&fields, SPAN("If-None-Match"), &value) &&
		span_eq(value, SPAN("*")) &&
		field_count(&fields, SPAN("Authorization")) == 0,
	    "conditions are kept, and no password is");
	OK(upload_record_is_of(&fields, &asked, SPAN("")), "its sender");
	OK(!upload_record_is_of(&fields, &asked, SPAN("eve")), "a user is not");
	asked.peer = &other;
	OK(!upload_record_is_of(&fields, &asked, SPAN("")),
	    "nor another source");
	t.n = 0;
	upload_record_put(&t, &asked, &plan, SPAN("a b"));
	upload_record_read(TEXT_SPAN(t), &fields, &part);
	asked.peer = &peer;
	OK(upload_record_is_of(&fields, &asked, SPAN("a b")),
	    "a user from anywhere");
	OK(!upload_record_is_of(&fields, &asked, SPAN("a")), "and no other");
	req.target.path = SPAN("u/g");
	OK(!upload_record_is_of(&fields, &asked, SPAN("a b")),
	    "nor under another name");
}

#define TUS_NINE TUS "Upload-Length: 9\r\n"

/* Reads the record of an upload that begins with these fields. */
static void
describe(const char *fields, struct text *t, struct upload_part *part)
{
	struct fields parsed;
	char request[512];

	snprintf(request, sizeof request,
	    "POST /u/ HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
	    "Content-Type: application/offset+octet-stream\r\n%s\r\n",
	    fields);
	decide(request, NULL);
	t->n = 0;
	upload_record_put(t, &asked, &plan, SPAN("a"));
	upload_record_read(TEXT_SPAN(*t), &parsed, part);
}

static void
test_trusted(void)
{
	static char lines[2048], stamp[64];
	struct text t = TEXT(lines), line = TEXT(stamp);
	struct upload_part part;
	struct fields fields;

	configure("");
	describe(TUS_NINE, &t, &part);
	OK(part.has_trusted && part.trusted == UPLOAD_PART_ALL,
	    "without a checksum every byte counts");
	describe(TUS_NINE
	    "Upload-Checksum: sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=\r\n",
	    &t, &part);
	OK(part.has_trusted && part.trusted == 0,
	    "with one none does at first");
	upload_record_stamp(&line, 1234567);
	memcpy(lines, stamp, line.n);
	upload_record_read(TEXT_SPAN(t), &fields, &part);
	OK(part.trusted == 1234567 && part.method == METHOD_POST,
	    "a stamp takes the place of the first line, and of no other");
	upload_record_read(span_from(TEXT_SPAN(t), line.n), &fields, &part);
	OK(!part.has_trusted && part.method == METHOD_POST,
	    "the record of an earlier version has none");
}

int
main(void)
{
	test_record();
	test_trusted();
	return DONE();
}
