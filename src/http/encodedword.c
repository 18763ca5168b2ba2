#include "http/encodedword.h"

#include "base/base64.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "http/octet.h"

struct word {
	struct span charset, encoding, text;
};

/* Takes the word at the front of *s. */
static bool
take(struct span *s, struct word *w)
{
	struct span rest = *s, language;

	if (!span_starts(rest, SPAN("=?")))
		return false;
	rest = span_from(rest, 2);
	if (!span_cut(rest, '?', &w->charset, &rest) ||
	    !span_cut(rest, '?', &w->encoding, &rest) ||
	    !span_cut(rest, '?', &w->text, &rest) || rest.n == 0 ||
	    *rest.p != '=')
		return false;
	(void)span_cut(w->charset, '*', &w->charset, &language);
	*s = span_from(rest, 1);
	return true;
}

static bool
read_q(struct span s, struct text *t)
{
	for (size_t i = 0; i < s.n; i++) {
		int c;

		if (s.p[i] == '_') {
			text_char(t, ' ');
			continue;
		}
		if ((unsigned char)s.p[i] > '~')
			return false; /* the text would have no charset */
		if (s.p[i] != '=') {
			text_char(t, s.p[i]);
			continue;
		}
		c = octet_escaped(span_from(s, i), '=');
		if (c < 0)
			return false;
		text_char(t, (char)c);
		i += 2;
	}
	return true;
}

void
encodedword_put_latin1(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x80)
			text_char(t, (char)(0xc0 | c >> 6));
		text_char(t, c < 0x80 ? (char)c : (char)(0x80 | (c & 0x3f)));
	}
}

static bool
put_word(struct text *t, const struct word *w)
{
	char buf[LIMIT_FIELDS_SIZE];
	struct text bytes = TEXT(buf);
	bool base64 = span_eq_nocase(w->encoding, SPAN("B"));

	if (!base64 && !span_eq_nocase(w->encoding, SPAN("Q")))
		return false;
	if (!(base64 ? base64_read(w->text, &bytes)
		     : read_q(w->text, &bytes)) ||
	    !text_fits(&bytes))
		return false;
	if (span_eq_nocase(w->charset, SPAN("ISO-8859-1")))
		encodedword_put_latin1(t, TEXT_SPAN(bytes));
	else if (span_eq_nocase(w->charset, SPAN("UTF-8")) ||
		 span_eq_nocase(w->charset, SPAN("US-ASCII")))
		text_put(t, TEXT_SPAN(bytes));
	else
		return false;
	return true;
}

bool
encodedword_read(struct span s, struct text *t)
{
	size_t start = t->n;
	bool good = s.n > 0;

	while (good && s.n > 0) {
		struct word w;

		good = take(&s, &w) && put_word(t, &w);
		s = span_trim(s);
	}
	/* A character may span two words, so they are checked together. */
	good = good && text_fits(t) &&
	       utf8_is_all((struct span){ t->p + start, t->n - start });
	if (!good)
		t->n = start;
	return good;
}
