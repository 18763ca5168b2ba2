/*
 * Subjects of certificates as text (RFC 4514), and which of them can stand for
 * a client's name.
 */
#define _GNU_SOURCE
#include "tls/subject.h"

#include "unit/test.h"

#define BYTES(s) s, sizeof(s) - 1

static const struct {
	const char *why, *bytes;
	size_t n;
	const char *want;
	bool is_name;
} cases[] = {
	{ "a name", BYTES("alice"), "alice", true },
	{ "a subject", BYTES("CN=alice,O=a b\\, c"), "CN=alice,O=a b\\, c",
	    true },
	{ "UTF-8", BYTES("\xc3\xa4"), "\xc3\xa4", true },
	{ "nothing", BYTES(""), "", false },
	{ "2.4: a NUL", BYTES("a\0b"), "a\\00b", false },
	{ "a line", BYTES("a\r\nb"), "a\\0D\\0Ab", false },
	{ "a tab", BYTES("a\tb"), "a\\09b", false },
	{ "a terminal's ESC", BYTES("\x1b[2J"), "\\1B[2J", false },
	{ "DEL", BYTES("a\x7f"), "a\\7F", false },
	{ "no UTF-8", BYTES("\xff"), "\\FF", false },
	{ "a C1 control", BYTES("\xc2\x9b"), "\\C2\\9B", false },
};

int
main(void)
{
	static char long_name[LIMIT_HOST + 1];
	struct span name = { long_name, LIMIT_HOST };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span s = guarded_n(cases[i].bytes, cases[i].n);
		char buf[64];
		struct text t = TEXT(buf);

		subject_put(&t, s);
		OK(span_eq(TEXT_SPAN(t), span_str(cases[i].want)) &&
			subject_is_name(s) == cases[i].is_name,
		    "%s: %s", cases[i].why, shown(TEXT_SPAN(t)));
	}
	memset(long_name, 'a', sizeof long_name);
	OK(subject_is_name(name), "the longest name");
	name.n++;
	OK(!subject_is_name(name), "a longer one");
	return DONE();
}
