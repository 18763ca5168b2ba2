/* The command line of minihttpd. */
#define _GNU_SOURCE
#include "daemon/args.h"

#include "unit/test.h"

static const struct {
	const char *why;
	const char *argv[10];
	const char *wrong; /* NULL: the line is right */
	enum args_mode mode;
	const char *conf_file, *override, *listen[2], *handler, *docroot;
} cases[] = {
	{ .why = "nothing", .argv = { "d" } },
	{ .why = "a root", .argv = { "d", "www" }, .docroot = "www" },
	{ .why = "a file",
	    .argv = { "d", "-c", "f", "www" },
	    .conf_file = "f",
	    .docroot = "www" },
	{ .why = "a directive", .argv = { "d", "-oA b" }, .override = "A b" },
	{ .why = "an address",
	    .argv = { "d", "-l", "127.0.0.1:1", "www" },
	    .listen = { "127.0.0.1:1" },
	    .docroot = "www" },
	{ .why = "two, by their long name",
	    .argv = { "d", "--listen", "[::1]:1", "--listen=unix:/s" },
	    .listen = { "[::1]:1", "unix:/s" } },
	{ .why = "two words are one of them",
	    .argv = { "d", "127.0.0.1", "12000", "www" },
	    .listen = { "127.0.0.1:12000" },
	    .docroot = "www" },
	{ .why = "without a root",
	    .argv = { "d", "127.0.0.1", "12000" },
	    .listen = { "127.0.0.1:12000" } },
	{ .why = "an IPv6 address gets its brackets (3986 3.2.2)",
	    .argv = { "d", "::1", "80" },
	    .listen = { "[::1]:80" } },
	{ .why = "or has them",
	    .argv = { "d", "[::1]", "80" },
	    .listen = { "[::1]:80" } },
	{ .why = "two words after an option are one more",
	    .argv = { "d", "-l", "1", "127.0.0.1", "65535" },
	    .listen = { "1", "127.0.0.1:65535" } },
	{ .why = "a handler",
	    .argv = { "d", "--handler", "/bin/h" },
	    .handler = "/bin/h" },
	{ .why = "test", .argv = { "d", "-t" }, .mode = ARGS_TEST },
	{ .why = "test, its long name",
	    .argv = { "d", "--test" },
	    .mode = ARGS_TEST },
	{ .why = "version", .argv = { "d", "-V" }, .mode = ARGS_VERSION },
	{ .why = "help", .argv = { "d", "--help" }, .mode = ARGS_HELP },
	{ .why = "-- ends them", .argv = { "d", "--", "-t" }, .docroot = "-t" },
	{ .why = "options may stand behind words",
	    .argv = { "d", "www", "-p", "8000" },
	    .listen = { "127.0.0.1:8000" },
	    .docroot = "www" },
	{ .why = "a port, on 127.0.0.1",
	    .argv = { "d", "--port=8000" },
	    .listen = { "127.0.0.1:8000" } },
	{ .why = "a port alone",
	    .argv = { "d", "8000" },
	    .listen = { "127.0.0.1:8000" } },
	{ .why = "a port and a root",
	    .argv = { "d", "8000", "www" },
	    .listen = { "127.0.0.1:8000" },
	    .docroot = "www" },
	{ .why = "two ports",
	    .argv = { "d", "-p", "65535", "8080" },
	    .listen = { "127.0.0.1:65535", "127.0.0.1:8080" } },
	{ .why = "a root that looks like a port",
	    .argv = { "d", "./8000" },
	    .docroot = "./8000" },
	{ .why = "no port",
	    .argv = { "d", "-p", "http" },
	    .wrong = "a port is a number from 1 to 65535" },
	{ .why = "no port, as a word",
	    .argv = { "d", "65536", "www" },
	    .wrong = "a port is a number from 1 to 65535" },
	{ .why = "a port, a root and more",
	    .argv = { "d", "80", "www", "more" },
	    .wrong = "one word too many; see --help" },
	{ .why = "no value",
	    .argv = { "d", "-c" },
	    .wrong = "this option wants a value; see --help" },
	{ .why = "an unknown letter",
	    .argv = { "d", "-x" },
	    .wrong = "unknown option; --help lists them" },
	{ .why = "a value for what has none",
	    .argv = { "d", "--test=yes" },
	    .wrong = "this option takes no value; see --help" },
	{ .why = "an address and a port in one word",
	    .argv = { "d", "127.0.0.1:8000", "www" },
	    .listen = { "127.0.0.1:8000" },
	    .docroot = "www" },
	{ .why = "of IPv6",
	    .argv = { "d", "[::1]:8000" },
	    .listen = { "[::1]:8000" } },
	{ .why = "by the name that every machine has",
	    .argv = { "d", "localhost:8000" },
	    .listen = { "localhost:8000" } },
	{ .why = "or as two words",
	    .argv = { "d", "localhost", "8000", "www" },
	    .listen = { "localhost:8000" },
	    .docroot = "www" },
	{ .why = "the port behind the root",
	    .argv = { "d", "www", "8000" },
	    .listen = { "127.0.0.1:8000" },
	    .docroot = "www" },
	{ .why = "the address behind the root",
	    .argv = { "d", "www", "127.0.0.1:8000" },
	    .listen = { "127.0.0.1:8000" },
	    .docroot = "www" },
	{ .why = "a port over 65535 behind the root",
	    .argv = { "d", "www", "localhost:65536" },
	    .wrong = "a port is a number from 1 to 65535" },
	{ .why = "a root with a colon",
	    .argv = { "d", "a:80" },
	    .docroot = "a:80" },
	{ .why = "a root that looks like an address",
	    .argv = { "d", "./127.0.0.1", "8000" },
	    .listen = { "127.0.0.1:8000" },
	    .docroot = "./127.0.0.1" },
	{ .why = "no address before the colon",
	    .argv = { "d", ":8000", "www" },
	    .wrong = "the address is missing; 0.0.0.0 stands for all of IPv4" },
	{ .why = "a port over 65535 behind a colon",
	    .argv = { "d", "127.0.0.1:65536" },
	    .wrong = "a port is a number from 1 to 65535" },
	{ .why = "no number behind the colon",
	    .argv = { "d", "127.0.0.1:http" },
	    .wrong = "a port is a number from 1 to 65535" },
	{ .why = "two ports as words",
	    .argv = { "d", "8000", "www", "8001" },
	    .wrong = "one word too many; see --help" },
	{ .why = "two roots",
	    .argv = { "d", "a", "b" },
	    .wrong = "one directory or file is served; see --help" },
	{ .why = "port 0 would be known to nobody",
	    .argv = { "d", "127.0.0.1", "0" },
	    .wrong = "a port is a number from 1 to 65535" },
	{ .why = "a port over 65535",
	    .argv = { "d", "127.0.0.1", "65536" },
	    .wrong = "a port is a number from 1 to 65535" },
	{ .why = "an address and a root",
	    .argv = { "d", "127.0.0.1", "www" },
	    .wrong = "a port is missing behind the address" },
	{ .why = "a root and more",
	    .argv = { "d", "127.0.0.1", "80", "www", "more" },
	    .wrong = "one word too many; see --help" },
};

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* The result is valid until the next call. */
static const char *
parse(const char *const *argv, struct args *a)
{
	int n = 0;

	while (argv[n] != NULL)
		n++;
	return args_parse(n, (char **)(uintptr_t)argv, a);
}

static void
test_cases(void)
{
	struct args a;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *wrong = parse(cases[i].argv, &a);

		if (wrong != NULL || cases[i].wrong != NULL) {
			OK(same(wrong, cases[i].wrong), "%s", cases[i].why);
			continue;
		}
		OK(a.mode == cases[i].mode &&
			same(a.conf_file, cases[i].conf_file) &&
			same(a.noverrides > 0 ? a.override[0] : NULL,
			    cases[i].override) &&
			same(a.nlistens > 0 ? a.listen[0] : NULL,
			    cases[i].listen[0]) &&
			same(a.nlistens > 1 ? a.listen[1] : NULL,
			    cases[i].listen[1]) &&
			same(a.handler, cases[i].handler) &&
			same(a.docroot, cases[i].docroot),
		    "%s", cases[i].why);
	}
}

/* An option is given as often as it may be, and then once more. */
static void
test_most(const char *option, int most, const char *wrong)
{
	const char *many[64] = { "d" };
	struct args a;

	for (int i = 1; i <= most; i++)
		many[i] = option;
	OK(parse(many, &a) == NULL, "%d of %s", most, option);
	many[most + 1] = option;
	OK(same(parse(many, &a), wrong), "and one more: %s", wrong);
}

/* A complaint begins with the word that it is about. */
static void
test_wrong_word(void)
{
	static const char *const port[] = { "d", "-p", "http", NULL };
	struct args a;

	(void)parse(port, &a);
	OK(span_eq(a.walk.wrong, SPAN("http")),
	    "a wrong port is named, and not its option");
}

int
main(void)
{
	test_cases();
	test_wrong_word();
	test_most("-oA b", ARGS_OVERRIDES, "too many directives");
	test_most("-l1", LIMIT_LISTEN, "too many addresses");
	test_most("-p1", LIMIT_LISTEN, "too many addresses");
	return DONE();
}
