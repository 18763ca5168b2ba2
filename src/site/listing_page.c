#include "site/listing_page.h"

#include "base/escape.h"
#include "base/utf8.h"
#include "http/date.h"
#include "http/target.h"
#include "site/figure.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

/* A title is read at a glance: at most this much of the path. */
#define TITLE_MOST 128

/* A path of more parts is shown without a link for each. */
#define PARTS_MOST 16

void
listing_page_put_href(struct text *t, const struct file_entry *e)
{
	for (size_t i = 0; i < e->name.n; i++)
		if (e->name.p[i] == ':')
			PUT(t, "%3A");
		else
			target_put_path(t, (struct span){ e->name.p + i, 1 });
	if (e->directory)
		text_char(t, '/');
}

/* Appends ASCII, and escapes & and ', which may occur in a path. */
static void
put_link(struct text *t, const struct file_entry *e)
{
	char buf[3 * 4096];
	struct text href = TEXT(buf);

	listing_page_put_href(&href, e);
	if (text_fits(&href))
		escape_html(t, TEXT_SPAN(href));
}

/* Appends one ASCII character.  A control is shown by its picture, U+2400. */
static void
put_ascii(struct text *t, unsigned char c)
{
	if (c < ' ' || c == 0x7f) {
		PUT(t, "\xe2\x90");
		text_char(t, (char)(c < ' ' ? 0x80 + c : 0xa1));
	} else
		escape_html_char(t, (char)c);
}

/* Appends a name for people: bytes that are not UTF-8 are replaced. */
static void
put_shown(struct text *t, struct span s)
{
	for (size_t n; s.n > 0; s = span_from(s, n > 0 ? n : 1)) {
		n = utf8_length(s);
		if (n == 0)
			text_put(t, UTF8_REPLACEMENT);
		else if (n == 1)
			put_ascii(t, (unsigned char)*s.p);
		else
			text_put(t, (struct span){ s.p, n });
	}
}

static size_t
count_parts(struct span path)
{
	struct span part;
	size_t n = 0;
	bool more = path.n > 0;

	for (; more; n++)
		more = span_cut(path, '/', &part, &path);
	return n;
}

/* Appends "/ a / b /"; each part but the last is a link so many levels up. */
static void
put_trail(struct text *t, struct span path)
{
	size_t left = count_parts(path), up;
	bool links = left > 0 && left <= PARTS_MOST;
	struct span part = SPAN("");

	for (;; left--) {
		if (links && left > 0) {
			PUT(t, "<a href=\"");
			for (up = left; up > 0; up--)
				PUT(t, "../");
			PUT(t, "\">");
		}
		put_shown(t, part);
		text_char(t, '/');
		if (links && left > 0)
			PUT(t, "</a>");
		if (left == 0)
			return;
		PUT(t, "<wbr>");
		(void)span_cut(path, '/', &part, &path);
	}
}

static const char style[] =
    "<style>\n"
    ":root { color-scheme: light dark; --back: #fff; --ink: #1c2127;"
    " --soft: #5c6670; --line: #dfe3e8; --card: #f6f8fa;"
    " --blue: #2f6fdb; --fold: #d99a1c }\n"
    "@media (prefers-color-scheme: dark) { :root { --back: #14171b;"
    " --ink: #e4e8ec; --soft: #98a2ad; --line: #2c323a; --card: #1c2127;"
    " --blue: #6ca0f6; --fold: #e0b04a } }\n"
    "* { box-sizing: border-box }\n"
    "body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto;"
    " max-width: 60rem; padding: 1.5rem 1rem 3rem;"
    " background: var(--back); color: var(--ink) }\n"
    "h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 1rem;"
    " overflow-wrap: anywhere; unicode-bidi: isolate }\n"
    "a { color: var(--blue); text-decoration: none }\n"
    "a:hover { text-decoration: underline }\n"
    "h1 a { color: inherit }\n"
    "table { border-collapse: collapse; width: 100% }\n"
    "th, td { text-align: left; padding: .45rem .5rem;"
    " border-bottom: 1px solid var(--line) }\n"
    "th { font-size: .85rem; font-weight: 500 }\n"
    "th, th a, .s, .t, p { color: var(--soft) }\n"
    ".s, .t { text-align: right; white-space: nowrap; width: 1%;"
    " padding-left: 1.5rem; font-variant-numeric: tabular-nums }\n"
    "tbody tr:hover { background: var(--card) }\n"
    "td a { display: flex; gap: .6rem; overflow-wrap: anywhere }\n"
    "td a span { min-width: 0; white-space: pre-wrap;"
    " unicode-bidi: isolate }\n"
    "svg { flex: none; width: 1.15rem; height: 1.5rem;"
    " fill: none; stroke: var(--soft); stroke-width: 1.4;"
    " stroke-linejoin: round }\n"
    ".k { display: none }\n"
    ".d svg { fill: var(--fold); stroke: var(--fold) }\n"
    "form { display: flex; flex-wrap: wrap; gap: .75rem;"
    " align-items: center; margin: 1.5rem 0 0; padding: .8rem 1rem;"
    " background: var(--card); border: 1px solid var(--line);"
    " border-radius: 8px }\n"
    "input { flex: 1 1 14rem; min-width: 0; font: inherit }\n"
    "button { font: inherit; padding: .3rem 1.1rem; border: 0;"
    " border-radius: 6px; background: var(--blue);"
    " color: var(--back); cursor: pointer }\n"
    "p { font-size: .85rem; margin: .8rem .5rem 0 }\n"
    "@media (max-width: 36rem) {\n"
    "thead tr { display: flex; gap: 1.5rem }\n"
    "thead th, thead .s, thead .t { border: 0; width: auto; padding: .3rem }\n"
    "tbody tr { display: flex; flex-wrap: wrap; padding: .45rem 0;"
    " border-top: 1px solid var(--line) }\n"
    "td { border: 0; padding: .1rem .3rem }\n"
    "td:first-child { flex: 1 0 100% }\n"
    ".s, .t { width: auto; font-size: .85rem }\n"
    "td.s { padding-left: 2.05rem; min-width: 8rem; text-align: left }\n"
    "td.t { padding-left: .3rem }\n"
    "td:empty { display: none }\n"
    ".d td.t { padding-left: 2.05rem }\n"
    "}\n"
    "</style>\n";

/* A sheet and a folder, drawn once and used by every entry. */
static const char pictures[] =
    "<svg class=\"k\"><symbol id=\"f\" viewBox=\"0 0 16 21\">"
    "<path d=\"M3 3.5h6.5l4 4v10.5h-10.5zM9.5 3.5v4h4\"/></symbol>"
    "<symbol id=\"d\" viewBox=\"0 0 16 21\">"
    "<path d=\"M1 5h5l1.5 2h7.5v10h-14z\"/></symbol></svg>\n";

static void
put_key(struct text *t, enum listing_key key)
{
	switch (key) {
	case LISTING_BY_NAME:
		PUT(t, "name");
		return;
	case LISTING_BY_SIZE:
		PUT(t, "size");
		return;
	case LISTING_BY_TIME:
		PUT(t, "time");
		return;
	}
}

/*
 * Appends the head of a column.  That of the sorting column reverses the order.
 */
static void
put_column(struct text *t, const struct listing *l, enum listing_key key,
    struct span class, struct span title)
{
	bool by = !l->unsorted && l->key == key, up = l->order == LISTING_UP;
	bool next_up = by ? !up : key == LISTING_BY_NAME;

	PUT(t, "<th");
	text_put(t, class);
	if (by)
		text_put(t, up ? SPAN(" aria-sort=\"ascending\"")
			       : SPAN(" aria-sort=\"descending\""));
	text_char(t, '>');
	if (!l->unsorted) {
		PUT(t, "<a href=\"?sort=");
		put_key(t, key);
		text_put(t, next_up ? SPAN("&amp;order=asc\">")
				    : SPAN("&amp;order=desc\">"));
	}
	text_put(t, title);
	if (by)
		text_put(t, up ? SPAN("&nbsp;&#9650;") : SPAN("&nbsp;&#9660;"));
	if (!l->unsorted)
		PUT(t, "</a>");
	PUT(t, "</th>");
}

/* Appends the title of the page: its path, shortened. */
static void
put_title(struct text *t, struct span path)
{
	bool cut = path.n > TITLE_MOST;

	if (cut) {
		path = span_from(path, path.n - TITLE_MOST);
		while (path.n > 0 && ((unsigned char)*path.p & 0xc0) == 0x80)
			path = span_from(path, 1);
	}
	text_put(t, cut ? SPAN("&hellip;") : SPAN("/"));
	put_shown(t, path);
	if (path.n > 0)
		text_char(t, '/');
}

void
listing_page_put_head(struct text *t, const struct listing *l)
{
	PUT(t, "<!DOCTYPE html>\n"
	       "<html lang=\"en\">\n"
	       "<head>\n"
	       "<meta charset=\"utf-8\">\n"
	       "<meta name=\"viewport\" content=\"width=device-width\">\n"
	       "<title>");
	put_title(t, l->path);
	PUT(t, "</title>\n");
	text_put(t, SPAN(style));
	PUT(t, "</head>\n<body>\n");
	text_put(t, SPAN(pictures));
	PUT(t, "<h1>");
	put_trail(t, l->path);
	PUT(t, "</h1>\n<table>\n<thead>\n<tr>");
	put_column(t, l, LISTING_BY_NAME, SPAN(""), SPAN("Name"));
	put_column(t, l, LISTING_BY_SIZE, SPAN(" class=\"s\""), SPAN("Size"));
	put_column(
	    t, l, LISTING_BY_TIME, SPAN(" class=\"t\""), SPAN("Changed, UTC"));
	PUT(t, "</tr>\n</thead>\n<tbody>\n");
	if (l->path.n > 0)
		PUT(t, "<tr class=\"d\"><td><a href=\"../\">"
		       "<svg><use href=\"#d\"/></svg><span>../</span></a></td>"
		       "<td class=\"s\"></td><td class=\"t\"></td></tr>\n");
}

void
listing_page_put_entry(
    struct text *t, const struct listing *l, const struct file_entry *e)
{
	(void)l;
	text_put(t, e->directory ? SPAN("<tr class=\"d\">") : SPAN("<tr>"));
	PUT(t, "<td><a href=\"");
	put_link(t, e);
	text_put(t, e->directory ? SPAN("\"><svg><use href=\"#d\"/>")
				 : SPAN("\"><svg><use href=\"#f\"/>"));
	PUT(t, "</svg><span>");
	put_shown(t, e->name);
	if (e->directory)
		text_char(t, '/');
	PUT(t, "</span></a></td><td class=\"s\">");
	if (!e->directory)
		figure_size(t, e->size);
	PUT(t, "</td><td class=\"t\"><time datetime=\"");
	date_put_iso(t, e->mtime_s);
	PUT(t, "\">");
	figure_moment(t, e->mtime_s);
	PUT(t, "</time></td></tr>\n");
}

static void
put_count(struct text *t, uint64_t n, struct span one, struct span many)
{
	figure_count(t, n);
	text_put(t, n == 1 ? one : many);
}

void
listing_page_put_tail(struct text *t, const struct listing *l)
{
	PUT(t, "</tbody>\n</table>\n");
	if (l->uploads)
		PUT(t, "<form method=\"post\" enctype=\"multipart/form-data\">"
		       "<input name=\"files\" type=\"file\" multiple required"
		       " aria-label=\"Files to upload\">"
		       "<button>Upload</button></form>\n");
	PUT(t, "<p>");
	if (l->directories > 0) {
		put_count(t, l->directories, SPAN(" directory, "),
		    SPAN(" directories, "));
	}
	put_count(t, l->files, SPAN(" file, "), SPAN(" files, "));
	figure_size(t, l->bytes);
	if (l->unsorted)
		PUT(t, ". Too many to sort: they are in no order.");
	PUT(t, " &middot; <a href=\"?format=json\">JSON</a></p>\n"
	       "</body>\n</html>\n");
}
