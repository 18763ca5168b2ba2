/* The command line, as getopt(3) would read it. */
#define _GNU_SOURCE
#include "server/options.h"

#include "unit/test.h"

static const struct {
	const char *why;
	const char *argv[8];
	const char *wrong; /* NULL: the line is right */
	enum options_mode mode;
	const char *conf_file, *override, *docroot;
} cases[] = {
	{ "nothing", { "m" }, NULL, OPTIONS_SERVE, NULL, NULL, NULL },
	{ "a root", { "m", "www" }, NULL, OPTIONS_SERVE, NULL, NULL, "www" },
	{ "a file", { "m", "-c", "f", "www" }, NULL, OPTIONS_SERVE, "f", NULL,
	    "www" },
	{ "joined to its letter", { "m", "-cf" }, NULL, OPTIONS_SERVE, "f",
	    NULL, NULL },
	{ "letters joined", { "m", "-tcf" }, NULL, OPTIONS_TEST, "f", NULL,
	    NULL },
	{ "the last mode counts", { "m", "-tT" }, NULL, OPTIONS_PRINT, NULL,
	    NULL, NULL },
	{ "a directive", { "m", "-o", "A b" }, NULL, OPTIONS_SERVE, NULL, "A b",
	    NULL },
	{ "-- ends them", { "m", "--", "-t" }, NULL, OPTIONS_SERVE, NULL, NULL,
	    "-t" },
	{ "- is a name", { "m", "-" }, NULL, OPTIONS_SERVE, NULL, NULL, "-" },
	{ "an empty name", { "m", "" }, NULL, OPTIONS_SERVE, NULL, NULL, "" },
	{ "version and help", { "m", "-V" }, NULL, OPTIONS_VERSION, NULL, NULL,
	    NULL },
	{ "their long names", { "m", "--version" }, NULL, OPTIONS_VERSION, NULL,
	    NULL, NULL },
	{ "help, in full", { "m", "--help" }, NULL, OPTIONS_HELP, NULL, NULL,
	    NULL },
	{ "a value behind =", { "m", "--config=f", "--option", "A b" }, NULL,
	    OPTIONS_SERVE, "f", "A b", NULL },
	{ "an option behind the root", { "m", "www", "-t" }, NULL, OPTIONS_TEST,
	    NULL, NULL, "www" },
	{ "behind minihttp-tls", { "m", "--secure", "-t", "-S" }, NULL,
	    OPTIONS_TEST, NULL, NULL, NULL },
	{ "a link for two days: the word is no root",
	    { "m", "--sign", "/a", "2d", "-c", "f" }, NULL, OPTIONS_SIGN, "f",
	    NULL, NULL },
	{ "a link of nothing", { "m", "--sign" },
	    "this option wants a value; see --help", OPTIONS_SERVE, NULL, NULL,
	    NULL },
	{ "help", { "m", "-h" }, NULL, OPTIONS_HELP, NULL, NULL, NULL },
	{ "no value", { "m", "-c" }, "this option wants a value; see --help",
	    OPTIONS_SERVE, NULL, NULL, NULL },
	{ "an unknown letter", { "m", "-tx" },
	    "unknown option; --help lists them", OPTIONS_SERVE, NULL, NULL,
	    NULL },
	{ "two roots", { "m", "a", "b" }, "one word too many; see --help",
	    OPTIONS_SERVE, NULL, NULL, NULL },
};

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

int
main(void)
{
	const char *many[2 * OPTIONS_OVERRIDES + 4] = { "m" };
	struct options o;
	int n = 1;

	for (size_t i = 0; i < COUNT(cases); i++) {
		int argc = 0;
		const char *wrong;

		while (cases[i].argv[argc] != NULL)
			argc++;
		wrong = options_parse(argc, cases[i].argv, &o);
		if (cases[i].wrong != NULL) {
			OK(same(wrong, cases[i].wrong), "%s", cases[i].why);
			continue;
		}
		OK(wrong == NULL && o.mode == cases[i].mode &&
			same(o.conf_file, cases[i].conf_file) &&
			same(o.noverrides ? o.override[0] : NULL,
			    cases[i].override) &&
			same(o.docroot, cases[i].docroot),
		    "%s", cases[i].why);
	}
	for (int i = 0; i < OPTIONS_OVERRIDES; i++) {
		many[n++] = "-o";
		many[n++] = "A b";
	}
	OK(options_parse(n, many, &o) == NULL &&
		o.noverrides == OPTIONS_OVERRIDES,
	    "as many directives as there is room for");
	many[n++] = "-oA";
	OK(same(options_parse(n, many, &o), "too many"), "and one more");
	return DONE();
}
