#include "http/parameter.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "http/encodedword.h"
#include "http/octet.h"

struct span
parameter_main(struct span value)
{
	struct span main, rest;

	(void)span_cut(value, ';', &main, &rest);
	return span_trim(main);
}

/* Takes the quoted string at the front of *s; *value is the text between. */
static bool
take_quoted(struct span *s, struct span *value)
{
	size_t n = 1;

	while (n < s->n && s->p[n] != '"')
		n += s->p[n] == '\\' && n + 1 < s->n && s->p[n + 1] == '"' ? 2
									   : 1;
	if (n >= s->n)
		return false;
	*value = (struct span){ s->p + 1, n - 1 };
	*s = span_from(*s, n + 1);
	return true;
}

static size_t
token_length(struct span s)
{
	size_t n = 0;

	while (n < s.n && octet_is(s.p[n], OCTET_TOKEN))
		n++;
	return n;
}

/*
 * Takes the next "; name=value" off the front of *s; a quoted value loses its
 * quotes.  Returns false at the end, or if the parameter is malformed.
 */
static bool
next(struct span *s, struct span *name, struct span *value)
{
	*s = span_trim(*s);
	while (s->n > 0 && *s->p == ';') /* empty parameters are allowed */
		*s = span_trim(span_from(*s, 1));
	*name = (struct span){ s->p, token_length(*s) };
	*s = span_from(*s, name->n);
	if (name->n == 0 || s->n < 2 || *s->p != '=')
		return false;
	*s = span_from(*s, 1);
	if (*s->p == '"') {
		if (!take_quoted(s, value))
			return false;
	} else {
		*value = (struct span){ s->p, token_length(*s) };
		*s = span_from(*s, value->n);
		if (value->n == 0)
			return false;
	}
	*s = span_trim(*s);
	return s->n == 0 || *s->p == ';';
}

static bool
find(struct span field, struct span name, struct span *value)
{
	struct span main, rest, key;

	if (!span_cut(field, ';', &main, &rest))
		return false;
	while (next(&rest, &key, value))
		if (span_eq_nocase(key, name))
			return true;
	return false;
}

bool
parameter_find(struct span field, struct span name, struct text *t)
{
	struct span value;

	if (!find(field, name, &value))
		return false;
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '\\' && i + 1 < value.n &&
		    value.p[i + 1] == '"')
			i++;
		text_char(t, value.p[i]);
	}
	return true;
}

/* RFC 8187 3.2.1: bytes beyond ASCII must be escaped. */
static bool
decode(struct span s, struct text *t)
{
	for (size_t i = 0; i < s.n; i++) {
		int c;

		if ((unsigned char)s.p[i] > '~')
			return false;
		if (s.p[i] != '%') {
			text_char(t, s.p[i]);
			continue;
		}
		c = octet_escaped(span_from(s, i), '%');
		if (c < 0)
			return false;
		text_char(t, (char)c);
		i += 2;
	}
	return text_fits(t);
}

bool
parameter_find_extended(struct span field, struct span name, struct text *t)
{
	char buf[LIMIT_FIELDS_SIZE], key_buf[32];
	struct text bytes = TEXT(buf), key = TEXT(key_buf);
	struct span value, charset, language;

	text_put(&key, name);
	text_char(&key, '*');
	if (!text_fits(&key) || !find(field, TEXT_SPAN(key), &value) ||
	    !span_cut(value, '\'', &charset, &value) ||
	    !span_cut(value, '\'', &language, &value) || !decode(value, &bytes))
		return false;
	if (span_eq_nocase(charset, SPAN("ISO-8859-1")))
		encodedword_put_latin1(t, TEXT_SPAN(bytes));
	else if (span_eq_nocase(charset, SPAN("UTF-8")) &&
		 utf8_is_all(TEXT_SPAN(bytes)))
		text_put(t, TEXT_SPAN(bytes));
	else
		return false;
	return true;
}
