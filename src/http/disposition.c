#include "http/disposition.h"

#include "base/escape.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "http/encodedword.h"
#include "http/parameter.h"

/*
 * Undoes the escapes that browsers use in a name, and no others (HTML,
 * 4.10.21.8).
 */
static char
escaped(struct span s)
{
	if (span_starts(s, SPAN("%22")))
		return '"';
	if (span_starts(s, SPAN("%0D")))
		return '\r';
	return span_starts(s, SPAN("%0A")) ? '\n' : '\0';
}

bool
disposition_filename(struct span value, struct text *t)
{
	char buf[LIMIT_FIELDS_SIZE];
	struct text plain = TEXT(buf);

	if (parameter_find_extended(value, SPAN("filename"), t))
		return true; /* RFC 6266 4.3: filename* is preferred */
	/* An unreadable filename* still shows that the part is a file. */
	if ((!parameter_find(value, SPAN("filename"), &plain) &&
		!parameter_find(value, SPAN("filename*"), &plain)) ||
	    !text_fits(&plain))
		return false;
	if (encodedword_read(TEXT_SPAN(plain), t))
		return true;
	for (struct span s = TEXT_SPAN(plain); s.n > 0;) {
		char c = escaped(s);

		text_char(t, c != '\0' ? c : *s.p);
		s = span_from(s, c != '\0' ? 3 : 1);
	}
	return true;
}

struct span
disposition_base_name(struct span name)
{
	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
			return span_from(name, i);
	return name;
}

/* RFC 9110 5.6.4, without the quote and the backslash: some read them wrong. */
static bool
is_plain(char c)
{
	return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '%';
}

/* RFC 8187 3.2.1: attr-char, less what nobody needs. */
static bool
is_attribute(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

void
disposition_put_attachment(struct text *t, struct span name)
{
	bool plain = true;

	text_put(t, SPAN("attachment; filename=\""));
	for (size_t i = 0; i < name.n; i++) {
		plain = plain && is_plain(name.p[i]);
		text_char(t, is_plain(name.p[i]) ? name.p[i] : '_');
	}
	text_char(t, '"');
	if (plain || !utf8_is_all(name))
		return;
	text_put(t, SPAN("; filename*=UTF-8''"));
	for (size_t i = 0; i < name.n; i++)
		if (is_attribute(name.p[i]))
			text_char(t, name.p[i]);
		else
			escape_percent(t, name.p[i]);
}
