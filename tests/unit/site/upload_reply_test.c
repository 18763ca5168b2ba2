/*
 * The answers to uploads that can be resumed.  Sections are those of
 * draft-ietf-httpbis-resumable-upload, by their titles.
 */
#define _GNU_SOURCE
#include "site/upload_reply.h"

#include "unit/site/upload_scene.h"

static bool
head_has(const struct reply *r, const char *what)
{
	static char buf[2048];
	struct text t = TEXT(buf);

	reply_head(&t, r);
	text_char(&t, '\0');
	return strstr(buf, what) != NULL;
}

#define PLACE "Location: /u/f?upload=" TOKEN "\r\n"

static void
test_answers(void)
{
	struct upload_part part = { METHOD_PUT, false, true, 3, 9, 60,
		{ "", 0 }, false, 0 };
	struct resumable_state state;
	struct reply interim;

	configure("");
	decide(PUT5("Upload-Complete: ?1\r\n" INTEROP), NULL);
	upload_reply_name(&plan, SPAN(TOKEN));
	OK(upload_reply_offer(&asked, &plan, &state, &interim) &&
		head_has(&interim, "HTTP/1.1 104 Upload Resumption Supported"
				   "\r\n") &&
		head_has(&interim, PLACE) &&
		head_has(&interim, "Upload-Draft-Interop-Version: 8\r\n") &&
		head_has(&interim,
		    "Upload-Limit: max-size=" MB ", max-age=3600\r\n"),
	    "104 has the place and the limits");
	upload_reply_finish(&asked, 5, &plan);
	OK(head_has(&plan.reply, "Upload-Complete: ?1\r\n") &&
		!head_has(&plan.reply, "Interop"),
	    "the answer to the whole says so");
	decide(PUT5("Upload-Complete: ?0\r\n"), NULL);
	upload_reply_name(&plan, SPAN(TOKEN));
	OK(!upload_reply_offer(&asked, &plan, &state, &interim),
	    "no 104 to who does not name the interop version");
	upload_reply_keep(&asked, 5, &plan);
	OK(plan.reply.status == 201 && head_has(&plan.reply, PLACE) &&
		head_has(&plan.reply, "Upload-Complete: ?0\r\n"
				      "Upload-Offset: 5\r\n"),
	    "201 and the place of the upload (Upload Creation)");
	decide(PATCH("Upload-Offset: 3\r\nUpload-Complete: ?0\r\n"
		     "Content-Length: 1\r\n"),
	    &part);
	upload_reply_keep(&asked, 4, &plan);
	OK(plan.reply.status == 204 && !head_has(&plan.reply, "Location") &&
		!head_has(&plan.reply, "Content-Length") &&
		head_has(&plan.reply, "Upload-Offset: 4\r\n"),
	    "204 to a further part (Upload Append)");
	OK(!upload_reply_progress(&asked, &plan, 4, &state, &interim),
	    "and no 104 before it");
	decide(PATCH("Upload-Offset: 3\r\nUpload-Complete: ?0\r\n"
		     "Content-Length: 1\r\n" INTEROP),
	    &part);
	OK(upload_reply_progress(&asked, &plan, 4, &state, &interim) &&
		head_has(&interim, "HTTP/1.1 104 ") &&
		head_has(&interim, "Upload-Draft-Interop-Version: 8\r\n") &&
		head_has(&interim, "Upload-Offset: 4\r\n") &&
		!head_has(&interim, "Location") &&
		!head_has(&interim, "Upload-Complete"),
	    "but to who knows it: the offset, and no Location (Upload Append)");
	upload_reply_keep(&asked, 4, &plan);
	OK(!head_has(&plan.reply, "Interop"), "the answer is none of these");
	decide(TUS_PATCH("Upload-Offset: 3\r\nContent-Length: 6\r\n"), &part);
	upload_reply_finish(&asked, 9, &plan);
	OK(plan.reply.status == 204 &&
		head_has(&plan.reply, "Upload-Offset: 9\r\nTus-Resumable"),
	    "tus gets 204 and the offset at the end, too");
	plan.part_whole = true;
	decide(PATCH("Upload-Offset: 3\r\nUpload-Complete: ?1\r\n"
		     "Content-Length: 6\r\n"),
	    &part);
	OK(!plan.part_whole, "each plan begins anew");
	plan.part_whole = true;
	plan_settle(&asked, REFUSE_PRECONDITION, &plan);
	OK(plan.reply.status == 412 &&
		head_has(&plan.reply, "Upload-Complete: ?1\r\n"),
	    "what fails after the transfer says that this is done");
}

int
main(void)
{
	test_answers();
	return DONE();
}
