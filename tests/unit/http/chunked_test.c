#define _GNU_SOURCE
#include "http/chunked.h"

#include "base/limits.h"
#include "unit/test.h"

#define S(literal)                                                             \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}
#define END "0\r\n\r\n"
#define DONE_WITH CHUNKED_DONE, REFUSE_NOT
#define MORE_WITH CHUNKED_MORE, REFUSE_NOT
#define BAD(id) CHUNKED_BAD, REFUSE_##id

static const struct {
	const char *why;
	struct span in;
	enum chunked_answer want;
	enum refusal refusal;
	struct span content, left;
} cases[] = {
	{ "no chunk but the last (9112 7.1)", S(END), DONE_WITH, S(""), S("") },
	{ "one chunk", S("3\r\nabc\r\n" END), DONE_WITH, S("abc"), S("") },
	{ "a chunk of one byte", S("1\r\na\r\n" END), DONE_WITH, S("a"),
	    S("") },
	{ "two chunks", S("3\r\nabc\r\n2\r\nde\r\n" END), DONE_WITH, S("abcde"),
	    S("") },
	{ "what follows is left", S("1\r\na\r\n" END "GET / "), DONE_WITH,
	    S("a"), S("GET / ") },
	{ "hexadecimal in both cases",
	    S("a\r\n0123456789\r\nB\r\n0123456789a"
	      "\r\n" END),
	    DONE_WITH, S("01234567890123456789a"), S("") },
	{ "leading zeros", S("0003\r\nabc\r\n" END), DONE_WITH, S("abc"),
	    S("") },
	{ "sixteen digits", S("0000000000000003\r\nabc\r\n" END), DONE_WITH,
	    S("abc"), S("") },
	{ "the last chunk is any number of zeros",
	    S("1\r\na\r\n0000000000000000\r\n\r\n"), DONE_WITH, S("a"), S("") },
	{ "content is not looked at", S("6\r\n0\r\n\r\n\0\r\n" END), DONE_WITH,
	    S("0\r\n\r\n\0"), S("") },
	{ "sixteen digits, each of a chunk's own",
	    S("0000000000000001\r\na\r\n0000000000000001\r\nb\r\n" END),
	    DONE_WITH, S("ab"), S("") },

	{ "nothing yet", S(""), MORE_WITH, S(""), S("") },
	{ "a size and no line end", S("3"), MORE_WITH, S(""), S("") },
	{ "half a line end", S("3\r"), MORE_WITH, S(""), S("") },
	{ "a part of a chunk", S("5\r\nab"), MORE_WITH, S("ab"), S("") },
	{ "a chunk without its end", S("2\r\nab"), MORE_WITH, S("ab"), S("") },
	{ "the last chunk alone", S("0\r\n"), MORE_WITH, S(""), S("") },
	{ "half of the end", S("0\r\n\r"), MORE_WITH, S(""), S("") },
	{ "2^64-1 is a size", S("ffffffffffffffff\r\nab"), MORE_WITH, S("ab"),
	    S("") },

	{ "no size", S("\r\n"), BAD(CHUNK_SIZE), S(""), S("\r\n") },
	{ "not a digit", S("g\r\n"), BAD(CHUNK_SIZE), S(""), S("g\r\n") },
	{ "a sign", S("+1\r\na"), BAD(CHUNK_SIZE), S(""), S("+1\r\na") },
	{ "negative", S("-1\r\na"), BAD(CHUNK_SIZE), S(""), S("-1\r\na") },
	{ "0x", S("0x1\r\na"), BAD(CHUNK_SIZE), S(""), S("x1\r\na") },
	{ "a blank in front", S(" 1\r\na"), BAD(CHUNK_SIZE), S(""),
	    S(" 1\r\na") },
	{ "an extension and no size", S(";a\r\n"), BAD(CHUNK_SIZE), S(""),
	    S(";a\r\n") },
	{ "over 64 bits", S("10000000000000000\r\n"), BAD(CHUNK_SIZE), S(""),
	    S("0\r\n") },
	{ "2^64+3 is not 3", S("10000000000000003\r\nabc"), BAD(CHUNK_SIZE),
	    S(""), S("3\r\nabc") },
	{ "a bare LF after the size (9112 2.2)", S("1\na"), BAD(CHUNK_SIZE),
	    S(""), S("\na") },
	{ "a bare CR after the size", S("1\ra"), BAD(CHUNK_SIZE), S(""),
	    S("a") },
	{ "two CR after the size", S("1\r\r\na"), BAD(CHUNK_SIZE), S(""),
	    S("\r\na") },
	{ "a NUL after the size", S("1\0\r\na"), BAD(CHUNK_SIZE), S(""),
	    S("\0\r\na") },
	{ "a size of the second chunk", S("1\r\na\r\nz"), BAD(CHUNK_SIZE),
	    S("a"), S("z") },
	{ "an empty line between chunks", S("1\r\na\r\n\r\n"), BAD(CHUNK_SIZE),
	    S("a"), S("\r\n") },

	{ "longer than its size", S("1\r\nab\r\n"), BAD(CHUNK_END), S("a"),
	    S("b\r\n") },
	{ "a bare LF after the content", S("1\r\na\n0"), BAD(CHUNK_END), S("a"),
	    S("\n0") },
	{ "a bare CR after the content", S("1\r\na\r0"), BAD(CHUNK_END), S("a"),
	    S("0") },

	{ "an extension (9112 7.1.1)", S("1;a\r\na\r\n" END), DONE_WITH, S("a"),
	    S("") },
	{ "with a value", S("1;a=b\r\na\r\n" END), DONE_WITH, S("a"), S("") },
	{ "in quotes", S("1;a=\"b;c=d\"\r\na\r\n" END), DONE_WITH, S("a"),
	    S("") },
	{ "an empty quotation", S("1;a=\"\"\r\na\r\n" END), DONE_WITH, S("a"),
	    S("") },
	{ "a quoted quote", S("1;a=\"\\\"\\\\\"\r\na\r\n" END), DONE_WITH,
	    S("a"), S("") },
	{ "obs-text and a tab in quotes",
	    S("1;a=\"\t\xff\\\xff\"\r\na\r\n" END), DONE_WITH, S("a"), S("") },
	{ "several", S("1;a;b=c;d=\"e\";f\r\na\r\n" END), DONE_WITH, S("a"),
	    S("") },
	{ "bad white space",
	    S("1 \t; a \t=\t b ; c = \"d\" ; e ;f\r\na\r\n" END), DONE_WITH,
	    S("a"), S("") },
	{ "of the last chunk", S("0;a=b\r\n\r\n"), DONE_WITH, S(""), S("") },
	{ "of each chunk", S("1;a\r\na\r\n1;b=c\r\nb\r\n0;d=\"\"\r\n\r\n"),
	    DONE_WITH, S("ab"), S("") },
	{ "an extension that goes on", S("1;a=\"b"), MORE_WITH, S(""), S("") },

	{ "an extension without a name", S("1;\r\na"), BAD(CHUNK_EXT), S(""),
	    S("\r\na") },
	{ "blanks for a name", S("1; \r\na"), BAD(CHUNK_EXT), S(""),
	    S("\r\na") },
	{ "a value without a name", S("1;=b\r\n"), BAD(CHUNK_EXT), S(""),
	    S("=b\r\n") },
	{ "two semicolons", S("1;;a\r\n"), BAD(CHUNK_EXT), S(""), S(";a\r\n") },
	{ "no value", S("1;a=\r\n"), BAD(CHUNK_EXT), S(""), S("\r\n") },
	{ "blanks for a value", S("1;a= \r\n"), BAD(CHUNK_EXT), S(""),
	    S("\r\n") },
	{ "a semicolon for a value", S("1;a=;b\r\n"), BAD(CHUNK_EXT), S(""),
	    S(";b\r\n") },
	{ "two equal signs", S("1;a==b\r\n"), BAD(CHUNK_EXT), S(""),
	    S("=b\r\n") },
	{ "a second value", S("1;a=b=c\r\n"), BAD(CHUNK_EXT), S(""),
	    S("=c\r\n") },
	{ "a name that is no token", S("1;(\r\n"), BAD(CHUNK_EXT), S(""),
	    S("(\r\n") },
	{ "a name that stops being one", S("1;a(\r\n"), BAD(CHUNK_EXT), S(""),
	    S("(\r\n") },
	{ "a value that is no token", S("1;a=(\r\n"), BAD(CHUNK_EXT), S(""),
	    S("(\r\n") },
	{ "two names", S("1;a b\r\n"), BAD(CHUNK_EXT), S(""), S("b\r\n") },
	{ "two values", S("1;a=b c\r\n"), BAD(CHUNK_EXT), S(""), S("c\r\n") },
	{ "a blank and no semicolon", S("1 a\r\n"), BAD(CHUNK_EXT), S(""),
	    S("a\r\n") },
	{ "more behind a quotation", S("1;a=\"b\"c\r\n"), BAD(CHUNK_EXT), S(""),
	    S("c\r\n") },
	{ "a quotation that does not end", S("1;a=\"b\r\n"), BAD(CHUNK_EXT),
	    S(""), S("\r\n") },
	{ "a quoted CR", S("1;a=\"\\\r\n"), BAD(CHUNK_EXT), S(""), S("\r\n") },
	{ "a control in quotes", S("1;a=\"\x01"), BAD(CHUNK_EXT), S(""),
	    S("\x01") },
	{ "a quoted control", S("1;a=\"\\\x01"), BAD(CHUNK_EXT), S(""),
	    S("\x01") },
	{ "a bare LF ends no extension (9112 2.2)", S("1;a\nb"), BAD(CHUNK_EXT),
	    S(""), S("\nb") },
	{ "a bare LF in quotes", S("1;a=\"\nb"), BAD(CHUNK_EXT), S(""),
	    S("\nb") },
	{ "a bare CR ends no extension", S("1;a\rb"), BAD(CHUNK_SIZE), S(""),
	    S("b") },
	{ "the name of one chunk has no value in the next",
	    S("1;a\r\na\r\n1 =b\r\n"), BAD(CHUNK_EXT), S("a"), S("=b\r\n") },
	{ "white space and no extension (9112 7.1.1)", S("1 \r\na\r\n" END),
	    BAD(CHUNK_EXT), S(""), S("\r\na\r\n" END) },
	{ "white space behind an extension (9112 7.1.1)",
	    S("1;a \r\na\r\n" END), BAD(CHUNK_EXT), S(""), S("\r\na\r\n" END) },
	{ "white space behind a value", S("1;a=b \r\na\r\n" END),
	    BAD(CHUNK_EXT), S(""), S("\r\na\r\n" END) },
	{ "white space behind a quotation", S("1;a=\"\" \r\na\r\n" END),
	    BAD(CHUNK_EXT), S(""), S("\r\na\r\n" END) },

	{ "a trailer is dropped (9112 7.1.2)", S("0\r\nA: b\r\n\r\nX"),
	    DONE_WITH, S(""), S("X") },
	{ "two trailers", S("1\r\na\r\n0\r\nA: b\r\nC:d\r\n\r\n"), DONE_WITH,
	    S("a"), S("") },
	{ "an empty value", S("0\r\nA:\r\n\r\n"), DONE_WITH, S(""), S("") },
	{ "obs-text in a value", S("0\r\nA: \xff\t:\r\n\r\n"), DONE_WITH, S(""),
	    S("") },
	{ "a trailer that goes on", S("0\r\nA: b"), MORE_WITH, S(""), S("") },
	{ "a trailer and no empty line", S("0\r\nA: b\r\n"), MORE_WITH, S(""),
	    S("") },
	{ "no colon", S("0\r\nA\r\n\r\n"), BAD(TRAILER), S(""), S("\r\n\r\n") },
	{ "no name", S("0\r\n: b\r\n\r\n"), BAD(TRAILER), S(""),
	    S(": b\r\n\r\n") },
	{ "a blank before the colon (9112 5.1)", S("0\r\nA : b\r\n\r\n"),
	    BAD(TRAILER), S(""), S(" : b\r\n\r\n") },
	{ "a folded line (9112 5.2)", S("0\r\nA: b\r\n c\r\n\r\n"),
	    BAD(TRAILER), S(""), S(" c\r\n\r\n") },
	{ "a control in a value", S("0\r\nA: \0\r\n\r\n"), BAD(TRAILER), S(""),
	    S("\0\r\n\r\n") },
	{ "a bare LF ends no trailer", S("0\r\nA: b\n\r\n"), BAD(TRAILER),
	    S(""), S("\n\r\n") },
	{ "a bare CR ends no trailer", S("0\r\nA: b\rc"), BAD(TRAILER), S(""),
	    S("c") },
	{ "a bare LF is not the end", S("0\r\n\n"), BAD(TRAILER), S(""),
	    S("\n") },
	{ "a bare CR is not the end", S("0\r\n\rX"), BAD(TRAILER), S(""),
	    S("X") },
};

struct outcome {
	enum chunked_answer answer;
	enum refusal why;
	char content[64];
	size_t n, left; /* bytes of content, bytes not taken */
	bool sane;      /* each piece of content lay in the input */
};

/* Copies the bytes against an unreadable page; each call uses the same page. */
static struct span
at_edge(struct span s)
{
	static struct span page;
	static const char blank[16384] = { 0 };
	char *to;

	if (page.p == NULL)
		page = guarded_n(blank, sizeof blank);
	to = (char *)(uintptr_t)page.p + page.n - s.n;
	memcpy(to, s.p, s.n);
	return (struct span){ to, s.n };
}

/* Feeds one piece of the input; false once the decoder has an answer. */
static bool
feed(struct chunked *d, struct span piece, struct outcome *o)
{
	struct span in = at_edge(piece), data, before = in;

	while ((o->answer = chunked_feed(d, &in, &data, &o->why)) ==
	       CHUNKED_DATA) {
		if (data.n == 0 || data.p < before.p ||
		    data.p + data.n != in.p ||
		    o->n + data.n > sizeof o->content)
			o->sane = false;
		else
			memcpy(o->content + o->n, data.p, data.n);
		o->n += data.n;
		before = in;
	}
	o->left -= piece.n - in.n;
	if (o->answer == CHUNKED_MORE && in.n > 0)
		o->sane = false;
	return o->answer == CHUNKED_MORE;
}

/* Decodes s, cut at `at`, or every `every` bytes if that is not 0. */
static struct outcome
decode(struct span s, size_t at, size_t every)
{
	struct outcome o = { CHUNKED_MORE, REFUSE_NOT, "", 0, s.n, true };
	struct chunked d = { 0 };

	if (every == 0) {
		if (feed(&d, (struct span){ s.p, at }, &o))
			(void)feed(&d, span_from(s, at), &o);
		return o;
	}
	for (size_t i = 0; i < s.n; i += every) {
		size_t n = s.n - i < every ? s.n - i : every;

		if (!feed(&d, (struct span){ s.p + i, n }, &o))
			break;
	}
	return o;
}

static bool
same(const struct outcome *a, const struct outcome *b)
{
	return a->sane && b->sane && a->answer == b->answer &&
	       a->why == b->why && a->n == b->n && a->left == b->left &&
	       memcmp(a->content, b->content, a->n) == 0;
}

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span s = cases[i].in;
		struct outcome whole = decode(s, s.n, 0), other;
		size_t good = 0;

		OK(whole.sane && whole.answer == cases[i].want &&
			whole.why == cases[i].refusal &&
			span_eq((struct span){ whole.content, whole.n },
			    cases[i].content) &&
			span_eq(span_from(s, s.n - whole.left), cases[i].left),
		    "%s: %s: %s", cases[i].why, shown(s),
		    shown(refusal_name(whole.why)));
		for (size_t at = 0; at <= s.n; at++) {
			other = decode(s, at, 0);
			good += same(&whole, &other);
		}
		for (size_t every = 1; every <= 3; every++) {
			other = decode(s, 0, every);
			good += same(&whole, &other);
		}
		OK(good == s.n + 4, "any split gives one answer: %s",
		    cases[i].why);
	}
}

/* A body with n bytes of `fill` between two strings. */
static enum refusal
with_fill(const char *before, char fill, size_t n, const char *after,
    enum chunked_answer *answer)
{
	static char body[16384];
	struct span s = { body, strlen(before) + n + strlen(after) };
	struct outcome whole, bytes;

	memcpy(body, before, strlen(before));
	memset(body + strlen(before), fill, n);
	memcpy(body + strlen(before) + n, after, strlen(after));
	whole = decode(s, s.n, 0);
	bytes = decode(s, 0, 1);
	*answer = same(&whole, &bytes) ? whole.answer : CHUNKED_DATA;
	return whole.why;
}

static const struct {
	const char *why, *before;
	char fill;
	size_t n;
	const char *after;
	enum chunked_answer want;
	enum refusal refusal;
} limits[] = {
	{ "an extension of LIMIT_CHUNK_EXT bytes", "1;", 'a',
	    LIMIT_CHUNK_EXT - 1, "\r\na\r\n" END, DONE_WITH },
	{ "one byte more", "1;", 'a', LIMIT_CHUNK_EXT, "\r\na\r\n" END,
	    BAD(CHUNK_EXT) },
	{ "one that never ends", "1;a=\"", 'b', 2 * LIMIT_CHUNK_EXT, "",
	    BAD(CHUNK_EXT) },
	{ "extensions of one body count together", "1;aa\r\na\r\n1;", 'a',
	    LIMIT_CHUNK_EXT - 4, "\r\na\r\n" END, DONE_WITH },
	{ "and together they are too long", "1;aa\r\na\r\n1;", 'a',
	    LIMIT_CHUNK_EXT - 3, "\r\na\r\n" END, BAD(CHUNK_EXT) },
	{ "blanks count too", "1", ' ', LIMIT_CHUNK_EXT + 1, ";a\r\na\r\n" END,
	    BAD(CHUNK_EXT) },
	{ "a trailer section of LIMIT_TRAILER bytes", "0\r\nA:", 'b',
	    LIMIT_TRAILER - 6, "\r\n\r\n", DONE_WITH },
	{ "one byte more", "0\r\nA:", 'b', LIMIT_TRAILER - 5, "\r\n\r\n",
	    BAD(TRAILER_LONG) },
	{ "a name that never ends", "0\r\n", 'a', LIMIT_TRAILER + 1, "",
	    BAD(TRAILER_LONG) },
	{ "a name that might still end", "0\r\n", 'a', LIMIT_TRAILER, "",
	    MORE_WITH },
};

static void
test_limits(void)
{
	for (size_t i = 0; i < COUNT(limits); i++) {
		enum chunked_answer answer;
		enum refusal why = with_fill(limits[i].before, limits[i].fill,
		    limits[i].n, limits[i].after, &answer);

		OK(answer == limits[i].want && why == limits[i].refusal,
		    "%s: %s", limits[i].why, shown(refusal_name(why)));
	}
}

int
main(void)
{
	struct chunked d = { 0 };
	struct span in, data;
	enum refusal why = REFUSE_NOT;

	test_cases();
	test_limits();
	in = guarded(END "next");
	OK(chunked_feed(&d, &in, &data, &why) == CHUNKED_DONE && in.n == 4 &&
		chunked_feed(&d, &in, &data, &why) == CHUNKED_DONE &&
		span_eq(in, SPAN("next")),
	    "after the end nothing more is taken");
	in = guarded("");
	OK(chunked_feed(&d, &in, &data, &why) == CHUNKED_DONE,
	    "and it stays the end without input");
	return DONE();
}
