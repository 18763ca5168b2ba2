/* The command line, as minihttp-client.1 describes it. */
#define _GNU_SOURCE
#include "client/options.h"

#include "base/limits.h"
#include "unit/test.h"

#define WORDS 8
#define URL "http://a/"
#define HEX8 "00112233"
#define HEX64 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 "445566fF"

static struct options o;

static const char *
parse(const char *const word[WORDS])
{
	const char *argv[WORDS + 1] = { "minihttp-client" };
	int argc = 1;

	for (size_t i = 0; i < WORDS && word[i] != NULL; i++)
		argv[argc++] = word[i];
	return options_parse(argc, argv, &o);
}

/* Each option of the manual that sets a flag, by its name and by its letter. */
static const struct {
	const char *word;
	unsigned flags;
} flags[] = {
	{ "--compressed", FLAG_COMPRESSED },
	{ "--fail", FLAG_FAIL },
	{ "-f", FLAG_FAIL },
	{ "--head", FLAG_HEAD },
	{ "-I", FLAG_HEAD },
	{ "--heuristic", FLAG_HEURISTIC },
	{ "--if-match", FLAG_IF_MATCH },
	{ "--if-modified", FLAG_IF_MODIFIED },
	{ "--include", FLAG_INCLUDE },
	{ "-i", FLAG_INCLUDE },
	{ "--insecure", FLAG_INSECURE },
	{ "-k", FLAG_INSECURE },
	{ "--location", FLAG_FOLLOW },
	{ "-L", FLAG_FOLLOW },
	{ "--no-location", FLAG_STAY },
	{ "--no-store", FLAG_NO_STORE },
	{ "--offline", FLAG_OFFLINE },
	{ "--quiet", FLAG_QUIET },
	{ "-q", FLAG_QUIET },
	{ "--refresh", FLAG_REFRESH },
	{ "--remote-name", FLAG_REMOTE_NAME },
	{ "-O", FLAG_REMOTE_NAME },
	{ "--remote-time", FLAG_REMOTE_TIME },
	{ "-R", FLAG_REMOTE_TIME },
	{ "--silent", FLAG_QUIET },
	{ "-s", FLAG_QUIET },
	{ "--timings", FLAG_TIMINGS },
	{ "--verbose", FLAG_VERBOSE },
	{ "-v", FLAG_VERBOSE },
	{ "-fsiv", FLAG_FAIL | FLAG_QUIET | FLAG_INCLUDE | FLAG_VERBOSE },
};

static void
test_flags(void)
{
	for (size_t i = 0; i < COUNT(flags); i++) {
		const char *before[WORDS] = { flags[i].word, URL };
		const char *behind[WORDS] = { URL, flags[i].word };
		bool same = parse(before) == NULL && o.flags == flags[i].flags;

		same = same && parse(behind) == NULL &&
		       o.flags == flags[i].flags && o.nwords == 1;
		OK(same, "%s, before the URL and behind it", flags[i].word);
	}
}

#define UNKNOWN "unknown option; --help lists them"
#define WANTS "this option wants a value; see --help"
#define NO_VALUE "this option takes no value; see --help"

/* Command lines that are refused, the word in error, and the reason. */
static const struct {
	const char *word[WORDS];
	const char *wrong, *why;
} refused[] = {
	{ { NULL }, "", "a URL is missing" },
	{ { "--no-such", URL }, "--no-such", UNKNOWN },
	{ { "-f%", URL }, "-%", UNKNOWN },
	{ { "--no-such=1", URL }, "--no-such", UNKNOWN },
	{ { "--fail=1", URL }, "--fail=1", NO_VALUE },
	{ { URL, "-o" }, "-o", WANTS },
	{ { URL, "--output" }, "--output", WANTS },
	{ { "-o", "", URL }, "-o", "an empty name" },
	{ { "--cache-dir=", URL }, "--cache-dir=", "an empty name" },
	{ { "-C", "x", URL }, "-C", "expected \"-\" or a number of bytes" },
	{ { "-C5", "-r0-9", URL }, "",
	    "-C and -r do not go together; -r N- has the bytes from N on" },
	{ { "-C5", "-Tf", URL }, "",
	    "-C N is for downloads: with -T, -C - goes on where the server "
	    "has got to" },
	{ { "-m", "x", URL }, "-m", "expected a number of seconds" },
	{ { "-m", "1.x", URL }, "-m", "expected a number of seconds" },
	{ { "-m", ".", URL }, "-m",
	    "expected a number of seconds" }, /* no digit */
	{ { "-m", "", URL }, "-m", "expected a number of seconds" },
	{ { "--max-stale=-1", URL }, "--max-stale=-1",
	    "expected a number of seconds" },
	{ { "--max-stale=", URL },
	    "--max-stale=", "expected a number of seconds" },
	{ { "--min-fresh=1s", URL }, "--min-fresh=1s",
	    "expected a number of seconds" },
	{ { "--max-size=1T", URL }, "--max-size=1T",
	    "expected a size such as 500M or 2G" },
	{ { "--max-size=K", URL }, "--max-size=K",
	    "expected a size such as 500M or 2G" },
	{ { "--max-size=9999999999999G", URL }, "--max-size=9999999999999G",
	    "expected a size such as 500M or 2G" },
	{ { "--max-redirs=51", URL }, "--max-redirs=51",
	    "expected a number up to 50" },
	{ { "-X", "GE T", URL }, "-X", "not a method" },
	{ { "-X", "", URL }, "-X", "not a method" },
	{ { "--sha256=" HEX8, URL }, "--sha256=" HEX8,
	    "expected 64 hexadecimal digits" },
	{ { "--etag-save", "f", URL, URL }, "",
	    "--etag-save and --etag-compare allow one URL only" },
	{ { "--parallel-max", "x", URL }, "--parallel-max",
	    "expected a number" },
	{ { "-Z=1", URL }, "-=", UNKNOWN },
	{ { "--parallel=1", URL }, "--parallel=1", NO_VALUE },
	{ { "-C", "-", URL }, "", "-C - needs -o, -O or -T" },
	{ { "-C-", "-of", "--sha256", HEX64, URL }, "",
	    "-C and --sha256 do not go together" },
	{ { "-T", "f", "-d", "x", URL }, "",
	    "-d and an upload do not go together" },
	{ { "-I", "--sha256", HEX64, URL }, "",
	    "-I and --sha256 do not go together: no body comes" },
	{ { "-H", "A: b\r\nC: d", URL }, "-H",
	    "a header field is one line: give each by a -H of its own" },
	{ { "-da", "--next", URL }, "",
	    "the options before --next need a URL of their own" },
	{ { "h", "80", "POST", "f" }, "POST", "neither GET nor PUT" },
	{ { "h", "80", "GET", "-O", "n", "f" }, "n",
	    "too many words; see --help" },
	{ { "cache" }, "cache",
	    "expected ls, info, why, purge, verify, gc or dir" },
	{ { "cache", "rm" }, "rm",
	    "expected ls, info, why, purge, verify, gc or dir" },
	{ { "cache", "info" }, "info", "a URL is missing" },
	{ { "cache", "purge" }, "purge", "a URL is missing" },
	{ { "cache", "gc", URL }, "gc", "one word too many" },
};

static void
test_refused(void)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		const char *why = parse(refused[i].word);

		OK(why != NULL && strcmp(why, refused[i].why) == 0 &&
			span_eq(o.wrong, span_str(refused[i].wrong)),
		    "%s: %s", refused[i].wrong, refused[i].why);
	}
}

static const struct {
	const char *word[WORDS];
	enum options_mode mode;
	size_t nwords; /* or URLs */
} forms[] = {
	{ { URL }, OPTIONS_URLS, 1 },
	{ { URL, URL, "c" }, OPTIONS_URLS, 3 },
	{ { "h", "80", "f" }, OPTIONS_HOST, 3 },
	{ { "h", "0", "f" }, OPTIONS_URLS, 3 },
	{ { "h", "65536", "f" }, OPTIONS_URLS, 3 },
	{ { "h", "65535", "f" }, OPTIONS_HOST, 3 },
	{ { "h", "80", "GET", "f" }, OPTIONS_HOST, 4 },
	{ { "h", "80", "PUT", "f" }, OPTIONS_HOST, 4 },
	{ { "h", "80", "PUT", "f", "-O", "n" }, OPTIONS_HOST, 4 },
	{ { "-O", "n", "h", "80", "PUT", "f" }, OPTIONS_HOST, 4 },
	{ { "--", "-o" }, OPTIONS_URLS, 1 },
	{ { "-" }, OPTIONS_URLS, 1 },
	{ { "--help" }, OPTIONS_HELP, 0 },
	{ { "-h" }, OPTIONS_HELP, 0 },
	{ { "-V" }, OPTIONS_VERSION, 0 },
	{ { "--version" }, OPTIONS_VERSION, 0 },
	{ { "cache", "ls" }, OPTIONS_LS, 0 },
	{ { "cache", "ls", URL }, OPTIONS_LS, 1 },
	{ { "cache", "info", URL, URL }, OPTIONS_INFO, 2 },
	{ { "cache", "purge", URL }, OPTIONS_PURGE, 1 },
	{ { "cache", "purge", "--all" }, OPTIONS_PURGE, 0 },
	{ { "cache", "verify" }, OPTIONS_VERIFY, 0 },
	{ { "cache", "gc" }, OPTIONS_GC, 0 },
	{ { "cache", "dir" }, OPTIONS_DIR, 0 },
	{ { "cache", "why", URL }, OPTIONS_WHY, 1 },
};

static void
test_forms(void)
{
	for (size_t i = 0; i < COUNT(forms); i++) {
		const char *why = parse(forms[i].word);

		OK(why == NULL && o.mode == forms[i].mode &&
			o.nwords == forms[i].nwords,
		    "%s ... is form %d", forms[i].word[0], forms[i].mode);
	}
}

static void
test_put(void)
{
	const char *word[WORDS] = { "h", "80", "PUT", "f", "-O", "n" };

	(void)parse(word);
	OK(strcmp(o.host, "h") == 0 && strcmp(o.port, "80") == 0 &&
		strcmp(o.uploads[0], "f") == 0 && o.noutputs == 0 &&
		strcmp(o.name, "n") == 0 && !(o.flags & FLAG_REMOTE_NAME),
	    "PUT FILE -O NAME");
}

/* PUT has -O for the name; an -o anywhere on the line names the output. */
static void
test_put_output(void)
{
	static const char *const lines[][WORDS] = {
		{ "h", "80", "PUT", "f", "-O", "n", "-o", "out" },
		{ "-o", "out", "h", "80", "PUT", "f", "-O", "n" },
	};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		OK(parse(lines[i]) == NULL && strcmp(o.name, "n") == 0 &&
			o.noutputs == 1 && o.outputs[0] != NULL &&
			strcmp(o.outputs[0], "out") == 0,
		    "PUT with -O NAME and -o FILE");
	}
}

/* curl(1), -o: each -o belongs to the URL of the same number. "O" is -O. */
static const struct {
	const char *word[WORDS];
	const char *output[3], *upload[3];
} pairs[] = {
	{ { URL, URL, URL, "-o", "a", "-o", "b" }, { "a", "b", NULL }, { 0 } },
	{ { "-o", "a", URL, "-o", "b", URL, URL }, { "a", "b", NULL }, { 0 } },
	{ { "-O", URL, "-o", "b", URL, URL }, { "O", "b", NULL }, { 0 } },
	{ { "-O", URL, URL, URL }, { "O", NULL, NULL }, { 0 } },
	{ { "-OO", URL, URL, URL }, { "O", "O", NULL }, { 0 } },
	{ { "--remote-name-all", "-o", "a", URL, URL, URL }, { "a", "O", "O" },
	    { 0 } },
	{ { "-T", "u", URL, URL, URL }, { 0 }, { "u", NULL, NULL } },
	{ { "-T", "u", URL, "-Tv", URL, URL }, { 0 }, { "u", "v", NULL } },
};

static bool
is_same(const char *have, const char *want)
{
	return want == NULL ? have == NULL
			    : have != NULL && strcmp(have, want) == 0;
}

static void
test_pairs(void)
{
	static struct options one;

	for (size_t i = 0; i < COUNT(pairs); i++) {
		bool good = parse(pairs[i].word) == NULL;

		for (size_t u = 0; u < 3; u++) {
			options_for(&o, u, &one);
			good =
			    good &&
			    is_same(
				one.flags & FLAG_REMOTE_NAME ? "O" : one.output,
				pairs[i].output[u]) &&
			    is_same(one.upload, pairs[i].upload[u]);
		}
		OK(good, "%s ...: each has its own URL", pairs[i].word[0]);
	}
}

/* curl(1), --next: global options stay, and all others begin again. */
static void
test_next(void)
{
	static const char *const argv[] = { "x", "-s", "-Z", "-d", "a",
		"-HA: b", URL, "--next", "-o", "f", URL, "-:", "-o", "g", URL };
	static struct options before;
	const char *why = options_parse(15, argv, &o);

	OK(why == NULL && o.next == 7 && o.nwords == 1 && o.ndata == 1,
	    "--next ends the options of the first URLs");
	before = o;
	why = options_parse_next(8, argv + 7, &before, &o);
	OK(why == NULL && o.next == 4 && o.nwords == 1 && o.ndata == 0 &&
		o.nfields == 0 && o.parallel && (o.flags & FLAG_QUIET),
	    "behind --next only the global options hold");
	before = o;
	why = options_parse_next(4, argv + 11, &before, &o);
	OK(why == NULL && o.next == 0 && is_same(o.outputs[0], "g"),
	    "-: is --next");
}

static const struct {
	const char *word;
	unsigned most;
} mosts[] = {
	{ "--parallel-max=1", 1 },
	{ "--parallel-max=300", 300 },
	{ "--parallel-max=301", 50 },
	{ "--parallel-max=0", 50 },
	{ "-Z", 50 },
};

static void
test_parallel(void)
{
	for (size_t i = 0; i < COUNT(mosts); i++) {
		const char *word[WORDS] = { mosts[i].word, URL };

		OK(parse(word) == NULL && o.parallel_most == mosts[i].most,
		    "%s", mosts[i].word);
	}
}

static const struct {
	const char *word;
	uint64_t ms;
} times[] = {
	{ "-m0", 0 },
	{ "-m2", 2000 },
	{ "-m2.5", 2500 },
	{ "-m0.0019", 1 },
	{ "--max-time=10.05", 10050 },
	{ "--max-time=.5", 500 },
};

static const struct {
	const char *word;
	uint64_t bytes;
} sizes[] = {
	{ "--max-size=0", 0 },
	{ "--max-size=100", 100 },
	{ "--max-size=3K", 3072 },
	{ "--max-size=500M", UINT64_C(500) << 20 },
	{ "--max-size=2g", UINT64_C(2) << 30 },
};

static void
test_numbers(void)
{
	for (size_t i = 0; i < COUNT(times); i++) {
		const char *word[WORDS] = { times[i].word, URL };
		const char *why = parse(word);

		OK(why == NULL && o.max_time_ms == times[i].ms, "%s",
		    times[i].word);
	}
	for (size_t i = 0; i < COUNT(sizes); i++) {
		const char *word[WORDS] = { sizes[i].word, URL };

		OK(parse(word) == NULL && o.max_size == sizes[i].bytes, "%s",
		    sizes[i].word);
	}
}

/* 9111 5.2.1.2: max-stale has a value, or none and then no limit. */
static void
test_directives(void)
{
	const char *none[WORDS] = { URL };
	const char *any[WORDS] = { "--max-stale", URL };
	const char *some[WORDS] = { "--max-stale=60", "--min-fresh", "5", URL };
	const char *huge[WORDS] = { "--max-stale=99999999999", URL };

	OK(parse(none) == NULL && o.max_stale == OPTIONS_NONE &&
		o.min_fresh == OPTIONS_NONE && o.max_size == OPTIONS_MAX_SIZE &&
		o.max_redirects == LIMIT_REDIRECTS && o.max_time_ms == 0,
	    "what holds by default");
	OK(parse(any) == NULL && o.max_stale == INT32_MAX && o.nwords == 1,
	    "--max-stale takes no word");
	OK(parse(some) == NULL && o.max_stale == 60 && o.min_fresh == 5,
	    "--max-stale=60 --min-fresh 5");
	OK(parse(huge) == NULL && o.max_stale == INT32_MAX,
	    "a number too large counts as the largest (9111 1.2.2)");
}

static void
test_values(void)
{
	const char *word[WORDS] = { "-HA: b", "-H", "C: d", "-dx", "--data=y",
		"--sha256=" HEX64, "-Xput", URL };
	const char *many[2 * OPTIONS_FIELDS + 3] = { "minihttp-client" };

	OK(parse(word) == NULL && o.nfields == 2 && o.ndata == 2 &&
		strcmp(o.field[1], "C: d") == 0 &&
		strcmp(o.data[1], "y") == 0 && strcmp(o.method, "put") == 0,
	    "values beside their letter, behind it and behind =");
	OK((o.flags & FLAG_SHA256) && o.sha256[1] == 0x11 &&
		o.sha256[31] == 0xff,
	    "--sha256 in either case");
	for (int i = 0; i <= OPTIONS_FIELDS; i++) {
		many[2 * i + 1] = "-H";
		many[2 * i + 2] = "A: b";
	}
	OK(options_parse(2 * OPTIONS_FIELDS + 3, many, &o) != NULL,
	    "more -H than there is room for");
}

/* Words that await a value, and words that hold a -K (client/options_file). */
static const struct {
	const char *word;
	bool awaits;
	const char *config; /* NULL: none */
} words[] = {
	{ "-K", true, "" },
	{ "-sK", true, "" },
	{ "-sKf", false, "f" },
	{ "-Kf", false, "f" },
	{ "--config", true, "" },
	{ "--config=f", false, "f" },
	{ "--config=", false, "" },
	{ "-A", true, NULL },
	{ "-AKf", false, NULL },
	{ "-sS", false, NULL },
	{ "--user-agent", true, NULL },
	{ "--user-agent=K", false, NULL },
	{ "--cacert", true, NULL },
	{ "--max-stale", false, NULL },
	{ "--no-such", false, NULL },
	{ "--", false, NULL },
	{ "-", false, NULL },
	{ "K", false, NULL },
	{ "", false, NULL },
};

static void
test_awaits(void)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		const char *config = "x";
		bool awaits = options_awaits(words[i].word, &config);

		OK(awaits == words[i].awaits &&
			is_same(config, words[i].config),
		    "\"%s\": is the next word its value?", words[i].word);
	}
}

int
main(void)
{
	test_awaits();
	test_flags();
	test_refused();
	test_forms();
	test_put();
	test_put_output();
	test_pairs();
	test_next();
	test_parallel();
	test_numbers();
	test_directives();
	test_values();
	return DONE();
}
