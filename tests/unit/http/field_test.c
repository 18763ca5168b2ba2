#define _GNU_SOURCE
#include "http/field.h"

#include "unit/test.h"

#define S(literal)                                                             \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}

static const struct {
	const char *why;
	struct span line;
	enum refusal want;
	const char *name, *value;
} lines[] = {
	{ "a field line (9112 5)", S("Host: a"), REFUSE_NOT, "Host", "a" },
	{ "no OWS is needed", S("Host:a"), REFUSE_NOT, "Host", "a" },
	{ "OWS on both sides is dropped (9112 5.1)", S("A: \t b c \t"),
	    REFUSE_NOT, "A", "b c" },
	{ "an empty value (9110 5.5)", S("A:"), REFUSE_NOT, "A", "" },
	{ "a value of blanks is empty", S("A: \t "), REFUSE_NOT, "A", "" },
	{ "the first colon separates", S("A: b:c"), REFUSE_NOT, "A", "b:c" },
	{ "a name of one character", S("!:x"), REFUSE_NOT, "!", "x" },
	{ "a tab inside of a value", S("A: b\tc"), REFUSE_NOT, "A", "b\tc" },
	{ "obs-text in a value", S("A: \x80\xff"), REFUSE_NOT, "A",
	    "\x80\xff" },
	{ "a folded line (9112 5.2)", S(" b"), REFUSE_FOLDED, NULL, NULL },
	{ "folded with a tab", S("\tb: c"), REFUSE_FOLDED, NULL, NULL },
	{ "a blank alone", S(" "), REFUSE_FOLDED, NULL, NULL },
	{ "a blank before the colon (9112 5.1)", S("A : b"), REFUSE_FIELD_SPACE,
	    NULL, NULL },
	{ "a tab before the colon", S("A\t: b"), REFUSE_FIELD_SPACE, NULL,
	    NULL },
	{ "no colon", S("Host"), REFUSE_FIELD_NAME, NULL, NULL },
	{ "an empty line", S(""), REFUSE_FIELD_NAME, NULL, NULL },
	{ "an empty name", S(": b"), REFUSE_FIELD_NAME, NULL, NULL },
	{ "a colon alone", S(":"), REFUSE_FIELD_NAME, NULL, NULL },
	{ "a blank inside of a name", S("A B: c"), REFUSE_FIELD_NAME, NULL,
	    NULL },
	{ "a name that is no token (9110 5.1)", S("A(: b"), REFUSE_FIELD_NAME,
	    NULL, NULL },
	{ "a high octet in a name", S("\xc3\xa4: b"), REFUSE_FIELD_NAME, NULL,
	    NULL },
	{ "a NUL in a name", S("A\0: b"), REFUSE_FIELD_NAME, NULL, NULL },
	{ "a CR in a name", S("A\r: b"), REFUSE_FIELD_NAME, NULL, NULL },
	{ "a bare CR in a value (9112 2.2)", S("A: b\rc"), REFUSE_BARE_CR, NULL,
	    NULL },
	{ "a bare CR ends a value", S("A: b\r"), REFUSE_BARE_CR, NULL, NULL },
	{ "a NUL in a value (9110 5.5)", S("A: b\0c"), REFUSE_FIELD_VALUE, NULL,
	    NULL },
	{ "a LF in a value", S("A: b\nc"), REFUSE_FIELD_VALUE, NULL, NULL },
	{ "DEL in a value", S("A: \x7f"), REFUSE_FIELD_VALUE, NULL, NULL },
	{ "ESC in a value", S("A: \x1b[0m"), REFUSE_FIELD_VALUE, NULL, NULL },
	{ "the name is judged before the value", S("A : \0"),
	    REFUSE_FIELD_SPACE, NULL, NULL },
};

static const struct {
	const char *why, *list;
	const char *want; /* its elements, each in <> */
} lists[] = {
	{ "two elements (9110 5.6.1)", "a, b", "<a><b>" },
	{ "one", "a", "<a>" },
	{ "OWS around elements", " a \t,\tb ", "<a><b>" },
	{ "empty ones are skipped (9110 5.6.1.2)", ",, a ,, b,", "<a><b>" },
	{ "nothing but commas", " , ,", "" },
	{ "nothing", "", "" },
	{ "blanks", " \t", "" },
	{ "a comma in a quoted string (9110 5.6.4)", "\"a,b\", c",
	    "<\"a,b\"><c>" },
	{ "a quoted quote", "\"a\\\",b\",c", "<\"a\\\",b\"><c>" },
	{ "a quoted backslash", "\"a\\\\\",b", "<\"a\\\\\"><b>" },
	{ "a parameter", "a;b=\"c,d\",e", "<a;b=\"c,d\"><e>" },
	{ "a backslash outside of quotes is itself", "a\\,b", "<a\\><b>" },
	{ "a quotation that does not end", "a, \"b, c", "<a><\"b, c>" },
	{ "a backslash at the end", "\"a\\", "<\"a\\>" },
	{ "a quotation mark alone", "\"", "<\">" },
};

static void
test_lists(void)
{
	for (size_t i = 0; i < COUNT(lists); i++) {
		struct span list = guarded(lists[i].list), item = SPAN("?");
		char got[128] = "";

		while (field_list_next(&list, &item))
			sprintf(
			    got + strlen(got), "<%.*s>", (int)item.n, item.p);
		OK(strcmp(got, lists[i].want) == 0 && list.n == 0,
		    "list: %s: %s", lists[i].why, got);
	}
}

/* Reads the lines of s, each ended by LF. */
static void
fill(struct fields *fields, struct span s)
{
	struct span line;
	struct field f;

	fields_init(fields, s.p);
	while (span_cut(s, '\n', &line, &s))
		if (field_parse(line, &f) == REFUSE_NOT)
			(void)fields_add(fields, &f);
}

static const char some[] = "Host: h\n"
			   "Accept: a, b\n"
			   "accept: c\n"
			   "Empty:\n"
			   "X-Accept: d\n"
			   "ACCEPT: \"e,f\", Close\n";

static const struct {
	const char *why, *name;
	const char *values; /* of all lines with the name, each in <> */
} finds[] = {
	{ "one line", "Host", "<h>" },
	{ "names have no case (9110 5.1)", "hOST", "<h>" },
	{ "all lines, in order (9110 5.3)", "Accept",
	    "<a, b><c><\"e,f\", Close>" },
	{ "an empty value is a line", "empty", "<>" },
	{ "none", "Range", "" },
	{ "not a part of a name", "cept", "" },
	{ "not the start of a name", "Accep", "" },
};

static const struct {
	const char *why, *name, *token;
	bool want;
} tokens[] = {
	{ "in the first line", "Accept", "b", true },
	{ "in the second", "Accept", "c", true },
	{ "in the last, without case", "Accept", "close", true },
	{ "in a line of another name", "Accept", "d", false },
	{ "inside of a quotation", "Accept", "f", false },
	{ "a part of an element", "Accept", "clos", false },
	{ "no such line", "Range", "a", false },
	{ "nothing in an empty value", "Empty", "", false },
};

static void
test_finds(void)
{
	struct fields fields;

	fill(&fields, guarded(some));
	OK(fields.n == 6, "six lines");
	for (size_t i = 0; i < COUNT(finds); i++) {
		struct span name = guarded(finds[i].name), v = SPAN("?");
		struct span only = SPAN("?");
		char got[128] = "";
		size_t n = 0;

		for (size_t at = 0; field_next(&fields, name, &at, &v); n++)
			sprintf(got + strlen(got), "<%.*s>", (int)v.n, v.p);
		OK(strcmp(got, finds[i].values) == 0, "next: %s: %s %s",
		    finds[i].why, finds[i].name, got);
		OK(field_count(&fields, name) == n, "count: %s: %d",
		    finds[i].why, (int)n);
		OK(field_only(&fields, name, &only) == (n == 1) &&
			span_eq(only, n == 1 ? v : SPAN("?")),
		    "only: %s: %s", finds[i].why, shown(only));
	}
	for (size_t i = 0; i < COUNT(tokens); i++)
		OK(field_lists(&fields, span_str(tokens[i].name),
		       guarded(tokens[i].token)) == tokens[i].want,
		    "lists: %s: %s, %s", tokens[i].why, tokens[i].name,
		    tokens[i].token);
}

static void
test_bounds(void)
{
	static char all[65535];
	struct field f = { { all, 1 }, { all + 3, 1 } };
	struct field far = { { all + 65530, 1 }, { all + 65535, 0 } };
	struct field large = { { all, 1 }, { all + 3, 65532 } };
	struct fields fields;
	struct span v;
	bool good = true;

	memset(all, 'a', sizeof all);
	fields_init(&fields, all);
	OK(fields.n == 0 && field_count(&fields, SPAN("a")) == 0,
	    "there are none at first");
	for (size_t i = 0; i < LIMIT_FIELDS; i++)
		good = good && fields_add(&fields, &f) && fields.n == i + 1;
	OK(good && field_count(&fields, SPAN("a")) == LIMIT_FIELDS,
	    "LIMIT_FIELDS of them fit");
	OK(!fields_add(&fields, &f) && fields.n == LIMIT_FIELDS,
	    "one more does not");
	all[65530] = 'z';
	fields_init(&fields, all);
	OK(fields_add(&fields, &far) && fields_add(&fields, &large) &&
		field_only(&fields, SPAN("z"), &v) && v.n == 0 &&
		v.p == all + 65535,
	    "an empty value 65535 bytes on");
	OK(field_only(&fields, SPAN("a"), &v) && v.p == all + 3 && v.n == 65532,
	    "a value of 65532 bytes");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct span s = guarded_n(lines[i].line.p, lines[i].line.n);
		struct field f = { SPAN("?"), SPAN("?") };
		enum refusal why = field_parse(s, &f);
		const char *name = lines[i].name, *value = lines[i].value;

		OK(why == lines[i].want &&
			span_eq(f.name, span_str(name ? name : "?")) &&
			span_eq(f.value, span_str(value ? value : "?")),
		    "line: %s: %s: %s", lines[i].why, shown(s),
		    shown(refusal_name(why)));
	}
	test_lists();
	test_finds();
	test_bounds();
	return DONE();
}
