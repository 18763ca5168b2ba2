/*
 * A line that may be a record; the whole input is its bytes.  Then the same
 * bytes are written as a value and read back.
 */
#include "base/record.h"

#include "fuzz/fuzz.h"

#define ROOM 8192

static char buf[2 * ROOM], back[2 * ROOM];

/*
 * Checks that every field lies in the line, in order, and that a journal can
 * take it.
 */
static void
check_line(struct span line)
{
	struct span fields, name, value, rest = line;
	enum record_answer answer;
	size_t n = 0;

	if (!record_open(line, &fields)) {
		MUST(line.n == 0 || *line.p != '\x1e');
		return;
	}
	while ((answer = record_next(&fields, &name, &value)) == RECORD_FIELD) {
		struct text t = TEXT(back);

		MUST(++n <= line.n);
		MUST(inside(name, rest) && inside(value, rest));
		MUST(name.n > 0 && name.n <= RECORD_NAME_MAX);
		MUST(value.p == name.p + name.n + 1);
		MUST(memchr(value.p, '\x1f', value.n) == NULL);
		(void)record_value(&t, value);
		MUST(t.n <= value.n);
		rest = fields;
	}
	MUST((answer == RECORD_END) == (fields.n == 0));
}

/* The text is one line, and is read back unchanged. */
static void
check_value(struct span in)
{
	struct text t = TEXT(buf), copy = TEXT(back);
	struct span fields, name, value;

	if (in.n > ROOM / 4)
		return;
	record_begin(&t);
	record_put(&t, SPAN("NAME"), in, ROOM);
	record_end(&t);
	MUST(text_fits(&t));
	MUST(memchr(buf, '\n', t.n) == buf + t.n - 1);
	MUST(record_open(TEXT_SPAN(t), &fields));
	MUST(record_next(&fields, &name, &value) == RECORD_FIELD);
	MUST(span_eq(name, SPAN("NAME")));
	MUST(record_value(&copy, value) && span_eq(TEXT_SPAN(copy), in));
	MUST(record_next(&fields, &name, &value) == RECORD_END);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };

	if (n > ROOM)
		return 0;
	check_line(in);
	check_value(in);
	return 0;
}
