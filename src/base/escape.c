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

static void
put_digits(struct text *t, char c, struct span digits)
{
	text_char(t, digits.p[(unsigned char)c >> 4]);
	text_char(t, digits.p[(unsigned char)c & 15]);
}

void
escape_percent(struct text *t, char c)
{
	text_char(t, '%');
	put_digits(t, c, SPAN("0123456789ABCDEF"));
}

void
escape_x(struct text *t, char c)
{
	text_put(t, SPAN("\\x"));
	put_digits(t, c, SPAN("0123456789abcdef"));
}

void
escape_u(struct text *t, char c)
{
	text_put(t, SPAN("\\u00"));
	put_digits(t, c, SPAN("0123456789abcdef"));
}
