/*
 * The names that a server may give a file by Content-Disposition (-J).
 */
#define _GNU_SOURCE
#include "client/place.h"

#include "unit/test.h"

static const struct {
	const char *why, *value, *path;
} names[] = {
	{ "a name", "attachment; filename=a.txt", "/no/a.txt" },
	{ "in quotes", "attachment; filename=\"a b.txt\"", "/no/a b.txt" },
	{ "in UTF-8", "attachment; filename=\"\xc3\xa4\"", "/no/\xc3\xa4" },
	{ "of a directory", "attachment; filename=\"../x/a\"", "/no/a" },
	{ "of another system's directory", "attachment; filename=\"..\\a\"",
	    "/no/a" },
	{ "a hidden one", "attachment; filename=.profile", "/no/url" },
	{ "the directory above", "attachment; filename=..", "/no/url" },
	{ "none", "attachment; filename=\"\"", "/no/url" },
	{ "a control character (U+009B), which a terminal obeys",
	    "attachment; filename=\"a\xc2\x9b"
	    "31mb\"",
	    "/no/url" },
	{ "the same as one byte",
	    "attachment; filename=\"a\x9b"
	    "31mb\"",
	    "/no/url" },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		char lines[256], buf[PLACE_ROOM] = "/no/url";
		const char *path = buf;
		int n = snprintf(lines, sizeof lines,
		    "HTTP/1.1 200 OK\r\nContent-Disposition: %s\r\n\r\n",
		    names[i].value);

		OK(place_take_name(
		       (struct span){ lines, (size_t)n }, buf, &path) == NULL &&
			strcmp(path, names[i].path) == 0,
		    "%s: %s", names[i].why, path);
	}
	return DONE();
}
