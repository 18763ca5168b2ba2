#include "cache/storing.h"

#include "cache/entry.h"
#include "http/date.h"

/*
 * The fields of the connection (9110 7.6.1), and those in which a proxy on the
 * way described itself (9111 3.1).
 */
static const char of_connection[][26] = { "Connection", "Keep-Alive",
	"Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info",
	"Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding",
	"Upgrade" };

static bool
is_of_connection(const struct fields *fields, struct span name)
{
	for (size_t i = 0; i < sizeof of_connection / sizeof *of_connection;
	     i++)
		if (span_eq_nocase(name, span_str(of_connection[i])))
			return true;
	return field_lists(fields, SPAN("Connection"), name);
}

/* Set-Cookie holds a secret, which must not lie on a disk (9111 7.3). */
static bool
is_cookie(struct span name)
{
	return span_eq_nocase(name, SPAN("Set-Cookie")) ||
	       span_eq_nocase(name, SPAN("Set-Cookie2"));
}

static bool
is_of_length(struct span name)
{
	return span_eq_nocase(name, SPAN("Content-Length")) ||
	       span_eq_nocase(name, SPAN("Content-Range"));
}

static void
put_status_line(struct text *t, const struct message *m)
{
	text_put(t, m->status_line);
	text_put(t, SPAN("\r\n"));
}

static void
put_date(struct text *t, const struct fields *fields, int64_t now)
{
	char date[32];
	struct text d = TEXT(date);

	if (field_count(fields, SPAN("Date")) > 0)
		return;
	date_put(&d, now);
	message_put_field(t, SPAN("Date"), TEXT_SPAN(d));
}

static void
put_number_field(struct text *t, struct span name, uint64_t v)
{
	char digit[20];
	struct text d = TEXT(digit);

	text_u64(&d, v);
	message_put_field(t, name, TEXT_SPAN(d));
}

void
storing_put(struct text *t, const struct message *m, enum storing_body body,
    uint64_t whole, int64_t now)
{
	if (body == STORING_PART)
		text_put(t, SPAN("HTTP/1.1 200 OK\r\n"));
	else
		put_status_line(t, m);
	for (size_t i = 0; i < m->fields.n; i++) {
		struct field f = field_at(&m->fields, i);

		if (is_of_connection(&m->fields, f.name) || is_cookie(f.name) ||
		    (body != STORING_AS_SENT && is_of_length(f.name)))
			continue;
		message_put_field(t, f.name, f.value);
	}
	if (body == STORING_PART && whole != ENTRY_UNKNOWN)
		put_number_field(t, SPAN("Content-Length"), whole);
	put_date(t, &m->fields, now);
}

/*
 * Returns whether the field of an update replaces the stored one (3.2 and its
 * exceptions).
 */
static bool
is_updating(const struct fields *update, struct span name)
{
	return !is_of_connection(update, name) && !is_of_length(name) &&
	       !is_cookie(name) &&
	       !span_eq_nocase(name, SPAN("Content-Encoding"));
}

/*
 * Returns whether the field described only the old message.  The stored Age and
 * Date are dropped even if the update has neither.
 */
static bool
is_of_message(struct span name)
{
	return span_eq_nocase(name, SPAN("Age")) ||
	       span_eq_nocase(name, SPAN("Date"));
}

void
storing_put_update(struct text *t, const struct message *stored,
    const struct message *update, int64_t now)
{
	put_status_line(t, stored);
	for (size_t i = 0; i < stored->fields.n; i++) {
		struct field f = field_at(&stored->fields, i);

		if (is_of_message(f.name) || is_cookie(f.name) ||
		    (is_updating(&update->fields, f.name) &&
			field_count(&update->fields, f.name) > 0))
			continue;
		message_put_field(t, f.name, f.value);
	}
	for (size_t i = 0; i < update->fields.n; i++) {
		struct field f = field_at(&update->fields, i);

		if (is_updating(&update->fields, f.name))
			message_put_field(t, f.name, f.value);
	}
	put_date(t, &update->fields, now);
}

static void
put_range(struct text *t, const struct storing_range *r)
{
	char value[80];
	struct text v = TEXT(value);

	text_put(&v, SPAN("bytes "));
	text_u64(&v, r->first);
	text_char(&v, '-');
	text_u64(&v, r->first + r->length - 1);
	text_char(&v, '/');
	text_u64(&v, r->whole);
	message_put_field(t, SPAN("Content-Range"), TEXT_SPAN(v));
	put_number_field(t, SPAN("Content-Length"), r->length);
}

void
storing_put_served(struct text *t, const struct message *stored,
    const struct storing_range *range, int64_t age)
{
	if (range != NULL)
		text_put(t, SPAN("HTTP/1.1 206 Partial Content\r\n"));
	else
		put_status_line(t, stored);
	for (size_t i = 0; i < stored->fields.n; i++) {
		struct field f = field_at(&stored->fields, i);

		if ((age >= 0 && span_eq_nocase(f.name, SPAN("Age"))) ||
		    (range != NULL && is_of_length(f.name)))
			continue;
		message_put_field(t, f.name, f.value);
	}
	if (range != NULL)
		put_range(t, range);
	if (age >= 0)
		put_number_field(t, SPAN("Age"), (uint64_t)age);
}
