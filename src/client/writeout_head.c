#include "client/writeout_head.h"

#include "base/escape.h"

#include <string.h>

/* Takes the next field line off *head. */
static bool
next_field(struct span *head, struct span *name, struct span *value)
{
	struct span line;

	while (head->n > 0) {
		(void)span_cut(*head, '\n', &line, head);
		if (span_cut(line, ':', name, value) &&
		    !span_starts(line, SPAN("HTTP/"))) {
			*value = span_trim(*value);
			while (value->n > 0 && value->p[value->n - 1] == '\r')
				value->n--;
			return true;
		}
	}
	return false;
}

size_t
writeout_fields(struct span head)
{
	struct span name, value;
	size_t n = 0;

	while (next_field(&head, &name, &value))
		n++;
	return n;
}

struct span
writeout_field(struct span head, struct span want)
{
	struct span name, value;

	while (next_field(&head, &name, &value))
		if (span_eq_nocase(name, want))
			return value;
	return SPAN("");
}

void
writeout_put_json(struct text *t, struct span s)
{
	text_char(t, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\') {
			text_char(t, '\\');
			text_char(t, s.p[i]);
		} else if (c < ' ' || c == 0x7f) {
			escape_u(t, s.p[i]);
		} else {
			text_char(t, s.p[i]);
		}
	}
	text_char(t, '"');
}

static void
put_lower(struct text *t, struct span name)
{
	text_char(t, '"');
	for (size_t i = 0; i < name.n; i++)
		text_char(t, name.p[i] >= 'A' && name.p[i] <= 'Z'
				 ? (char)(name.p[i] | 0x20)
				 : name.p[i]);
	text_char(t, '"');
}

/* Returns true if an earlier line has the same name. */
static bool
is_repeated(struct span head, struct span name)
{
	struct span one, value;

	while (next_field(&head, &one, &value) && one.p != name.p)
		if (span_eq_nocase(one, name))
			return true;
	return false;
}

static void
put_values(struct text *t, struct span rest, struct span name)
{
	struct span one, value;

	while (next_field(&rest, &one, &value))
		if (span_eq_nocase(one, name)) {
			text_char(t, ',');
			writeout_put_json(t, value);
		}
}

void
writeout_put_head(struct text *t, struct span head)
{
	struct span rest = head, name, value;
	bool first = true;

	text_char(t, '{');
	while (next_field(&rest, &name, &value)) {
		if (is_repeated(head, name))
			continue;
		text_put(t, first ? SPAN("") : SPAN(",\n"));
		first = false;
		put_lower(t, name);
		text_put(t, SPAN(":["));
		writeout_put_json(t, value);
		put_values(t, rest, name);
		text_char(t, ']');
	}
	text_put(t, SPAN("\n}"));
}
