/* The values of -F, as curl(1) explains them. */
#define _GNU_SOURCE
#include "client/form_value.h"

#include "unit/test.h"

#include <string.h>

/*
 * A value, and the name, source and pieces that it means:
 * CONTENT|TYPE|FILENAME|ENCODER|HEADERS
 */
static const struct {
	const char *value, *name;
	enum form_value_source source;
	const char *pieces;
} good[] = {
	{ "a=b", "a", FORM_VALUE_TEXT, "b||||;" },
	{ "a=", "a", FORM_VALUE_TEXT, "||||;" },
	{ "=b", "", FORM_VALUE_TEXT, "b||||;" },
	{ "a=b=c", "a", FORM_VALUE_TEXT, "b=c||||;" },
	{ "a=b,c", "a", FORM_VALUE_TEXT, "b,c||||;" },
	{ "a= b ", "a", FORM_VALUE_TEXT, " b||||;" },
	{ "a=\"x;y\"", "a", FORM_VALUE_TEXT, "x;y||||;" },
	{ "a=\"x\\\"\\\\\\y\"", "a", FORM_VALUE_TEXT, "x\"\\\\y||||;" },
	{ "a=\"open;type=t/u", "a", FORM_VALUE_TEXT, "\"open|t/u|||;" },
	{ "a=b;type=t/u", "a", FORM_VALUE_TEXT, "b|t/u|||;" },
	{ "a=b;type=t/u;charset=c", "a", FORM_VALUE_TEXT,
	    "b|t/u;charset=c|||;" },
	{ "a=b;type=t/u; filename=f", "a", FORM_VALUE_TEXT, "b|t/u|f||;" },
	{ "a=b;", "a", FORM_VALUE_TEXT, "b||||;" },
	{ "a=@f", "a", FORM_VALUE_FILE, "f||||;" },
	{ "a=@\"f,g;h\"", "a", FORM_VALUE_FILE, "f,g;h||||;" },
	{ "a=@f,g", "a", FORM_VALUE_FILE, "f||||;g||||;" },
	{ "a=@f;type=t/u,g;filename=\"h i\"", "a", FORM_VALUE_FILE,
	    "f|t/u|||;g||h i||;" },
	{ "a=@f;encoder=base64", "a", FORM_VALUE_FILE, "f|||base64|;" },
	{ "a=@f;headers=\"X: y\";headers=Z:w", "a", FORM_VALUE_FILE,
	    "f||||X: y,Z:w,;" },
	{ "a=<f;type=t/u", "a", FORM_VALUE_CONTENT, "f|t/u|||;" },
	{ "a=<f,g", "a", FORM_VALUE_CONTENT, "f,g||||;" },
};

static void
add(char *out, const char *s, const char *mark)
{
	strcat(out, s != NULL ? s : "");
	strcat(out, mark);
}

static void
test_good(void)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		char value[64], pieces[256] = "";
		struct form_value f;
		struct form_value_piece p;
		const char *why;

		strcpy(value, good[i].value);
		why = form_value_begin(&f, value);
		while (why == NULL && form_value_next(&f, &p, &why)) {
			add(pieces, p.content, "|");
			add(pieces, p.type, "|");
			add(pieces, p.filename, "|");
			add(pieces, p.encoder, "|");
			for (size_t h = 0; h < p.nheaders; h++)
				add(pieces, p.header[h], ",");
			add(pieces, ";", "");
		}
		OK(why == NULL && strcmp(f.name, good[i].name) == 0 &&
			f.source == good[i].source &&
			strcmp(pieces, good[i].pieces) == 0 &&
			f.several == (strstr(pieces, ";g") != NULL &&
					 f.source == FORM_VALUE_FILE &&
					 strchr(value + 3, '"') == NULL),
		    "-F '%s'", good[i].value);
	}
}

static const char *const bad[] = { "a", "", "a=x;y", "a=@f;odd=1", "a=(",
	"=(;type=t/u", "=)", "a=x;type=t/u;filename=f;odd" };

static void
test_bad(void)
{
	for (size_t i = 0; i < COUNT(bad); i++) {
		char value[64];
		struct form_value f;
		struct form_value_piece p;
		const char *why;

		strcpy(value, bad[i]);
		why = form_value_begin(&f, value);
		if (why == NULL)
			(void)form_value_next(&f, &p, &why);
		OK(why != NULL, "-F '%s' is refused", bad[i]);
	}
}

int
main(void)
{
	test_good();
	test_bad();
	return DONE();
}
