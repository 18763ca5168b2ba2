#include "http/disposition.h"

#include "base/limits.h"
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
