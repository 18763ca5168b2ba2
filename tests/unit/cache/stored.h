/* stored -- entries and requests for tests, from heads as strings. */
#ifndef UNIT_CACHE_STORED_H
#define UNIT_CACHE_STORED_H

#include "cache/entry.h"
#include "cache/vary.h"
#include "unit/test.h"

#define NOW 1780272000 /* Mon, 01 Jun 2026 00:00:00 GMT */
#define NOW_DATE "Date: Mon, 01 Jun 2026 00:00:00 GMT\r\n"
#define OK_HEAD "HTTP/1.1 200 OK\r\n"

/* The fields of a request; they last until the 16th call after. */
static inline const struct fields *
request(const char *lines)
{
	static struct fields fields[16];
	static size_t next;
	struct fields *f = &fields[next++ % 16];

	message_parse_fields(guarded(lines), f);
	return f;
}

/*
 * Returns a stored response of 10 bytes that came `age` seconds ago for a
 * request with these lines.
 */
static inline struct entry
stored_for(const char *head, int64_t age, const char *lines)
{
	struct entry e = { .uri = SPAN("http://a/"),
		.head = guarded(head),
		.body = SPAN("0123456789"),
		.request_time = NOW - age,
		.response_time = NOW - age,
		.held = 10,
		.whole = 10 };

	if (!message_parse(e.head, &e.message))
		printf("Bail out! no head: %s\n", shown(e.head));
	(void)vary_select(request(lines), &e.message.fields, e.select);
	return e;
}

static inline struct entry
stored(const char *head, int64_t age)
{
	return stored_for(head, age, "");
}

#endif
