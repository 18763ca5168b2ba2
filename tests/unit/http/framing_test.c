#define _GNU_SOURCE
#include "http/framing.h"

#include "unit/test.h"

#define CL "Content-Length: "
#define TE "Transfer-Encoding: "
#define CON "Connection: "
#define NONE FRAMING_NONE, 0

static const struct {
	const char *why, *lines;
	int minor;
	enum refusal want;
	enum framing_body body;
	uint64_t length;
	bool persist;
} cases[] = {
	{ "no body (9112 6.3 item 7)", "", 1, REFUSE_NOT, NONE, true },
	{ "a length (9112 6.2)", CL "5\n", 1, REFUSE_NOT, FRAMING_LENGTH, 5,
	    true },
	{ "in any case of letters", "CONTENT-length: 5\n", 1, REFUSE_NOT,
	    FRAMING_LENGTH, 5, true },
	{ "a length in HTTP/1.0", CL "5\n", 0, REFUSE_NOT, FRAMING_LENGTH, 5,
	    false },
	{ "a length of 1", CL "1\n", 1, REFUSE_NOT, FRAMING_LENGTH, 1, true },
	{ "a length of 0 is no body", CL "0\n", 1, REFUSE_NOT, NONE, true },
	{ "zeros are 0", CL "000\n", 1, REFUSE_NOT, NONE, true },
	{ "leading zeros", CL "0010\n", 1, REFUSE_NOT, FRAMING_LENGTH, 10,
	    true },
	{ "the largest", CL "18446744073709551615\n", 1, REFUSE_NOT,
	    FRAMING_LENGTH, UINT64_MAX, true },
	{ "overflow (9110 8.6)", CL "18446744073709551616\n", 1, REFUSE_LENGTH,
	    NONE, false },
	{ "overflow that wraps to 5", CL "18446744073709551621\n", 1,
	    REFUSE_LENGTH, NONE, false },
	{ "no digits", CL "\n", 1, REFUSE_LENGTH, NONE, false },
	{ "a sign", CL "+5\n", 1, REFUSE_LENGTH, NONE, false },
	{ "negative", CL "-5\n", 1, REFUSE_LENGTH, NONE, false },
	{ "hexadecimal", CL "0x5\n", 1, REFUSE_LENGTH, NONE, false },
	{ "two numbers", CL "5 5\n", 1, REFUSE_LENGTH, NONE, false },
	{ "a list of the same (9110 8.6: may be refused)", CL "5, 5\n", 1,
	    REFUSE_LENGTH, NONE, false },
	{ "a list of different ones (9112 6.3 item 5)", CL "5, 6\n", 1,
	    REFUSE_LENGTH, NONE, false },
	{ "two lines that differ (9112 6.3 item 5)", CL "5\n" CL "6\n", 1,
	    REFUSE_LENGTHS, NONE, false },
	{ "two lines alike", CL "5\n" CL "5\n", 1, REFUSE_LENGTHS, NONE,
	    false },
	{ "three lines", CL "0\n" CL "0\n" CL "0\n", 1, REFUSE_LENGTHS, NONE,
	    false },
	{ "chunked (9112 7.1)", TE "chunked\n", 1, REFUSE_NOT, FRAMING_CHUNKED,
	    0, true },
	{ "codings have no case (9112 7)", TE "Chunked\n", 1, REFUSE_NOT,
	    FRAMING_CHUNKED, 0, true },
	{ "empty elements of the list", TE ", chunked ,\n", 1, REFUSE_NOT,
	    FRAMING_CHUNKED, 0, true },
	{ "an empty line and chunked", TE "\n" TE "chunked\n", 1, REFUSE_NOT,
	    FRAMING_CHUNKED, 0, true },
	{ "another coding before it (9112 6.1)", TE "gzip, chunked\n", 1,
	    REFUSE_CODING_UNKNOWN, NONE, false },
	{ "in a line of its own", TE "gzip\n" TE "chunked\n", 1,
	    REFUSE_CODING_UNKNOWN, NONE, false },
	{ "chunked is not last (9112 6.3 item 4)", TE "chunked, gzip\n", 1,
	    REFUSE_CODING, NONE, false },
	{ "not last, in two lines", TE "chunked\n" TE "gzip\n", 1,
	    REFUSE_CODING, NONE, false },
	{ "no chunked", TE "gzip\n", 1, REFUSE_CODING, NONE, false },
	{ "identity is gone (9112 7)", TE "identity\n", 1, REFUSE_CODING, NONE,
	    false },
	{ "chunked twice (9112 6.1)", TE "chunked, chunked\n", 1, REFUSE_CODING,
	    NONE, false },
	{ "chunked twice in two lines", TE "chunked\n" TE "chunked\n", 1,
	    REFUSE_CODING, NONE, false },
	{ "chunked with a parameter (9112 7.1)", TE "chunked;q=1\n", 1,
	    REFUSE_CODING, NONE, false },
	{ "chunked in quotes", TE "\"chunked\"\n", 1, REFUSE_CODING, NONE,
	    false },
	{ "a name that ends like it", TE "xchunked\n", 1, REFUSE_CODING, NONE,
	    false },
	{ "a name that begins like it", TE "chunked2\n", 1, REFUSE_CODING, NONE,
	    false },
	{ "an empty coding", TE "\n", 1, REFUSE_CODING, NONE, false },
	{ "a length and a coding (9112 6.3 item 3)", CL "5\n" TE "chunked\n", 1,
	    REFUSE_LENGTH_AND_CODING, NONE, false },
	{ "in the other order", TE "chunked\n" CL "5\n", 1,
	    REFUSE_LENGTH_AND_CODING, NONE, false },
	{ "even if both are faulty", TE "x\n" CL "x\n" CL "y\n", 1,
	    REFUSE_LENGTH_AND_CODING, NONE, false },
	{ "even if the coding is empty", TE "\n" CL "5\n", 1,
	    REFUSE_LENGTH_AND_CODING, NONE, false },
	{ "a coding in HTTP/1.0 (9112 6.1)", TE "chunked\n", 0,
	    REFUSE_CODING_IN_1_0, NONE, false },
	{ "with a length, too", TE "chunked\n" CL "5\n", 0,
	    REFUSE_CODING_IN_1_0, NONE, false },
	{ "close (9112 9.3)", CON "close\n", 1, REFUSE_NOT, NONE, false },
	{ "without case (9110 7.6.1)", CON "Close\n", 1, REFUSE_NOT, NONE,
	    false },
	{ "in a list", CON "te, close\n", 1, REFUSE_NOT, NONE, false },
	{ "in the second line", CON "te\n" CON "close\n", 1, REFUSE_NOT, NONE,
	    false },
	{ "close wins over keep-alive", CON "keep-alive, close\n", 1,
	    REFUSE_NOT, NONE, false },
	{ "close wins in HTTP/1.0", CON "close, keep-alive\n", 0, REFUSE_NOT,
	    NONE, false },
	{ "keep-alive is nothing new in 1.1", CON "keep-alive\n", 1, REFUSE_NOT,
	    NONE, true },
	{ "an unknown option", CON "upgrade\n", 1, REFUSE_NOT, NONE, true },
	{ "an option that begins with close", CON "closed\n", 1, REFUSE_NOT,
	    NONE, true },
	{ "HTTP/1.0 closes", "", 0, REFUSE_NOT, NONE, false },
	{ "unless asked not to (9112 9.3)", CON "Keep-Alive\n", 0, REFUSE_NOT,
	    NONE, true },
	{ "an unknown option in HTTP/1.0", CON "te\n", 0, REFUSE_NOT, NONE,
	    false },
	{ "a chunked body and close", TE "chunked\n" CON "close\n", 1,
	    REFUSE_NOT, FRAMING_CHUNKED, 0, false },
	{ "other fields tell nothing", "Host: h\nTE: chunked\nTrailer: x\n", 1,
	    REFUSE_NOT, NONE, true },
};

/* Reads the lines of s, each ended by LF; false if one is malformed. */
static bool
fill(struct fields *fields, struct span s)
{
	struct span line;
	struct field f;

	fields_init(fields, s.p);
	while (span_cut(s, '\n', &line, &s))
		if (field_parse(line, &f) != REFUSE_NOT ||
		    !fields_add(fields, &f))
			return false;
	return s.n == 0;
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		static const struct framing before = { FRAMING_CHUNKED, 4711,
			true };
		struct span s = guarded(cases[i].lines);
		struct framing f = before;
		struct fields fields;
		bool filled = fill(&fields, s), same;
		enum refusal why = framing_judge(&fields, cases[i].minor, &f);

		same = why == REFUSE_NOT ? f.body == cases[i].body &&
					       f.length == cases[i].length &&
					       f.persist == cases[i].persist
					 : f.body == before.body &&
					       f.length == before.length &&
					       f.persist == before.persist;
		OK(filled && why == cases[i].want && same, "%s: 1.%d: %s: %s",
		    cases[i].why, cases[i].minor, shown(s),
		    shown(refusal_name(why)));
	}
	return DONE();
}
