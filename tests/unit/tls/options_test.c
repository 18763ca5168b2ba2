/* The command line of minihttp-tls, and where the handler's begins. */
#define _GNU_SOURCE
#include "tls/options.h"

#include "unit/test.h"

static const struct {
	const char *why;
	const char *argv[10];
	const char *wrong; /* NULL: the line is right */
	enum options_mode mode;
	const char *path, *key, *command;
	uint64_t timeout_ms;
} cases[] = {
	{ "a directory and a handler", { "m", "-C", "d", "minihttp" }, NULL,
	    OPTIONS_SERVE, "d", NULL, "minihttp", 10000 },
	{ "the handler's options are its own",
	    { "m", "-Cd", "minihttp", "-t", "-C", "x" }, NULL, OPTIONS_SERVE,
	    "d", NULL, "minihttp", 10000 },
	{ "a key", { "m", "-C", "c", "--key=k", "minihttp" }, NULL,
	    OPTIONS_SERVE, "c", "k", "minihttp", 10000 },
	{ "the time", { "m", "-C", "c", "-T", "3", "h" }, NULL, OPTIONS_SERVE,
	    "c", NULL, "h", 3000 },
	{ "a test needs no handler", { "m", "-tC", "c" }, NULL, OPTIONS_TEST,
	    "c", NULL, NULL, 10000 },
	{ "a new certificate needs no handler", { "m", "-N", "d" }, NULL,
	    OPTIONS_NEW, NULL, NULL, NULL, 10000 },
	{ "the words behind it are names", { "m", "--new=d", "example.org" },
	    NULL, OPTIONS_NEW, NULL, NULL, "example.org", 10000 },
	{ "either makes one or serves one", { "m", "-N", "d", "-C", "c" },
	    "-N makes a certificate, and -C serves one: give either", 0, NULL,
	    NULL, NULL, 0 },
	{ "help", { "m", "-h" }, NULL, OPTIONS_HELP, NULL, NULL, NULL, 10000 },
	{ "its confinement", { "m", "--confinement" }, NULL,
	    OPTIONS_CONFINEMENT, NULL, NULL, NULL, 10000 },
	{ "the version", { "m", "--version" }, NULL, OPTIONS_VERSION, NULL,
	    NULL, NULL, 10000 },
	{ "-- ends the options", { "m", "-C", "c", "--", "-h" }, NULL,
	    OPTIONS_SERVE, "c", NULL, "-h", 10000 },
	{ "nothing", { "m" }, "no certificate: name one with -C; see --help", 0,
	    NULL, NULL, NULL, 0 },
	{ "a test of nothing", { "m", "-t" },
	    "no certificate: name one with -C; see --help", 0, NULL, NULL, NULL,
	    0 },
	{ "no handler", { "m", "-C", "c" },
	    "the command of the handler is missing: minihttp-tls -C PATH "
	    "minihttp DOCROOT",
	    0, NULL, NULL, NULL, 0 },
	{ "a key without its certificate", { "m", "-K", "k", "-C", "c", "h" },
	    "name the certificate of this key before it, with -C", 0, NULL,
	    NULL, NULL, 0 },
	{ "two keys", { "m", "-C", "c", "-K", "k", "-K", "l", "h" },
	    "this certificate has a key already", 0, NULL, NULL, NULL, 0 },
	{ "no time at all", { "m", "-T", "0", "h" },
	    "not a number of seconds from 1 to 600", 0, NULL, NULL, NULL, 0 },
	{ "too much time", { "m", "-T", "601", "h" },
	    "not a number of seconds from 1 to 600", 0, NULL, NULL, NULL, 0 },
	{ "clients are asked",
	    { "m", "-Cc", "--client-ca=a", "--client-certificate", "ask", "h" },
	    NULL, OPTIONS_SERVE, "c", NULL, "h", 10000 },
	{ "clients have to show one, and none that is revoked",
	    { "m", "-Cc", "--client-ca=a", "--client-certificate=require",
		"--client-crl=l", "h" },
	    NULL, OPTIONS_SERVE, "c", NULL, "h", 10000 },
	{ "authorities, and nobody is asked",
	    { "m", "-Cc", "--client-ca=a", "h" },
	    "--client-ca needs --client-certificate require, or ask", 0, NULL,
	    NULL, NULL, 0 },
	{ "clients are asked for nothing",
	    { "m", "-Cc", "--client-certificate=ask", "h" },
	    "--client-certificate needs --client-ca, the file of the "
	    "authorities",
	    0, NULL, NULL, NULL, 0 },
	{ "clients are asked for something else",
	    { "m", "-Cc", "--client-certificate=yes", "h" },
	    "neither require nor ask", 0, NULL, NULL, NULL, 0 },
	{ "a list of no authority", { "m", "-Cc", "--client-crl=l", "h" },
	    "--client-crl needs --client-ca, the file of the authorities", 0,
	    NULL, NULL, NULL, 0 },
	{ "minihttpd needs no handler",
	    { "m", "--service=256,512,64,1", "-C", "c" }, NULL, OPTIONS_SERVICE,
	    "c", NULL, NULL, 10000 },
	{ "three limits", { "m", "--service", "256,512,64", "-C", "c" },
	    "not four numbers, such as 256,256,64,1", 0, NULL, NULL, NULL, 0 },
	{ "five limits", { "m", "--service", "1,1,1,1,1", "-C", "c" },
	    "not four numbers, such as 256,256,64,1", 0, NULL, NULL, NULL, 0 },
	{ "no handshake", { "m", "--service", "0,1,1,1", "-C", "c" },
	    "not four numbers, such as 256,256,64,1", 0, NULL, NULL, NULL, 0 },
	{ "too many handshakes", { "m", "--service", "1025,1,1,1", "-C", "c" },
	    "not four numbers, such as 256,256,64,1", 0, NULL, NULL, NULL, 0 },
	{ "an unknown option", { "m", "-x" },
	    "unknown option; --help lists them", 0, NULL, NULL, NULL, 0 },
	{ "no value", { "m", "-C" }, "this option wants a value; see --help", 0,
	    NULL, NULL, NULL, 0 },
};

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static int
length(const char *const *argv)
{
	int n = 0;

	while (argv[n] != NULL)
		n++;
	return n;
}

static void
test_many(void)
{
	const char *argv[2 * OPTIONS_PAIRS + 5] = { "m" };
	struct options o;
	int n = 1;

	for (size_t i = 0; i < OPTIONS_PAIRS; i++) {
		argv[n++] = "-C";
		argv[n++] = "c";
	}
	argv[n] = "h";
	OK(options_parse(n + 1, argv, &o) == NULL && o.npairs == OPTIONS_PAIRS,
	    "as many certificates as there may be");
	argv[n++] = "-C";
	argv[n++] = "c";
	OK(same(options_parse(n, argv, &o), "more than 8 certificates"),
	    "and one more");
}

static void
test_pump(void)
{
	const char *const argv[] = { "m", "-PC", "c", "h", NULL };
	struct options o;

	OK(options_parse(4, argv, &o) == NULL && o.pump,
	    "-P: the kernel is not to decrypt");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct options o;
		const char *why =
		    options_parse(length(cases[i].argv), cases[i].argv, &o);

		OK(same(why, cases[i].wrong) &&
			(why != NULL ||
			    (o.mode == cases[i].mode &&
				same(o.pair[0].path, cases[i].path) &&
				same(o.pair[0].key, cases[i].key) &&
				same(*o.command, cases[i].command) &&
				o.timeout_ms == cases[i].timeout_ms)),
		    "%s (%s)", cases[i].why, why != NULL ? why : "good");
	}
	test_many();
	test_pump();
	return DONE();
}
