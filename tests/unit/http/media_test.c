#define _GNU_SOURCE
#include "http/media.h"

#include "unit/test.h"

static const struct {
	const char *why, *name, *want;
} extensions[] = {
	{ "what follows the dot", "a.html", "html" },
	{ "the last of two", "a.tar.gz", "gz" },
	{ "no dot", "Makefile", "" },
	{ "nothing behind the dot", "a.", "" },
	{ "nothing before it", ".profile", "profile" },
	{ "a dot alone", ".", "" },
	{ "two dots", "..", "" },
	{ "no name", "", "" },
	{ "the dot of a directory", "a.d/b", "" },
	{ "the dot of the file, not of its directory", "a.d/b.c", "c" },
	{ "a directory", "a.d/", "" },
	{ "as it is written", "A.HTML", "HTML" },
};

static const struct {
	const char *why;
	struct span extension;
	const char *want;
} types[] = {
	{ "HTML", { "html", 4 }, "text/html" },
	{ "without case", { "HtMl", 4 }, "text/html" },
	{ "JavaScript (9239)", { "js", 2 }, "text/javascript" },
	{ "CSS", { "css", 3 }, "text/css" },
	{ "plain text", { "txt", 3 }, "text/plain" },
	{ "JSON", { "json", 4 }, "application/json" },
	{ "a source map", { "map", 3 }, "application/json" },
	{ "PNG", { "png", 3 }, "image/png" },
	{ "SVG", { "svg", 3 }, "image/svg+xml" },
	{ "WebAssembly", { "wasm", 4 }, "application/wasm" },
	{ "a video, not a translation", { "ts", 2 }, "video/mp2t" },
	{ "none", { "", 0 }, "" },
	{ "unknown", { "nonesuch", 8 }, "" },
	{ "before the first", { "!", 1 }, "" },
	{ "behind the last", { "~", 1 }, "" },
	{ "a part of one", { "htm5", 4 }, "" },
	{ "the start of one", { "jso", 3 }, "" },
	{ "eleven bytes of no extension", { "aaaaaaaaaaa", 11 }, "" },
	{ "twelve bytes are more than any has", { "aaaaaaaaaaaa", 12 }, "" },
	{ "much longer", { "htmlhtmlhtmlhtmlhtmlhtml", 24 }, "" },
	{ "a high byte", { "\xff", 1 }, "" },
	{ "with its dot", { ".html", 5 }, "" },
};

static const struct {
	const char *why;
	struct span s;
	bool want;
} syntax[] = {
	{ "type and subtype (9110 8.3.1)", { "text/html", 9 }, true },
	{ "one letter each", { "a/b", 3 }, true },
	{ "a parameter", { "text/html;charset=utf-8", 23 }, true },
	{ "white space before it", { "text/html ; charset=utf-8", 25 }, true },
	{ "a quoted parameter", { "text/html; charset=\"utf-8\"", 26 }, true },
	{ "white space around", { " a/b\t", 5 }, true },
	{ "all of tchar", { "!#$%&'*+-.^_`|~/a", 17 }, true },
	{ "no slash", { "text", 4 }, false },
	{ "no type", { "/html", 5 }, false },
	{ "no subtype", { "text/", 5 }, false },
	{ "no subtype but a parameter", { "text/;a=b", 9 }, false },
	{ "two slashes", { "a/b/c", 5 }, false },
	{ "a blank inside", { "a /b", 4 }, false },
	{ "a blank behind the slash", { "a/ b", 4 }, false },
	{ "a comma", { "a/b,c/d", 7 }, false },
	{ "empty", { "", 0 }, false },
	{ "a slash alone", { "/", 1 }, false },
	{ "a line end (9112 11.1)", { "a/b\r\nX: y", 9 }, false },
	{ "a line end in a parameter", { "a/b;\r\nX: y", 10 }, false },
	{ "a LF in a parameter", { "a/b;c=\n", 7 }, false },
	{ "a NUL in a parameter", { "a/b;c=\0", 7 }, false },
	{ "a high octet in the type", { "a\xff/b", 4 }, false },
};

static const struct {
	const char *why, *type;
	bool want;
} texts[] = {
	{ "text", "text/html", true },
	{ "without case", "TEXT/plain", true },
	{ "the shortest", "text/x", true },
	{ "no subtype", "text/", false },
	{ "no slash", "text", false },
	{ "begins like it", "textual/x", false },
	{ "an application", "application/json", false },
	{ "text as a subtype", "x/text/", false },
	{ "empty", "", false },
};

/* The list of types as strings. */
static const char *const type_of[] = {
#define MEDIA_TYPE(id, type) [id] = type,
#define MEDIA_EXTENSION(extension, id)
#include "http/media.def"
#undef MEDIA_TYPE
#undef MEDIA_EXTENSION
};

static const struct {
	const char *extension;
	int id;
} list[] = {
#define MEDIA_TYPE(id, type)
#define MEDIA_EXTENSION(extension, id) { extension, id },
#include "http/media.def"
#undef MEDIA_TYPE
#undef MEDIA_EXTENSION
};

/* Copies the bytes against an unreadable page; each call uses the same page. */
static struct span
at_edge(const char *s)
{
	static struct span page;
	size_t n = strlen(s);
	char *to;

	if (page.p == NULL)
		page = guarded("0123456789abcdef0123456789abcdef");
	to = (char *)(uintptr_t)page.p + page.n - n;
	memcpy(to, s, n);
	return (struct span){ to, n };
}

static void
test_list(void)
{
	const char *disorder = "", *lost = "", *odd = "", *loud = "";
	size_t longest = 0;

	for (size_t i = 0; i < COUNT(list); i++) {
		const char *e = list[i].extension;
		char upper[16] = "";

		if (i > 0 && strcmp(list[i - 1].extension, e) >= 0)
			disorder = e;
		if (!span_eq(
			media_type(at_edge(e)), span_str(type_of[list[i].id])))
			lost = e;
		if (!media_is_type(span_str(type_of[list[i].id])))
			odd = e;
		for (size_t k = 0; e[k] != '\0' && k < sizeof upper - 1; k++)
			upper[k] = e[k] >= 'a' && e[k] <= 'z'
				       ? (char)(e[k] - 'a' + 'A')
				       : e[k];
		if (!span_eq(media_type(at_edge(upper)),
			span_str(type_of[list[i].id])))
			loud = e;
		if (strlen(e) > longest)
			longest = strlen(e);
	}
	OK(COUNT(list) > 1000, "the list has %d extensions", (int)COUNT(list));
	OK(*disorder == '\0', "it is sorted, none twice: %s", disorder);
	OK(*lost == '\0', "every extension is found: %s", lost);
	OK(*loud == '\0', "and found in capitals: %s", loud);
	OK(*odd == '\0', "every type is one: %s", odd);
	OK(longest <= 11, "the longest has %d bytes", (int)longest);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(extensions); i++) {
		struct span name = guarded(extensions[i].name);
		struct span got = media_extension(name);

		OK(span_eq(got, span_str(extensions[i].want)) &&
			got.p + got.n == name.p + name.n,
		    "extension: %s: %s", extensions[i].why, shown(name));
	}
	for (size_t i = 0; i < COUNT(types); i++) {
		struct span e =
		    guarded_n(types[i].extension.p, types[i].extension.n);

		OK(span_eq(media_type(e), span_str(types[i].want)),
		    "type: %s: %s: %s", types[i].why, shown(e),
		    shown(media_type(e)));
	}
	for (size_t i = 0; i < COUNT(syntax); i++) {
		struct span s = guarded_n(syntax[i].s.p, syntax[i].s.n);

		OK(media_is_type(s) == syntax[i].want, "syntax: %s: %s",
		    syntax[i].why, shown(s));
	}
	for (size_t i = 0; i < COUNT(texts); i++)
		OK(media_is_text(guarded(texts[i].type)) == texts[i].want,
		    "text: %s: %s", texts[i].why, texts[i].type);
	test_list();
	return DONE();
}
