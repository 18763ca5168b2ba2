#include "site/note.h"

#include "base/escape.h"
#include "http/status.h"
#include "site/plan.h"

static void
put_escaped(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.n && i < NOTE_QUOTE_MAX; i++) {
		unsigned char c = (unsigned char)s.p[i];

		escape_html_char(t, c < ' ' || c > '~' ? '?' : (char)c);
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

static void
put_redirect(struct text *t, const struct reply *r)
{
	text_put(t, SPAN("It is <a href=\""));
	reply_put_target(t, r, escape_html);
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
