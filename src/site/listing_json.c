#include "site/listing_json.h"

#include "base/escape.h"
#include "base/utf8.h"
#include "http/date.h"
#include "site/listing_page.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

/* RFC 8259 7.  DEL is escaped as well, since it is invisible. */
static void
put_string(struct text *t, struct span s)
{
	for (size_t n; s.n > 0; s = span_from(s, n > 0 ? n : 1)) {
		unsigned char c = (unsigned char)*s.p;

		n = utf8_length(s);
		if (n == 0)
			text_put(t, UTF8_REPLACEMENT);
		else if (c < ' ' || c == 0x7f) {
			escape_u(t, (char)c);
		} else {
			if (c == '"' || c == '\\')
				text_char(t, '\\');
			text_put(t, (struct span){ s.p, n });
		}
	}
}

static void
put_bool(struct text *t, bool b)
{
	text_put(t, b ? SPAN("true") : SPAN("false"));
}

void
listing_json_put_head(struct text *t, const struct listing *l)
{
	PUT(t, "{\"path\":\"/");
	put_string(t, l->path);
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
	put_string(t, e->name);
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
