#include "site/listing_page.h"

#include "base/escape.h"
#include "base/limits.h"
#include "http/date.h"
#include "http/target.h"
#include "site/figure.h"
#include "site/icon.h"
#include "site/listing_forms.h"
#include "site/listing_style.h"
#include "site/page.h"
#include "site/shown.h"

#define PUT(t, literal) text_put((t), SPAN(literal))
#define PUT_PIECE(literal) PUT(t, literal);

/*
 * The most bytes of the path that a title shows, since it is read at a glance.
 */
#define TITLE_MOST 128

/* The last components of a path that are shown as links. */
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

/* Appends the name of the root: the title of the site, or "Home". */
static void
put_root(struct text *t, const struct listing *l)
{
	if (l->title.n > 0)
		shown_put(t, l->title);
	else
		PUT(t, "Home");
}

/*
 * Appends "Home / a / b".  Each part but the last is a link so many levels up,
 * if these are not too many.
 */
static void
put_trail(struct text *t, const struct listing *l)
{
	struct span path = l->path, part = SPAN("");
	size_t left = count_parts(path);

	for (bool root = true;; root = false, left--) {
		bool link = left > 0 && left <= PARTS_MOST;

		PUT(t, "<");
		if (link) {
			PUT(t, "a href=\"");
			for (size_t up = left; up > 0; up--)
				PUT(t, "../");
			PUT(t, "\">");
		} else
			text_put(t, left == 0
					? SPAN("span aria-current=\"page\">")
					: SPAN("span>"));
		if (root)
			put_root(t, l);
		else
			shown_put(t, part);
		text_put(t, link ? SPAN("</a>") : SPAN("</span>"));
		if (left == 0)
			return;
		PUT(t, "<i>/</i><wbr>");
		(void)span_cut(path, '/', &part, &path);
	}
}

/* Appends the filter, for a link, after the given text. */
static void
put_filter(struct text *t, const struct listing_query *q, struct span before)
{
	char buf[LISTING_FILTER];
	struct text filter = TEXT(buf);

	listing_query_put_filter(&filter, q);
	if (filter.n == 0 || !text_fits(&filter))
		return;
	text_put(t, before);
	listing_query_encode(t, TEXT_SPAN(filter));
}

/*
 * Appends the head of a column.  A click on the column that is sorted by
 * reverses the order.
 */
static void
put_column(struct text *t, const struct listing *l, enum listing_key key,
    struct span class, struct span title)
{
	const struct listing_query *q = &l->query;
	bool by = !l->unsorted && q->key == key, up = q->order == LISTING_UP;
	bool next_up = by ? !up : key == LISTING_BY_NAME;

	PUT(t, "<th");
	text_put(t, class);
	if (by)
		text_put(t, up ? SPAN(" aria-sort=\"ascending\"")
			       : SPAN(" aria-sort=\"descending\""));
	text_char(t, '>');
	if (!l->unsorted) {
		PUT(t, "<a href=\"?sort=");
		listing_query_put_key(t, key);
		text_put(t,
		    next_up ? SPAN("&amp;order=asc") : SPAN("&amp;order=desc"));
		put_filter(t, q, SPAN("&amp;q="));
		PUT(t, "\">");
	}
	text_put(t, title);
	if (by)
		text_put(t, up ? SPAN("&nbsp;&#9650;") : SPAN("&nbsp;&#9660;"));
	if (!l->unsorted)
		PUT(t, "</a>");
	PUT(t, "</th>");
}

/* Appends the title of the page: that of the site, and the path, shortened. */
static void
put_title(struct text *t, const struct listing *l)
{
	struct span path = l->path;
	bool cut = path.n > TITLE_MOST;

	if (l->title.n > 0) {
		shown_put(t, l->title);
		PUT(t, ": ");
	}
	if (cut) {
		path = span_from(path, path.n - TITLE_MOST);
		while (path.n > 0 && ((unsigned char)*path.p & 0xc0) == 0x80)
			path = span_from(path, 1);
	}
	text_put(t, cut ? SPAN("&hellip;") : SPAN("/"));
	shown_put(t, path);
	if (path.n > 0)
		text_char(t, '/');
}

static void
put_frame(struct text *t, const struct listing *l)
{
	page_begin(t);
	put_title(t, l);
	PUT(t, "</title>\n");
	page_style(t, listing_style());
	if (l->sheet.n > 0) {
		PUT(t, "<link rel=\"stylesheet\" href=\"");
		target_put_path_as(t, l->sheet, escape_html);
		PUT(t, "\">\n");
	}
	text_put(t, listing_pictures());
	PUT(t, "<nav aria-label=\"Path\"><h1>");
	put_trail(t, l);
	PUT(t, "</h1></nav>\n");
}

void
listing_page_put_head(struct text *t, const struct listing *l)
{
	put_frame(t, l);
	listing_forms_put(t, l);
	text_put(t, l->removes ? SPAN("<table class=\"removes\">\n")
			       : SPAN("<table>\n"));
	PUT(t, "<thead>\n<tr>");
	put_column(t, l, LISTING_BY_NAME, SPAN(""), SPAN("Name"));
	put_column(t, l, LISTING_BY_SIZE, SPAN(" class=\"s\""), SPAN("Size"));
	put_column(t, l, LISTING_BY_TIME, SPAN(" class=\"t\""),
	    SPAN("Changed<span class=\"u\">, UTC</span>"));
	PUT(t, "</tr>\n</thead>\n<tbody>\n");
}

static void
put_class(struct text *t, const struct file_entry *e, bool fresh)
{
	if (e->directory)
		text_put(t, fresh ? SPAN("<tr class=\"d n\">")
				  : SPAN("<tr class=\"d\">"));
	else
		text_put(t, fresh ? SPAN("<tr class=\"n\">") : SPAN("<tr>"));
}

void
listing_page_put_entry(
    struct text *t, struct listing *l, const struct file_entry *e)
{
	put_class(t, e, listing_query_meet(&l->query, e->name));
	PUT(t, "<td><a href=\"");
	put_link(t, e);
	PUT(t, "\"><svg aria-hidden=\"true\"><use href=\"#k");
	text_u64(t, (uint64_t)icon_of(e));
	PUT(t, "\"/></svg><span>");
	shown_put(t, e->name);
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
	PUT(t, "</tbody>\n</table>\n<footer>");
	if (l->directories > 0) {
		put_count(t, l->directories, SPAN(" directory, "),
		    SPAN(" directories, "));
	}
	put_count(t, l->files, SPAN(" file, "), SPAN(" files, "));
	figure_size(t, l->bytes);
	if (l->unsorted)
		PUT(t, ". Too many to sort: they are in no order.");
	if (l->query.filter.n > 0)
		PUT(t, " with the filter &middot; <a href=\"?\">Show all</a>");
	PUT(t, " &middot; <a href=\"?format=json");
	put_filter(t, &l->query, SPAN("&amp;q="));
	PUT(t, "\">JSON</a> &middot; <a href=\"?qr#qr\">QR code</a>");
	if (l->archives)
		PUT(t, " &middot; Download as <a href=\"?archive=tar\">tar</a>"
		       " &middot; <a href=\"?archive=zip\">zip</a>");
	PUT(t, "</footer>\n");
}

void
listing_page_put_code(struct text *t, const struct listing *l)
{
	char buf[QR_TEXT];
	struct text url = TEXT(buf);

	text_put(&url, l->secure ? SPAN("https://") : SPAN("http://"));
	text_put(&url, l->host);
	text_char(&url, '/');
	target_put_path(&url, l->path);
	if (l->path.n > 0)
		text_char(&url, '/');
	PUT(t, "<p id=\"qr\">");
	if (!text_fits(&url) || l->host.n == 0 ||
	    !qr_put_svg(t, TEXT_SPAN(url)))
		PUT(t, "The address of this page is too long for a QR code.");
	PUT(t, "</p>\n");
}

void
listing_page_put_readme(struct text *t, struct span name)
{
	PUT(t, "<h2>");
	shown_put(t, name);
	PUT(t, "</h2>\n<pre>\n");
}

void
listing_page_put_end(struct text *t, const struct listing *l)
{
	if (l->readme)
		PUT(t, "</pre>\n");
	text_put(t, SPAN("<script>" LISTING_SCRIPT "</script>\n"));
	if (l->uploads) {
		PUT(t, "<script>");
		LISTING_UPLOAD(PUT_PIECE)
		PUT(t, "</script>\n");
	}
	page_end(t);
}
