/*
 * upload_scene -- what the tests of uploads that can be resumed share: requests
 * that begin and continue one, and the plan that is made for them.
 */
#ifndef UNIT_SITE_UPLOAD_SCENE_H
#define UNIT_SITE_UPLOAD_SCENE_H

#include "site/lookup.h"
#include "site/plan.h"
#include "unit/test.h"

#define NOW_NS (1795255200 * (int64_t)1000000000)
#define TOKEN "0123456789abcdef0123456789abcdef"
#define MB "1048576"
#define INTEROP "Upload-Draft-Interop-Version: 8\r\n"
#define TUS "Tus-Resumable: 1.0.0\r\n"

#define PUT5(fields)                                                           \
	"PUT /u/f HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n" fields "\r\n"
#define POST0(fields)                                                          \
	"POST /u/ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n" fields "\r\n"
#define AT(method, fields)                                                     \
	method " /u/f?upload=" TOKEN " HTTP/1.1\r\nHost: a\r\n" fields "\r\n"
#define PATCH(fields)                                                          \
	AT("PATCH", "Content-Type: application/partial-upload\r\n" fields)
#define TUS_PATCH(fields)                                                      \
	AT("PATCH",                                                            \
	    TUS "Content-Type: application/offset+octet-stream\r\n" fields)

static struct conf conf;
static struct request req;
static struct plan plan;
static struct asked asked;
static struct file_want want;
static struct part_room part_room;
static char path_room[512];

static void
configure(const char *text)
{
	struct conf_error e;

	conf_init(&conf);
	if (!conf_parse(&conf,
		SPAN("RequestMethodSupport GET HEAD OPTIONS PUT DELETE POST\n"
		     "Upload /u/\nUploadExpiry 1h\n"),
		&e) ||
	    !conf_parse(&conf, span_str(text), &e))
		printf("# %s\n", e.text);
}

static void
decide(const char *request, const struct upload_part *part)
{
	static struct file_facts facts;
	struct request_bounds bounds = lookup_bounds(&conf);
	struct text room = TEXT(path_room);
	struct lookup found = { 0 };
	enum refusal why = request_parse(guarded(request), &bounds, room, &req);

	facts =
	    (struct file_facts){ .kind = req.target.directory ? FILE_DIRECTORY
							      : FILE_ABSENT };
	asked = (struct asked){ .conf = &conf,
		.req = &req,
		.facts = &facts,
		.now_ns = NOW_NS,
		.room = 100,
		.part = part,
		.part_room = conf.upload_expiry_ms > 0 ? &part_room : NULL };
	if (why == REFUSE_NOT)
		why = lookup_make(&conf, &req, &found);
	want = found.want;
	if (why != REFUSE_NOT)
		plan_refuse(&asked, why, &plan);
	else
		plan_make(&asked, &plan);
}

#endif
