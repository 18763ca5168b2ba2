/* Words of a command line, by a list of options. */
#define _GNU_SOURCE
#include "base/option.h"

#include "unit/test.h"

static const struct option_key keys[] = { { 'a', 0 }, { 'v', 1 }, { 0, 0 } };
static const struct option_text texts[] = { { "all", "", "all of it" },
	{ "value", "VALUE", "that one" },
	{ "a-longer-name", "[=X]", "the other" } };

/* Prints for each step the row and the value, or the word, or the error. */
static const struct {
	const char *why;
	const char *argv[6];
	const char *steps;
} cases[] = {
	{ "no word", { "p" }, "" },
	{ "a letter", { "p", "-a" }, "0;" },
	{ "its value joined", { "p", "-vx" }, "1=x;" },
	{ "its value apart", { "p", "-v", "-a" }, "1=-a;" },
	{ "a bundle", { "p", "-aavx" }, "0;0;1=x;" },
	{ "a bundle, and the value apart", { "p", "-av", "x", "w" },
	    "0;1=x;w;" },
	{ "a name", { "p", "--all" }, "0;" },
	{ "a name without a letter", { "p", "--a-longer-name" }, "2;" },
	{ "a name with its value", { "p", "--value=x=y" }, "1=x=y;" },
	{ "an empty value is one", { "p", "--value=" }, "1=;" },
	{ "a name, and its value apart", { "p", "--value", "x" }, "1=x;" },
	{ "options between words", { "p", "w", "-a", "x" }, "w;0;x;" },
	{ "- is a word", { "p", "-" }, "-;" },
	{ "an empty word", { "p", "" }, ";" },
	{ "-- ends options", { "p", "--", "-a", "--" }, "-a;--;" },
	{ "an unknown name, without its value", { "p", "--foo=1" },
	    "--foo: unknown option; --help lists them" },
	{ "an unknown letter, in a bundle", { "p", "-az" },
	    "0;-z: unknown option; --help lists them" },
	{ "the beginning of a name is none", { "p", "--al" },
	    "--al: unknown option; --help lists them" },
	{ "no value", { "p", "-v" },
	    "-v: this option wants a value; see --help" },
	{ "no value, by its name", { "p", "--value" },
	    "--value: this option wants a value; see --help" },
	{ "a value for what has none", { "p", "--all=1" },
	    "--all: this option takes no value; see --help" },
};

static void
walk(struct option_walk *w, struct text *t)
{
	int got;

	while ((got = option_next(w)) != OPTION_END) {
		if (got < OPTION_WORD) {
			text_put(t, w->wrong);
			text_put(t, SPAN(": "));
			text_put(t, span_str(option_why(got)));
			return;
		}
		if (got >= 0)
			text_u64(t, (uint64_t)got);
		if (got >= 0 && w->value != NULL)
			text_char(t, '=');
		if (w->value != NULL)
			text_put(t, span_str(w->value));
		text_char(t, ';');
	}
}

static void
test_help(void)
{
	char buf[512];
	struct text t = TEXT(buf);

	option_help(&t, texts, keys, COUNT(keys));
	OK(span_eq(TEXT_SPAN(t), SPAN("  -a, --all             all of it\n"
				      "  -v, --value VALUE     that one\n"
				      "      --a-longer-name[=X]\n"
				      "                        the other\n")),
	    "the help names each");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		char buf[512];
		struct text t = TEXT(buf);
		struct option_walk w = { .argv = cases[i].argv,
			.key = keys,
			.text = texts,
			.n = COUNT(keys) };

		while (cases[i].argv[w.argc] != NULL)
			w.argc++;
		walk(&w, &t);
		OK(span_eq(TEXT_SPAN(t), span_str(cases[i].steps)), "%s",
		    cases[i].why);
	}
	test_help();
	return DONE();
}
