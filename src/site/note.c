#include "site/note.h"

#include "base/escape.h"
#include "base/utf8.h"
#include "http/octet.h"
#include "http/status.h"
#include "site/page.h"
#include "site/plan.h"
#include "site/shown.h"

static const char style[] =
    "body { max-width: 38rem; padding-top: 4rem }\n"
    "code { unicode-bidi: isolate }\n"
    "p a { display: inline-block; margin-right: 1rem; padding: .65rem 0;"
    " min-width: 2.75rem }\n";

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

static struct span
without_query(struct span target)
{
	struct span path, query;

	(void)span_cut(target, '?', &path, &query);
	return path;
}

static void
put_quote(struct text *t, struct span quote)
{
	text_put(t, SPAN("<code>"));
	put_escaped(t, quote);
	text_put(t, SPAN("</code>"));
}

/*
 * Puts a path as people write it: "/a b" for "/a%20b".  One that is long, or
 * that would not be UTF-8, is put as it was sent.
 */
static void
put_path(struct text *t, struct span path)
{
	char buf[NOTE_QUOTE_MAX];
	struct text plain = TEXT(buf);

	for (struct span rest = path; rest.n > 0;) {
		int c = octet_escaped(rest, '%');

		text_char(&plain, c < 0 ? *rest.p : (char)c);
		rest = span_from(rest, c < 0 ? 1 : 3);
	}
	if (!text_fits(&plain) || !utf8_is_all(TEXT_SPAN(plain))) {
		put_quote(t, path);
		return;
	}
	text_put(t, SPAN("<code>"));
	shown_put(t, TEXT_SPAN(plain));
	text_put(t, SPAN("</code>"));
}

/* Puts the sentence.  The quoted path may begin or end it. */
static void
put_sentence(struct text *t, const struct plan *p)
{
	struct span text = refusal_text(p->why);

	if (text.n > 0 && *text.p == ' ')
		put_path(t, without_query(p->quote));
	text_put(t, text);
	if (text.n > 0 && text.p[text.n - 1] == '.')
		return;
	text_char(t, ' ');
	put_quote(t, p->quote);
	text_char(t, '.');
}

/*
 * Puts links to the directory of the path, or to the one above, and to the
 * root.  If the end of a request is uncertain, its path is not trusted either.
 */
static void
put_ways(struct text *t, const struct plan *p)
{
	struct span path =
	    refusal_closes(p->why) ? SPAN("") : without_query(p->quote);

	text_put(t, SPAN("<p>"));
	if (path.n > 1 && *path.p == '/')
		text_put(t, path.p[path.n - 1] == '/'
				? SPAN("<a href=\"../\">One level up</a> ")
				: SPAN("<a href=\"./\">This directory</a> "));
	text_put(t, SPAN("<a href=\"/\">Home</a></p>\n"));
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
	page_begin(t);
	text_put(t, TEXT_SPAN(title));
	text_put(t, SPAN("</title>\n"));
	page_style(t, SPAN(style));
	text_put(t, SPAN("<h1>"));
	text_put(t, TEXT_SPAN(title));
	text_put(t, SPAN("</h1>\n<p>"));
	if (p->reply.locates != REPLY_NOWHERE)
		put_redirect(t, &p->reply);
	else
		put_sentence(t, p);
	text_put(t, SPAN("</p>\n"));
	if (p->reply.locates == REPLY_NOWHERE)
		put_ways(t, p);
	page_end(t);
}
