#include "cache/message.h"

#include "http/date.h"

static struct span
cut_line(struct span *s)
{
	struct span line;

	(void)span_cut(*s, '\n', &line, s);
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

bool
message_parse_fields(struct span lines, struct fields *fields)
{
	fields_init(fields, lines.p);
	if (lines.n > LIMIT_MESSAGE)
		return false;
	while (lines.n > 0) {
		struct span line = cut_line(&lines);
		struct field f;

		if (line.n > 0 && field_parse(line, &f) == REFUSE_NOT &&
		    !fields_add(fields, &f))
			return false;
	}
	return true;
}

/* Reads "HTTP/1.1 200 OK" or "HTTP/2 200". */
static bool
parse_status(struct span line, int *status)
{
	struct span version, code, reason;
	uint64_t v;

	(void)span_cut(line, ' ', &version, &code);
	(void)span_cut(code, ' ', &code, &reason);
	if (!span_starts(version, SPAN("HTTP/")) || code.n != 3 ||
	    !span_u64(code, &v) || v < 100)
		return false;
	*status = (int)v;
	return true;
}

bool
message_parse(struct span head, struct message *m)
{
	m->status_line = cut_line(&head);
	return parse_status(m->status_line, &m->status) &&
	       message_parse_fields(head, &m->fields);
}

enum message_length
message_length(const struct fields *fields, uint64_t *n)
{
	struct span list, item;
	uint64_t one, all = 0;
	bool any = false;

	for (size_t i = 0;
	     field_next(fields, SPAN("Content-Length"), &i, &list);) {
		bool some = false;

		while (field_list_next(&list, &item)) {
			if (!span_u64(item, &one) || (any && one != all))
				return MESSAGE_BAD_LENGTH;
			all = one;
			any = some = true;
		}
		if (!some)
			return MESSAGE_BAD_LENGTH;
	}
	if (any)
		*n = all;
	return any ? MESSAGE_LENGTH : MESSAGE_NO_LENGTH;
}

void
message_put_field(struct text *t, struct span name, struct span value)
{
	text_put(t, name);
	text_put(t, SPAN(": "));
	text_put(t, value);
	text_put(t, SPAN("\r\n"));
}

/* Writes each word with a capital, and GMT in capitals, as the grammar does. */
static struct span
put_case(char *out, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		char before = i > 0 ? s.p[i - 1] | 0x20 : ' ';

		if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
			c = (char)(before >= 'a' && before <= 'z' ? c | 0x20
								  : c & ~0x20);
		out[i] = c;
	}
	if (s.n > 3 && span_eq_nocase(span_from(s, s.n - 3), SPAN("GMT")))
		for (size_t i = s.n - 3; i < s.n; i++)
			out[i] = (char)(s.p[i] & ~0x20);
	return (struct span){ out, s.n };
}

bool
message_date(const struct fields *fields, struct span name, int64_t now,
    int64_t *seconds)
{
	struct span value, first = { NULL, 0 };
	char buf[64];

	for (size_t i = 0; field_next(fields, name, &i, &value);) {
		if (first.p == NULL)
			first = value;
		else if (!span_eq(first, value))
			return false;
	}
	return first.p != NULL && first.n <= sizeof buf &&
	       date_parse(put_case(buf, first), now, seconds);
}
