/*
 * The preferences of a peer: Accept, RFC 9110 12.4.2 and 12.5.1.
 */
#define _GNU_SOURCE
#include "http/accept.h"

#include "unit/test.h"

#define HTML "text/html"
#define JSON "application/json"

static const struct {
	const char *why, *accept, *type;
	unsigned weight;
} cases[] = {
	{ "no Accept is anything", NULL, JSON, 1000 },
	{ "an empty one is nothing", "", JSON, 0 },
	{ "the type itself", JSON, JSON, 1000 },
	{ "in any case", "Application/JSON", JSON, 1000 },
	{ "another type", "text/html", JSON, 0 },
	{ "a weight", "application/json;q=0.5", JSON, 500 },
	{ "blanks around it", "application/json ; q=0.123", JSON, 123 },
	{ "Q is q", "application/json;Q=0.1", JSON, 100 },
	{ "not acceptable", "application/json;q=0", JSON, 0 },
	{ "all of a type", "text/*;q=0.3", HTML, 300 },
	{ "all of another type", "text/*;q=0.3", JSON, 0 },
	{ "anything", "*/*;q=0.8", JSON, 800 },
	{ "the most specific counts, wherever it stands",
	    "*/*;q=1, application/*;q=0.2, application/json;q=0.1", JSON, 100 },
	{ "in any order", "application/json;q=0.1, */*", JSON, 100 },
	{ "a type alone is more specific than anything",
	    "text/*;q=0.2, */*;q=0.9", HTML, 200 },
	{ "a range with a parameter is another one",
	    "application/json;profile=x, */*;q=0.1", JSON, 100 },
	{ "a browser wants a page",
	    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
	    HTML, 1000 },
	{ "and JSON less",
	    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
	    JSON, 800 },
	{ "*/json is no range", "*/json", JSON, 0 },
	{ "a slash is missing", "application", JSON, 0 },
};

static const struct {
	const char *text;
	unsigned weight;
} weights[] = {
	{ "1", 1000 },
	{ "1.", 1000 },
	{ "1.000", 1000 },
	{ "0", 0 },
	{ "0.", 0 },
	{ "0.001", 1 },
	{ "0.25", 250 },
	{ "", 0 },
	{ "1.001", 0 },
	{ "2", 0 },
	{ "0.1234", 0 },
	{ ".5", 0 },
	{ "0,5", 0 },
	{ "0.x", 0 },
	{ "-1", 0 },
	{ "10", 0 },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fields fields;
		struct field f = { SPAN("Accept"), SPAN("") };
		struct span line = SPAN("");
		char buf[256];

		fields_init(&fields, buf);
		if (cases[i].accept != NULL) {
			snprintf(
			    buf, sizeof buf, "Accept: %s", cases[i].accept);
			line = span_str(buf);
			f.name = (struct span){ buf, 6 };
			f.value = span_trim(span_from(line, 7));
			(void)fields_add(&fields, &f);
		}
		OK(accept_media(&fields, span_str(cases[i].type)) ==
			cases[i].weight,
		    "%s: %s", cases[i].why,
		    cases[i].accept != NULL ? cases[i].accept : "-");
	}
	for (size_t i = 0; i < COUNT(weights); i++)
		OK(accept_weight(guarded(weights[i].text)) == weights[i].weight,
		    "a weight of '%s' is %u thousandths", weights[i].text,
		    weights[i].weight);
	return DONE();
}
