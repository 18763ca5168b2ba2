/*
 * How the client uses a response, from the facts about it: each row, and the
 * order of two that hold at the same time.
 */
#define _GNU_SOURCE
#include "client/fetch_use.h"

#include "unit/test.h"

static const struct {
	const char *why;
	struct fetch_use_facts facts;
	enum fetch_use use;
} cases[] = {
	{ "a plain response is shown", { .status = 200 }, FETCH_USE_SHOW },
	{ "so is an error", { .status = 500 }, FETCH_USE_SHOW },
	{ "an error that a stored response may replace (5861 4)",
	    { .status = 500, .replaceable = true }, FETCH_USE_STAND_IN },
	{ "the same before --fail hides it",
	    { .status = 503, .replaceable = true, .silent = true },
	    FETCH_USE_STAND_IN },
	{ "the same while a part is resumed",
	    { .status = 500, .replaceable = true, .resuming = true },
	    FETCH_USE_STAND_IN },
	{ "304 to a condition (9111 4.3.3)",
	    { .status = 304, .conditional = true }, FETCH_USE_VALID },
	{ "304 to a condition of the user's is shown", { .status = 304 },
	    FETCH_USE_SHOW },
	{ "304 while a part is resumed",
	    { .status = 304, .conditional = true, .resuming = true },
	    FETCH_USE_VALID },
	{ "200 to a condition is shown", { .status = 200, .conditional = true },
	    FETCH_USE_SHOW },
	{ "206 with the rest (9111 3.4)",
	    { .status = 206,
		.resuming = true,
		.is_rest = true,
		.may_be_part = true },
	    FETCH_USE_CONTINUE },
	{ "the rest, but nobody is resuming",
	    { .status = 206, .is_rest = true }, FETCH_USE_PLAIN },
	{ "206 with another part than the rest",
	    { .status = 206, .resuming = true, .may_be_part = true },
	    FETCH_USE_PLAIN },
	{ "416 to the rest", { .status = 416, .resuming = true },
	    FETCH_USE_PLAIN },
	{ "416 to a range of the user's is shown",
	    { .status = 416, .may_be_part = true }, FETCH_USE_SHOW },
	{ "206 without a range in the request (9110 15.3.7)", { .status = 206 },
	    FETCH_USE_PLAIN },
	{ "206 to a range of the user's is shown",
	    { .status = 206, .may_be_part = true }, FETCH_USE_SHOW },
	{ "200 instead of the rest", { .status = 200, .resuming = true },
	    FETCH_USE_SHOW },
	{ "other content than the bytes printed before",
	    { .status = 200, .changed = true }, FETCH_USE_CHANGED },
	{ "the same, as an error that would be hidden",
	    { .status = 404, .changed = true, .silent = true },
	    FETCH_USE_CHANGED },
	{ "a part that does not fit is asked for anew before that",
	    { .status = 206, .changed = true }, FETCH_USE_PLAIN },
	{ "a redirect that is followed", { .status = 302, .silent = true },
	    FETCH_USE_SILENT },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum fetch_use use = fetch_use_of(&cases[i].facts);

		OK(use == cases[i].use, "%s: %d", cases[i].why, (int)use);
	}
	return DONE();
}
