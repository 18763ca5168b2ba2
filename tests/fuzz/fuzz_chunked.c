/*
 * The chunked coding.  Choices: where the first piece of the input ends and
 * how long those after it are.
 */
#include "base/text.h"
#include "http/chunked.h"

#include "fuzz/fuzz.h"

struct outcome {
	enum chunked_answer answer;
	enum refusal why;
	size_t used; /* bytes of the input */
	struct text content;
};

/* Feeds one piece; the bytes that are left follow the body. */
static void
feed(struct chunked *d, struct span piece, struct outcome *o)
{
	size_t before = piece.n, steps = 0;
	struct span whole = piece, data;

	o->why = REFUSE_NOT;
	while ((o->answer = chunked_feed(d, &piece, &data, &o->why)) ==
	       CHUNKED_DATA) {
		/* Content is never empty, and lies in the input. */
		MUST(data.n > 0 && inside(data, whole));
		text_put(&o->content, data);
		/* Each answer takes some bytes, so that the loop ends. */
		MUST(++steps <= before);
	}
	/* The rest is a suffix of the input. */
	MUST(inside(piece, whole));
	MUST(piece.p + piece.n == whole.p + whole.n);
	/* The decoder takes all bytes, or has an answer. */
	MUST(o->answer != CHUNKED_MORE || piece.n == 0);
	MUST((o->answer == CHUNKED_BAD) == (o->why != REFUSE_NOT));
	o->used += before - piece.n;
}

static void
run(struct span in, size_t first, size_t step, char *room, struct outcome *o)
{
	struct chunked d = { 0 };

	*o = (struct outcome){ .content = { room, in.n, 0 } };
	for (size_t at = 0, end = first;; at = end, end += step) {
		if (end > in.n)
			end = in.n;
		feed(&d, (struct span){ in.p + at, end - at }, o);
		if (o->answer != CHUNKED_MORE || end == in.n)
			break;
	}
	/* The coding only adds: content is never longer than the input. */
	MUST(text_fits(&o->content));
}

/* Returns the length of the line at the start, with its CRLF, or 0. */
static size_t
line_length(struct span s)
{
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] == '\n')
			return s.p[i - 1] == '\r' ? i + 1 : 0;
	return 0;
}

/*
 * Decodes a whole body that was accepted, a second time and without a table of
 * states: line by line, as 9112 7.1.3 describes it.
 */
static void
check_content(struct span body, struct span content)
{
	uint64_t size;
	size_t n;

	do {
		size = 0;
		n = line_length(body);
		MUST(n > 2);
		/* Blanks belong to an extension that follows them (7.1.1). */
		MUST(body.p[n - 3] != ' ' && body.p[n - 3] != '\t');
		for (size_t i = 0; i < n && strchr("; \t\r", body.p[i]) == NULL;
		     i++) {
			MUST(strchr("0123456789abcdefABCDEF", body.p[i]));
			size = size * 16 +
			       strtoul((char[]){ body.p[i], '\0' }, NULL, 16);
		}
		body = span_from(body, n);
		if (size == 0)
			break;
		MUST(size <= content.n && size + 2 <= body.n);
		MUST(memcmp(body.p, content.p, (size_t)size) == 0);
		body = span_from(body, (size_t)size);
		content = span_from(content, (size_t)size);
		MUST(body.p[0] == '\r' && body.p[1] == '\n');
		body = span_from(body, 2);
	} while (size > 0);
	MUST(content.n == 0);
	do { /* the trailer section, and nothing after it */
		n = line_length(body);
		MUST(n >= 2);
		MUST(n == 2 || memchr(body.p, ':', n) != NULL);
		body = span_from(body, n);
	} while (n > 2);
	MUST(body.n == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };
	size_t first = choose(&in), step = choose(&in) + 1;
	char *room = malloc(2 * in.n + 1);
	struct outcome whole, split;

	run(in, in.n, 1, room, &whole);
	run(in, first, step, room + in.n, &split);
	/* Any split of the input gives the same answer and content. */
	MUST(whole.answer == split.answer && whole.why == split.why);
	MUST(whole.used == split.used);
	MUST(span_eq(TEXT_SPAN(whole.content), TEXT_SPAN(split.content)));
	if (whole.answer == CHUNKED_DONE)
		check_content((struct span){ in.p, whole.used },
		    TEXT_SPAN(whole.content));
	free(room);
	return 0;
}
