#include "base/escape.h"

void
escape_html_char(struct text *t, char c)
{
	switch (c) {
	case '&':
		text_put(t, SPAN("&amp;"));
		break;
	case '<':
		text_put(t, SPAN("&lt;"));
		break;
	case '>':
		text_put(t, SPAN("&gt;"));
		break;
	case '"':
		text_put(t, SPAN("&quot;"));
		break;
	case '\'':
		text_put(t, SPAN("&#39;"));
		break;
	default:
		text_char(t, c);
	}
}

void
escape_html(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		escape_html_char(t, s.p[i]);
}

void
escape_percent(struct text *t, char c)
{
	static const char digit[] = "0123456789ABCDEF";

	text_char(t, '%');
	text_char(t, digit[(unsigned char)c >> 4]);
	text_char(t, digit[(unsigned char)c & 15]);
}
