/* The news of a worker that starts, as the other end of its pipe reads them. */
#define _GNU_SOURCE
#include "daemon/hearing.h"

#include "os/scoreboard.h"
#include "unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GOOD "\1G"
#define BROKEN "\1B"

/*
 * The bytes that the worker writes, a piece for each read; in it \1G and \1B
 * stand for the byte that ends the news.  NULL: it closes its end.
 */
static const struct {
	const char *why, *piece[4];
	enum hearing_news want[4];
	const char *text, *reason;
} cases[] = {
	{ "good news without a word", { GOOD }, { HEARING_GOOD }, "", "" },
	{ "a complaint comes before the byte that says how it serves",
	    { "Auth /x: no such file\n" BROKEN }, { HEARING_BROKEN },
	    "Auth /x: no such file\n", "Auth /x: no such file" },
	{ "a line may come in pieces, and nothing is decided before the end",
	    { "Auth /x: ", "no such file\n", GOOD },
	    { HEARING_MORE, HEARING_MORE, HEARING_GOOD },
	    "Auth /x: no such file\n", "Auth /x: no such file" },
	{ "the reason is the last line", { "one\ntwo\n", NULL },
	    { HEARING_MORE, HEARING_END }, "one\ntwo\n", "two" },
	{ "a worker that ends without news did not become ready", { NULL },
	    { HEARING_END }, "", "" },
};

/* \1G and \1B as the bytes that they stand for; their number. */
static size_t
as_sent(const char *piece, char *out)
{
	size_t n = 0;

	for (; *piece != '\0'; piece++)
		if (*piece == '\1')
			out[n++] =
			    *++piece == 'G' ? HANDED_GOOD : HANDED_BROKEN;
		else
			out[n++] = *piece;
	return n;
}

static void
test_news(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct hearing h = { .n = 0 };
		int end[2], right = 0, steps = 0;
		char bytes[128];

		if (pipe2(end, O_CLOEXEC | O_NONBLOCK) < 0)
			exit(1);
		for (; steps < 4; steps++) {
			const char *piece = cases[i].piece[steps];
			size_t n = piece == NULL ? 0 : as_sent(piece, bytes);

			if (piece == NULL)
				(void)close(end[1]);
			else if (write(end[1], bytes, n) != (ssize_t)n)
				exit(1);
			right +=
			    hearing_read(&h, end[0]) == cases[i].want[steps];
			if (piece == NULL ||
			    cases[i].want[steps] != HEARING_MORE)
				break;
		}
		OK(right == steps + 1, "%s", cases[i].why);
		OK(span_eq(
		       (struct span){ h.text, h.n }, span_str(cases[i].text)) &&
			span_eq(hearing_reason(&h), span_str(cases[i].reason)),
		    "%s: the lines, and the reason", cases[i].why);
		(void)close(end[0]);
	}
}

/* Text beyond the room is read and dropped, and the end is still seen. */
static void
test_flood(void)
{
	struct hearing h = { .n = 0 };
	enum hearing_news news = HEARING_MORE;
	char much[3 * sizeof h.text];
	int end[2];

	memset(much, 'x', sizeof much);
	much[sizeof much - 1] = HANDED_BROKEN;
	if (pipe2(end, O_CLOEXEC | O_NONBLOCK) < 0 ||
	    write(end[1], much, sizeof much) != (ssize_t)sizeof much)
		exit(1);
	for (int i = 0; i < 16 && news == HEARING_MORE; i++)
		news = hearing_read(&h, end[0]);
	OK(news == HEARING_BROKEN && h.n == sizeof h.text,
	    "a complaint over the bound is cut, and its end is seen");
}

/* Four workers of one configuration complain alike, and once is enough. */
static void
test_once(void)
{
	struct hearing one = { .n = 0 }, said = { .n = 0 };
	struct log log = { .fd = -1 };
	int end[2];
	char got[256];
	ssize_t n;

	memcpy(one.text, "a\nb\n", 4);
	one.n = 4;
	if (pipe2(end, O_CLOEXEC | O_NONBLOCK) < 0)
		exit(1);
	log.fd = end[1];
	hearing_tell(&one, &said, &log);
	memcpy(one.text, "b\nc\n", 4);
	hearing_tell(&one, &said, &log);
	n = read(end[0], got, sizeof got);
	OK(n > 0 && span_eq((struct span){ got, (size_t)n }, SPAN("a\nb\nc\n")),
	    "a line that was said is not said again");
}

int
main(void)
{
	test_news();
	test_flood();
	test_once();
	return DONE();
}
