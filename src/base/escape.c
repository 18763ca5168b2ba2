#include "base/escape.h"

#include "base/utf8.h"

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

void
escape_u_character(struct text *t, struct span s)
{
	uint32_t c = (unsigned char)s.p[0] & (0xffu >> (s.n + 1));

	for (size_t i = 1; i < s.n; i++)
		c = c << 6 | ((unsigned char)s.p[i] & 0x3f);
	text_put(t, SPAN("\\u"));
	if (c > 0xffff) {
		text_hex(t, 0xd800 + ((c - 0x10000) >> 10));
		text_put(t, SPAN("\\u"));
		c = 0xdc00 + ((c - 0x10000) & 0x3ff);
	}
	for (uint32_t least = 0x1000; c < least; least >>= 4)
		text_char(t, '0');
	text_hex(t, c);
}

void
escape_json(struct text *t, struct span s)
{
	for (size_t n; s.n > 0; s = span_from(s, n > 0 ? n : 1)) {
		unsigned char c = (unsigned char)*s.p;

		n = utf8_length(s);
		if (n == 0) {
			text_put(t, UTF8_REPLACEMENT);
		} else if (c < ' ' || c == 0x7f) {
			escape_u(t, (char)c);
		} else {
			if (c == '"' || c == '\\')
				text_char(t, '\\');
			text_put(t, (struct span){ s.p, n });
		}
	}
}
