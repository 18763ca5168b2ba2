#include "site/listing_json.h"

#include "base/escape.h"
#include "http/date.h"
#include "site/listing_page.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

static void
put_bool(struct text *t, bool b)
{
	text_put(t, b ? SPAN("true") : SPAN("false"));
}

void
listing_json_put_head(struct text *t, const struct listing *l)
{
	PUT(t, "{\"path\":\"/");
	escape_json(t, l->path);
	if (l->path.n > 0)
		text_char(t, '/');
	PUT(t, "\",\"sorted\":");
	put_bool(t, !l->unsorted);
	PUT(t, ",\"uploads\":");
	put_bool(t, l->uploads);
	PUT(t, ",\"entries\":[");
}

void
listing_json_put_entry(
    struct text *t, const struct listing *l, const struct file_entry *e)
{
	text_put(t, l->files + l->directories > 0 ? SPAN(",\n") : SPAN("\n"));
	PUT(t, "{\"name\":\"");
	escape_json(t, e->name);
	PUT(t, "\",\"href\":\"");
	listing_page_put_href(t, e);
	text_put(t, e->directory ? SPAN("\",\"type\":\"directory\"")
				 : SPAN("\",\"type\":\"file\",\"size\":"));
	if (!e->directory)
		text_u64(t, e->size);
	PUT(t, ",\"modified\":\"");
	date_put_iso(t, e->mtime_s);
	PUT(t, "\"}");
}

void
listing_json_put_tail(struct text *t, const struct listing *l)
{
	(void)l;
	PUT(t, "\n]");
}

void
listing_json_put_end(struct text *t, const struct listing *l)
{
	(void)l;
	PUT(t, "}\n");
}
