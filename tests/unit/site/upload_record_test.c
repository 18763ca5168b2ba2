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

int
main(void)
{
	test_record();
	return DONE();
}
