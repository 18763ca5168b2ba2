#include "base/record.h"

#include "base/escape.h"

#define RS '\x1e'
#define US '\x1f'

void
record_begin(struct text *t)
{
	text_char(t, RS);
}

void
record_end(struct text *t)
{
	text_char(t, '\n');
}

static void
put_byte(struct text *t, unsigned char c)
{
	if (c == '\\')
		text_put(t, SPAN("\\\\"));
	else if (c < ' ' || c > '~')
		escape_x(t, (char)c);
	else
		text_char(t, (char)c);
}

void
record_put(struct text *t, struct span name, struct span value, size_t room)
{
	size_t most;

	text_put(t, name);
	text_char(t, '=');
	most = t->n + room - 7; /* room for one escape and the dots */
	for (size_t i = 0; i < value.n; i++) {
		if (t->n > most) {
			text_put(t, SPAN("..."));
			break;
		}
		put_byte(t, (unsigned char)value.p[i]);
	}
	text_char(t, US);
}

bool
record_open(struct span line, struct span *fields)
{
	if (line.n == 0 || *line.p != RS)
		return false;
	*fields = span_from(line, 1);
	if (fields->n > 0 && fields->p[fields->n - 1] == '\n')
		fields->n--;
	return true;
}

static bool
is_name(struct span s)
{
	if (s.n == 0 || s.n > RECORD_NAME_MAX || *s.p < 'A' || *s.p > 'Z')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < 'A' || s.p[i] > 'Z') &&
		    (s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '_')
			return false;
	return true;
}

enum record_answer
record_next(struct span *fields, struct span *name, struct span *value)
{
	struct span field, rest;

	if (fields->n == 0)
		return RECORD_END;
	/* no separator: the line was truncated here */
	if (!span_cut(*fields, US, &field, &rest) ||
	    !span_cut(field, '=', name, value) || !is_name(*name))
		return RECORD_BAD;
	for (size_t i = 0; i < value->n; i++)
		if (value->p[i] < ' ' || value->p[i] > '~')
			return RECORD_BAD;
	*fields = rest;
	return RECORD_FIELD;
}

/* Returns 0 to 15 for a lower-case hexadecimal digit, else 16. */
static unsigned
hex(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 16;
}

bool
record_value(struct text *t, struct span s)
{
	while (s.n > 0) {
		size_t used = 1;
		char c = *s.p;

		if (c == '\\' && s.n >= 2 && s.p[1] == '\\')
			used = 2;
		else if (c == '\\') {
			if (s.n < 4 || s.p[1] != 'x' || hex(s.p[2]) > 15 ||
			    hex(s.p[3]) > 15)
				return false;
			c = (char)(hex(s.p[2]) << 4 | hex(s.p[3]));
			used = 4;
		}
		text_char(t, c);
		s = span_from(s, used);
	}
	return true;
}
