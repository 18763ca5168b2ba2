#include "site/note.h"

#include "http/status.h"
#include "http/target.h"
#include "site/plan.h"

static void
put_escaped(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.n && i < NOTE_QUOTE_MAX; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '&')
			text_put(t, SPAN("&amp;"));
		else if (c == '<')
			text_put(t, SPAN("&lt;"));
		else if (c == '>')
			text_put(t, SPAN("&gt;"));
		else if (c == '"')
			text_put(t, SPAN("&quot;"));
		else if (c == '\'')
			text_put(t, SPAN("&#39;"));
		else if (c < ' ' || c > '~')
			text_char(t, '?');
		else
			text_char(t, (char)c);
	}
	if (s.n > NOTE_QUOTE_MAX)
		text_put(t, SPAN("..."));
}

static void
put_sentence(struct text *t, const struct plan *p)
{
	struct span text = refusal_text(p->why);

	text_put(t, text);
	if (text.n > 0 && text.p[text.n - 1] == '.')
		return;
	text_put(t, SPAN(" <code>"));
	put_escaped(t, p->quote);
	text_put(t, SPAN("</code>."));
}

/* Of the configuration, which has seen to all but these two. */
static void
put_reference(struct text *t, struct span uri)
{
	for (size_t i = 0; i < uri.n; i++)
		if (uri.p[i] == '&')
			text_put(t, SPAN("&amp;"));
		else if (uri.p[i] == '\'')
			text_put(t, SPAN("&#39;"));
		else
			text_char(t, uri.p[i]);
}

/* The href is percent-encoded, so that & is all that needs escaping. */
static void
put_redirect(struct text *t, const struct reply *r)
{
	text_put(t, SPAN("It is <a href=\""));
	if (r->locates == REPLY_TO_URI)
		put_reference(t, r->uri);
	else
		text_char(t, '/');
	for (size_t i = 0; i < r->location.n; i++)
		if (r->location.p[i] == '&')
			text_put(t, SPAN("&amp;"));
		else if (r->location.p[i] == '\'')
			text_put(t, SPAN("&#39;"));
		else
			target_put_path(
			    t, (struct span){ r->location.p + i, 1 });
	if (r->locates != REPLY_TO_URI || r->uri_slash)
		text_char(t, '/');
	if (r->locates == REPLY_TO_URI)
		put_reference(t, r->fragment);
	text_put(t, SPAN("\">here</a>."));
}

void
note_put(struct text *t, const struct plan *p)
{
	char buf[64]; /* "431 Request Header Fields Too Large" */
	struct text title = TEXT(buf);

	text_u64(&title, (uint64_t)p->reply.status);
	text_char(&title, ' ');
	text_put(&title, status_reason(p->reply.status));
	text_put(
	    t, SPAN("<!DOCTYPE html>\n"
		    "<html lang=\"en\">\n"
		    "<head>\n"
		    "<meta charset=\"utf-8\">\n"
		    "<meta name=\"viewport\" content=\"width=device-width\">\n"
		    "<title>"));
	text_put(t, TEXT_SPAN(title));
	text_put(t, SPAN("</title>\n"
			 "<style>\n"
			 ":root { color-scheme: light dark }\n"
			 "body { font: 1em/1.5 sans-serif; max-width: 36em;"
			 " margin: 3em auto; padding: 0 1em }\n"
			 "</style>\n"
			 "</head>\n"
			 "<body>\n"
			 "<h1>"));
	text_put(t, TEXT_SPAN(title));
	text_put(t, SPAN("</h1>\n<p>"));
	if (p->reply.locates != REPLY_NOWHERE)
		put_redirect(t, &p->reply);
	else
		put_sentence(t, p);
	text_put(t, SPAN("</p>\n</body>\n</html>\n"));
}
