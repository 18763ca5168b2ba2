/* Include: one text made of many files, and every wrong use of it. */
#define _GNU_SOURCE
#include "config/include.h"

#include "unit/test.h"

static const struct {
	const char *path, *text;
} files[] = {
	{ "/etc/a.conf", "KeepAlive no\nSymlinks no" },
	{ "/etc/d/b.conf", "include 'c.conf'\nMaxTarget 100\n" },
	{ "/etc/d/c.conf", "MaxFields 7\n" },
	{ "/etc/d/up.conf", "Include ../a.conf\n" },
	{ "/etc/d/../a.conf", "MaxFields 9\n" },
	{ "/etc/mark.conf", "\xef\xbb\xbfMaxFields 8\r\n" },
	{ "/etc/empty.conf", "" },
	{ "/etc/self.conf", "\nInclude self.conf\n" },
	{ "/etc/one.conf", "Include two.conf\n" },
	{ "/etc/two.conf", "# two\n Include one.conf\n" },
	{ "/etc/dots.conf", "Include ./dots.conf\n" },
	{ "/etc/back.conf", "Include main\n" },
	{ "/etc/bad.conf", "MaxFields 9\nMaxFields x\n" },
	{ "/etc/open.conf", "Symlinks 'no\n" },
	{ "/etc/forged.conf", "\0011 /etc/shadow\nMaxFields x\n" },
	{ "/etc/wide.conf", "\xff\xfeM" },
	{ "/etc/root.conf", "# the root\nDocumentRoot '/in a file'\n" },
	{ "/etc/d/deep.conf", "Include /etc/root.conf\nFallback /a\n" },
};

static const char *
read_file(const char *path, char *buf, size_t room, size_t *n)
{
	const char *dots;

	/* "/etc/./dots.conf": as long as on a system */
	while ((dots = strstr(path, "/./")) != NULL)
		path = dots + 1;
	if (strcmp(path, "./dots.conf") == 0)
		path = "/etc/dots.conf";
	for (size_t i = 0; i < COUNT(files); i++) {
		*n = strlen(files[i].text);
		if (strcmp(files[i].path, path) != 0)
			continue;
		if (*n >= room)
			return "File too large";
		memcpy(buf, files[i].text, *n);
		return NULL;
	}
	return "No such file or directory";
}

static const struct {
	const char *why, *text;
	const char *printed; /* -T has this line; with an error, its text */
	const char *file;    /* of the error; NULL: the text is right */
	size_t line, column;
} cases[] = {
	{ "no line", "MaxFields 5\n", "MaxFields 5\n", NULL, 0, 0 },
	{ "a file", "Include a.conf\n", "KeepAlive no\n", NULL, 0, 0 },
	{ "its last line, which has no end", "Include a.conf\nMaxFields 5",
	    "Symlinks no\n", NULL, 0, 0 },
	{ "the line behind it", "Include a.conf\nMaxFields 5", "MaxFields 5\n",
	    NULL, 0, 0 },
	{ "a later line replaces one that was included",
	    "Include a.conf\nKeepAlive yes\n", "KeepAlive yes\n", NULL, 0, 0 },
	{ "and the other way round",
	    "KeepAlive yes\r\n\tINCLUDE \"a.conf\" # x", "KeepAlive no\n", NULL,
	    0, 0 },
	{ "a file of a file, relative to that", "Include d/b.conf",
	    "MaxFields 7\n", NULL, 0, 0 },
	{ "and the rest of it", "Include d/b.conf", "MaxTarget 100\n", NULL, 0,
	    0 },
	{ "an absolute name", "Include /etc/d/c.conf", "MaxFields 7\n", NULL, 0,
	    0 },
	{ "a parent directory", "Include d/up.conf", "MaxFields 9\n", NULL, 0,
	    0 },
	{ "the names are printed", "Include d/b.conf",
	    "# Include /etc/d/c.conf\n", NULL, 0, 0 },
	{ "the same file twice is no cycle",
	    "Include d/c.conf\nMaxFields 5\nInclude d/c.conf", "MaxFields 7\n",
	    NULL, 0, 0 },
	{ "a byte order mark", "\xef\xbb\xbfInclude mark.conf", "MaxFields 8\n",
	    NULL, 0, 0 },
	{ "an empty file", "Include empty.conf\nMaxFields 5", "MaxFields 5\n",
	    NULL, 0, 0 },
	{ "a file that is not there", "\n\nInclude  none.conf",
	    "Include /etc/none.conf: No such file or directory", "/etc/main", 3,
	    10 },
	{ "no name", "Include", "Include wants the name of a file", "/etc/main",
	    1, 1 },
	{ "two names", "Include a.conf b.conf",
	    "Include wants the name of a file", "/etc/main", 1, 1 },
	{ "a file that includes itself", "Include self.conf",
	    "Include names a file that has included this one, so that it "
	    "would have no end",
	    "/etc/self.conf", 2, 9 },
	{ "a cycle of two", "Include one.conf",
	    "Include names a file that has included this one, so that it "
	    "would have no end",
	    "/etc/two.conf", 2, 10 },
	{ "a cycle with the first", "MaxFields 5\nInclude back.conf",
	    "Include names a file that has included this one, so that it "
	    "would have no end",
	    "/etc/back.conf", 1, 9 },
	{ "a cycle under other names", "Include dots.conf",
	    "Include is nested more than 8 deep; does a file include itself?",
	    "/etc/./././././././dots.conf", 1, 9 },
	{ "an error in a file has its name and line",
	    "Include a.conf\nInclude bad.conf",
	    "MaxFields wants a number, not 'x'", "/etc/bad.conf", 2, 11 },
	{ "behind one, that of the first",
	    "MaxFields 5\nInclude d/b.conf\n\nMaxFields x",
	    "MaxFields wants a number, not 'x'", "/etc/main", 4, 11 },
	{ "before one, too", "MaxFields x\nInclude a.conf",
	    "MaxFields wants a number, not 'x'", "", 1, 11 },
	{ "without one", "\nMaxFields x", "MaxFields wants a number, not 'x'",
	    "", 2, 11 },
	{ "a quote left open", "Include open.conf", "a quote is not closed",
	    "/etc/open.conf", 1, 10 },
	{ "a file cannot pretend to be another", "Include forged.conf",
	    "a control character", "/etc/forged.conf", 1, 1 },
	{ "nor can the first", "\0011 /etc/shadow\nMaxFields x",
	    "a control character", "/etc/main", 1, 1 },
	{ "UTF-16", "Include wide.conf",
	    "Include /etc/wide.conf: the file is UTF-16; save it as UTF-8",
	    "/etc/main", 1, 9 },
};

static char room[4096], printed[65536];

static bool
load(const char *text, size_t size, struct conf *conf, struct conf_error *e)
{
	struct text t = { room, size, strlen(text) };

	conf_init(conf);
	*e = (struct conf_error){ .file = SPAN("") };
	memcpy(room, text, t.n);
	if (!include_expand(&t, SPAN("/etc/main"), read_file, e))
		return false;
	conf->text = TEXT_SPAN(t);
	conf->name = SPAN("/etc/main");
	return include_parse(conf, conf->text, e);
}

static void
test_cases(void)
{
	static struct conf conf;
	struct conf_error e;

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool good = load(cases[i].text, sizeof room, &conf, &e);

		if (cases[i].file != NULL) {
			OK(!good && strcmp(e.text, cases[i].printed) == 0 &&
				span_eq(e.file, span_str(cases[i].file)) &&
				e.line == cases[i].line &&
				e.column == cases[i].column,
			    "%s: %.*s:%zu:%zu: %s", cases[i].why, (int)e.file.n,
			    e.file.p, e.line, e.column, e.text);
			continue;
		}
		struct text t = TEXT(printed);

		conf_print(&t, &conf);
		text_char(&t, '\0');
		OK(good && strstr(printed, cases[i].printed) != NULL, "%s%s",
		    cases[i].why, good ? "" : e.text);
	}
}

/*
 * With any size of the room nothing is written beyond it, and the files are
 * read whole or refused.
 */
static void
test_room(void)
{
	static const char text[] = "Include d/b.conf\nInclude a.conf\n";
	static struct conf conf;
	struct conf_error e;
	size_t least = 0, wrong = 0;

	for (size_t size = sizeof text - 1; size < 300; size++) {
		memset(room, '!', sizeof room);
		if (load(text, size, &conf, &e)) {
			least = least == 0 ? size : least;
			wrong += conf.max_fields != 7 || conf.keep_alive;
		} else {
			wrong += least != 0;
		}
		for (size_t i = size; i < sizeof room; i++)
			wrong += room[i] != '!';
	}
	OK(least > 0 && wrong == 0, "any room: the least is %zu", least);
}

static void
test_many(void)
{
	static struct conf conf;
	struct conf_error e;
	char text[1024] = "";

	for (int i = 0; i < LIMIT_CONF_INCLUDES; i++)
		strcat(text, "Include d/c.conf\n");
	OK(load(text, sizeof room, &conf, &e) &&
		conf.included.n == LIMIT_CONF_INCLUDES,
	    "as many files as there may be");
	strcat(text, "Include d/c.conf\n");
	OK(!load(text, sizeof room, &conf, &e) &&
		strcmp(e.text, "Include names too many files") == 0,
	    "and no more");
}

/* An error of a value names the file and the line in which it was written. */
static const struct {
	const char *why, *text, *place;
} places[] = {
	{ "the first line", "DocumentRoot /a", "/etc/main:1: " },
	{ "a later one, in quotes", "\n# x\n\nDocumentRoot '/a b'\n",
	    "/etc/main:4: " },
	{ "the last of two", "DocumentRoot /a\nDocumentRoot /b\n",
	    "/etc/main:2: " },
	{ "behind a byte order mark",
	    "\xef\xbb\xbf"
	    "DocumentRoot /a",
	    "/etc/main:1: " },
	{ "an included file", "Symlinks no\nInclude root.conf\n",
	    "/etc/root.conf:2: " },
	{ "a file of an included file", "Include d/deep.conf\n",
	    "/etc/root.conf:2: " },
	{ "behind an included file",
	    "Include a.conf\nSymlinks no\nDocumentRoot /a\n", "/etc/main:3: " },
	{ "a default has none", "Symlinks no\n", "" },
	{ "and none in an empty file", "", "" },
};

static void
test_places(void)
{
	static struct conf conf;
	struct conf_error e;

	for (size_t i = 0; i < COUNT(places); i++) {
		struct text t = TEXT(printed);
		bool good = load(places[i].text, sizeof room, &conf, &e);

		include_put_place(&t, &conf, conf.document_root);
		OK(good && span_eq(TEXT_SPAN(t), span_str(places[i].place)),
		    "a place: %s: '%.*s'", places[i].why, (int)t.n, t.p);
	}
}

int
main(void)
{
	test_cases();
	test_places();
	test_room();
	test_many();
	return DONE();
}
