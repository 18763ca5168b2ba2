#include "daemon/journal_entry.h"

#include "base/record.h"

/*
 * A value's name in site/accesslog, the field of the journal, and whether
 * MESSAGE contains it.
 */
static const struct known {
	const char *name, *field;
	bool shown;
} known[] = {
	{ "HTTP_METHOD", "MINIHTTP_METHOD=", true },
	{ "HTTP_TARGET", "MINIHTTP_PATH=", true },
	{ "HTTP_STATUS", "MINIHTTP_STATUS=", true },
	{ "HTTP_BYTES", "MINIHTTP_BYTES=", true },
	{ "HTTP_REMOTE", "MINIHTTP_REMOTE=", true },
	{ "HTTP_REFUSAL", "MINIHTTP_REFUSAL=", true },
	{ "HTTP_USER", "MINIHTTP_USER=", false },
	{ "HTTP_DURATION_US", "MINIHTTP_DURATION_USEC=", false },
	{ "HTTP_VERSION", "MINIHTTP_VERSION=", false },
	{ "HTTP_HOST", "MINIHTTP_HOST=", false },
	{ "HTTP_VHOST", "MINIHTTP_VHOST=", false },
	{ "HTTP_TLS", "MINIHTTP_TLS=", false },
	{ "HTTP_CIPHER", "MINIHTTP_CIPHER=", false },
	{ "HTTP_SERVER_NAME", "MINIHTTP_SERVER_NAME=", false },
	{ "HTTP_CLIENT_NAME", "MINIHTTP_CLIENT_NAME=", false },
	{ "HTTP_CLIENT_SUBJECT", "MINIHTTP_CLIENT_SUBJECT=", false },
	{ "HTTP_REFERER", "MINIHTTP_REFERER=", false },
	{ "HTTP_USER_AGENT", "MINIHTTP_USER_AGENT=", false },
};

#define KNOWN (sizeof known / sizeof *known)

/* Makes a field from what was written to t since start. */
static void
close_field(struct journal_entry *e, struct text *t, size_t start)
{
	if (!text_fits(t) || e->n == JOURNAL_ENTRY_FIELDS)
		return;
	e->field[e->n].iov_base = t->p + start;
	e->field[e->n].iov_len = t->n - start;
	e->n++;
}

static void
add(struct journal_entry *e, struct text *t, struct span field,
    struct span value)
{
	size_t start = t->n;

	text_put(t, field);
	text_put(t, value);
	close_field(e, t, start);
}

/* Adds a field, with the escapes of the record undone. */
static void
add_value(struct journal_entry *e, struct text *t, struct span field,
    struct span value)
{
	size_t start = t->n;

	text_put(t, field);
	if (record_value(t, value))
		close_field(e, t, start);
}

/* Splits a target into its path and, after its question mark, a query. */
static void
add_target(struct journal_entry *e, struct text *t, struct span target)
{
	struct span path, query;
	bool has_query = span_cut(target, '?', &path, &query);

	add_value(e, t, SPAN("MINIHTTP_PATH="), path);
	if (has_query)
		add_value(e, t, SPAN("MINIHTTP_QUERY="), query);
}

static void
add_known(struct journal_entry *e, struct text *t, size_t i, struct span value)
{
	if (span_eq(span_str(known[i].name), SPAN("HTTP_TARGET")))
		add_target(e, t, value);
	else
		add_value(e, t, span_str(known[i].field), value);
}

/* Puts the message, in which values stand as they do in the record. */
static void
add_message(struct journal_entry *e, struct text *t, const struct span *value)
{
	size_t start = t->n;

	text_put(t, SPAN("MESSAGE="));
	for (size_t i = 0; i < KNOWN; i++)
		if (known[i].shown && value[i].n > 0) {
			if (t->n > start + 8)
				text_char(t, ' ');
			text_put(t, value[i]);
		}
	close_field(e, t, start);
}

void
journal_entry_make(struct journal_entry *e, struct span line)
{
	struct text t = TEXT(e->room);
	struct span fields, name, value, seen[KNOWN] = { { 0 } };
	enum record_answer answer = RECORD_BAD;

	e->n = 0;
	add(e, &t, SPAN("SYSLOG_IDENTIFIER="), SPAN("minihttp"));
	if (record_open(line, &fields))
		while ((answer = record_next(&fields, &name, &value)) ==
		       RECORD_FIELD)
			for (size_t i = 0; i < KNOWN; i++)
				if (span_eq(name, span_str(known[i].name)))
					seen[i] = value;
	if (answer != RECORD_END) {
		add(e, &t, SPAN("PRIORITY="), SPAN("3"));
		add(e, &t, SPAN("MESSAGE="), line);
		return;
	}
	add(e, &t, SPAN("PRIORITY="), SPAN("6"));
	add_message(e, &t, seen);
	for (size_t i = 0; i < KNOWN; i++)
		if (seen[i].n > 0)
			add_known(e, &t, i, seen[i]);
}
