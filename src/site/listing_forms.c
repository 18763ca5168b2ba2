#include "site/listing_forms.h"

#include "base/limits.h"
#include "site/figure.h"
#include "site/shown.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

/* The most names of an upload that are reported; the rows show all. */
#define REPORTED 8

/*
 * Appends the names under which the files of an upload were stored, or that of
 * a new directory: the first, and how many more there are.
 */
static void
put_stored(struct text *t, const struct listing_query *q)
{
	size_t n = 0;

	for (size_t i = 0; i < q->stored; i++) {
		char buf[LIMIT_NAME];
		struct text name = TEXT(buf);

		if ((q->found >> i & 1) == 0 || n++ >= REPORTED)
			continue;
		listing_query_put_stored(&name, q, i);
		if (n == 1) {
			PUT(t, "<p class=\"p\" role=\"status\">");
			text_put(t, q->made == q->stored
					? SPAN("New folder: <b>")
					: SPAN("Stored: <b>"));
		} else
			PUT(t, ", <b>");
		shown_put(t, TEXT_SPAN(name));
		PUT(t, "</b>");
	}
	if (n > REPORTED) {
		PUT(t, " and ");
		figure_count(t, n - REPORTED);
		PUT(t, " more");
	}
	if (n > 0)
		PUT(t, "</p>\n");
}

static void
put_upload(struct text *t, const struct listing *l)
{
	PUT(t, "<form method=\"post\" enctype=\"multipart/form-data\">"
	       "<input name=\"files\" type=\"file\" multiple required"
	       " aria-label=\"Files to upload\">"
	       "<button>Upload</button>");
	if (l->upload_most > 0) {
		PUT(t, " <small>at most ");
		figure_size(t, l->upload_most);
		PUT(t, " at a time</small>");
	}
	PUT(t, "</form>\n");
}

/* The field is named as server/upload_post expects it. */
static void
put_making(struct text *t)
{
	PUT(t, "<form method=\"post\" enctype=\"multipart/form-data\">"
	       "<input name=\"directory\" required maxlength=\"200\""
	       " autocomplete=\"off\" placeholder=\"New folder\""
	       " aria-label=\"Name of the new folder\">"
	       "<button>Create folder</button></form>\n");
}

/* Appends the field for the filter; the form keeps the order. */
static void
put_search(struct text *t, const struct listing *l)
{
	char buf[LISTING_FILTER];
	struct text filter = TEXT(buf);

	listing_query_put_filter(&filter, &l->query);
	PUT(t,
	    "<form role=\"search\"><input id=\"q\" name=\"q\" type=\"search\""
	    " placeholder=\"Filter by name\" aria-label=\"Filter by name\""
	    " value=\"");
	if (text_fits(&filter))
		shown_put(t, TEXT_SPAN(filter));
	PUT(t, "\"><input type=\"hidden\" name=\"sort\" value=\"");
	listing_query_put_key(t, l->query.key);
	PUT(t, "\"><input type=\"hidden\" name=\"order\" value=\"");
	text_put(t, l->query.order == LISTING_UP ? SPAN("asc") : SPAN("desc"));
	PUT(t, "\"><button>Filter</button></form>\n");
}

void
listing_forms_put(struct text *t, const struct listing *l)
{
	put_stored(t, &l->query);
	if (l->uploads)
		put_upload(t, l);
	if (l->makes)
		put_making(t);
	put_search(t, l);
}
