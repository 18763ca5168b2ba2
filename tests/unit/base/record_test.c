/* Values that were put on a line are read back, and no others are. */
#define _GNU_SOURCE
#include "base/record.h"

#include "unit/test.h"

static char line[4096], back[4096];

static struct span
written(struct span value, size_t room)
{
	struct text t = TEXT(line);

	record_begin(&t);
	record_put(&t, SPAN("A_1"), value, room);
	record_put(&t, SPAN("B"), SPAN(""), room);
	record_end(&t);
	return TEXT_SPAN(t);
}

static void
test_every_byte(void)
{
	char all[256];
	struct span in = { all, sizeof all }, fields, name, value, s;
	struct text t = TEXT(back);
	bool plain = true;

	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	s = written(in, 4000);
	for (size_t i = 1; i + 1 < s.n; i++)
		plain = plain &&
			((s.p[i] >= ' ' && s.p[i] <= '~') || s.p[i] == '\x1f');
	OK(plain, "between the first byte and the last, ASCII and separators");
	OK(record_open(guarded_n(s.p, s.n), &fields) &&
		record_next(&fields, &name, &value) == RECORD_FIELD &&
		span_eq(name, SPAN("A_1")) && record_value(&t, value) &&
		span_eq(TEXT_SPAN(t), in),
	    "every byte comes back");
	OK(record_next(&fields, &name, &value) == RECORD_FIELD &&
		span_eq(name, SPAN("B")) && value.n == 0 &&
		record_next(&fields, &name, &value) == RECORD_END,
	    "and so does nothing at all");
}

/* Any bytes stay within the room, and use nearly all of it. */
static void
test_room(void)
{
	char many[512];
	bool within = true;

	for (int c = 0; c < 256; c++)
		for (size_t room = 8; room < 40; room++) {
			struct span fields, name, value;

			memset(many, c, sizeof many);
			(void)record_open(
			    written((struct span){ many, sizeof many }, room),
			    &fields);
			within =
			    within &&
			    record_next(&fields, &name, &value) ==
				RECORD_FIELD &&
			    value.n <= room && value.n + 7 > room &&
			    span_eq(span_from(value, value.n - 3), SPAN("..."));
		}
	OK(within, "a long value is cut within its room, with dots");
}

static const struct {
	const char *why, *line;
	enum record_answer end; /* after the fields; FIELD: not a record */
} cases[] = {
	{ "a message", "/srv/www: No such file\n", RECORD_FIELD },
	{ "an empty line", "\n", RECORD_FIELD },
	{ "nothing", "", RECORD_FIELD },
	{ "a record without fields", "\x1e\n", RECORD_END },
	{ "one field",
	    "\x1e"
	    "A=b\x1f\n",
	    RECORD_END },
	{ "without its newline",
	    "\x1e"
	    "A=b\x1f",
	    RECORD_END },
	{ "a value with an equals sign",
	    "\x1e"
	    "A=b=c\x1f\n",
	    RECORD_END },
	{ "a line that was cut",
	    "\x1e"
	    "A=b\x1f"
	    "B=c",
	    RECORD_BAD },
	{ "an empty field", "\x1e\x1f\n", RECORD_BAD },
	{ "no equals sign",
	    "\x1e"
	    "A\x1f\n",
	    RECORD_BAD },
	{ "no name", "\x1e=b\x1f\n", RECORD_BAD },
	{ "a name that the journal keeps to itself", "\x1e_A=b\x1f\n",
	    RECORD_BAD },
	{ "a name that starts with a digit",
	    "\x1e"
	    "1=b\x1f\n",
	    RECORD_BAD },
	{ "a name in small letters",
	    "\x1e"
	    "Aa=b\x1f\n",
	    RECORD_BAD },
	{ "a control in a value",
	    "\x1e"
	    "A=\t\x1f\n",
	    RECORD_BAD },
	{ "a line feed in a value",
	    "\x1e"
	    "A=\nB\x1f\n",
	    RECORD_BAD },
	{ "a byte over 0x7e in a value",
	    "\x1e"
	    "A=\x80\x1f\n",
	    RECORD_BAD },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum record_answer answer = RECORD_FIELD;
		struct span fields, name, value;

		if (record_open(guarded(cases[i].line), &fields))
			while ((answer = record_next(&fields, &name, &value)) ==
			       RECORD_FIELD)
				continue;
		OK(answer == cases[i].end, "%s", cases[i].why);
	}
}

static void
test_values(void)
{
	static const char *const bad[] = { "\\", "\\x", "\\x1", "\\xg0",
		"\\x0G", "\\x0A", "\\n", "a\\" };
	struct text t = TEXT(back);

	for (size_t i = 0; i < COUNT(bad); i++)
		OK(!record_value(&t, guarded(bad[i])), "no escape: %s", bad[i]);
	t.n = 0;
	OK(record_value(&t, guarded("\\\\x41\\x41\\\\")) &&
		span_eq(TEXT_SPAN(t), SPAN("\\x41A\\")),
	    "a doubled backslash escapes nothing behind it");
}

static void
test_long_name(void)
{
	char buf[80];
	struct span s = { buf, 0 }, fields, name, value;

	memset(buf, 'A', sizeof buf);
	buf[0] = '\x1e';
	for (size_t n = 64; n <= 65; n++) {
		memset(buf + 1, 'A', n);
		memcpy(buf + 1 + n, "=\x1f", 2);
		s.n = n + 3;
		(void)record_open(s, &fields);
		OK(record_next(&fields, &name, &value) ==
			(n <= RECORD_NAME_MAX ? RECORD_FIELD : RECORD_BAD),
		    "a name of %zu bytes", n);
	}
}

int
main(void)
{
	test_every_byte();
	test_room();
	test_cases();
	test_values();
	test_long_name();
	return DONE();
}
