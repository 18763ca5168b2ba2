#include "site/shown.h"

#include "base/escape.h"
#include "base/utf8.h"

/*
 * Appends one ASCII character.  A control character is replaced by its picture,
 * from U+2400 on.
 */
static void
put_ascii(struct text *t, unsigned char c)
{
	if (c < ' ' || c == 0x7f) {
		text_put(t, SPAN("\xe2\x90"));
		text_char(t, (char)(c < ' ' ? 0x80 + c : 0xa1));
	} else
		escape_html_char(t, (char)c);
}

/*
 * Returns true if the text begins with U+202D or U+202E, behind which letters
 * stand in another order than they have: "fdp.exe" is shown as "exe.pdf".
 */
static bool
turns(struct span s)
{
	return span_starts(s, SPAN("\xe2\x80\xad")) ||
	       span_starts(s, SPAN("\xe2\x80\xae"));
}

void
shown_put(struct text *t, struct span s)
{
	for (size_t n; s.n > 0; s = span_from(s, n > 0 ? n : 1)) {
		n = utf8_length(s);
		if (n == 0 || turns(s))
			text_put(t, UTF8_REPLACEMENT);
		else if (n == 1)
			put_ascii(t, (unsigned char)*s.p);
		else
			text_put(t, (struct span){ s.p, n });
	}
}

void
shown_put_lines(struct text *t, struct span s)
{
	for (struct span line = s; s.n > 0; s = span_from(s, 1)) {
		bool passes = *s.p == '\n' || *s.p == '\t' || *s.p == '\r';

		if (passes || s.n == 1)
			shown_put(t, (struct span){ line.p,
					 (size_t)(s.p - line.p) + !passes });
		if (!passes)
			continue;
		if (*s.p != '\r')
			text_char(t, *s.p);
		line = span_from(s, 1);
	}
}
