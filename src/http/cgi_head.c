#include "http/cgi_head.h"

#include "http/field.h"

size_t
cgi_head_find(struct span bytes)
{
	struct span line, rest = bytes;

	while (span_cut(rest, '\n', &line, &rest))
		if (line.n == 0 || span_eq(line, SPAN("\r")))
			return bytes.n - rest.n;
	return 0;
}

/*
 * 6.3.3: reads three digits.  A reason phrase may follow, and is replaced by
 * the server's own.
 */
static bool
parse_status(struct span value, int *out)
{
	struct span code, reason;
	uint64_t n;

	(void)span_cut(value, ' ', &code, &reason);
	if (code.n != 3 || !span_u64(code, &n) || n < 200 || n > 599)
		return false;
	*out = (int)n;
	return true;
}

/*
 * Returns whether a field is for the server, or could contradict how the
 * connection works.  The server also sends Date itself, because the response is
 * made now.
 */
static bool
is_ours(struct span name)
{
	static const char list[][20] = { "Connection", "Content-Length", "Date",
		"Keep-Alive", "Proxy-Connection", "Status", "TE", "Trailer",
		"Transfer-Encoding", "Upgrade" };
	struct span start = { name.p, name.n < 6 ? name.n : 6 };

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (span_eq_nocase(name, span_str(list[i])))
			return true;
	return span_eq_nocase(start, SPAN("X-CGI-"));
}

/*
 * Records which of the three fields of RFC 3875 were seen, and whether others
 * were.
 */
struct seen {
	bool type, status, length, location;
	size_t others;
	struct span place;
};

/* Returns false if the field is repeated or its value is invalid. */
static bool
take(const struct field *f, struct seen *seen, struct cgi_head *out)
{
	bool *which = NULL;

	if (span_eq_nocase(f->name, SPAN("Content-Type")))
		which = &seen->type;
	else if (span_eq_nocase(f->name, SPAN("Status")))
		which = &seen->status;
	else if (span_eq_nocase(f->name, SPAN("Location")))
		which = &seen->location;
	else if (span_eq_nocase(f->name, SPAN("Content-Length")))
		which = &seen->length;
	if (which == NULL) {
		seen->others++;
		return true;
	}
	if (*which || f->value.n == 0)
		return false;
	*which = true;
	if (which == &seen->status)
		return parse_status(f->value, &out->status);
	if (which == &seen->location)
		seen->place = f->value;
	if (which == &seen->length)
		out->has_length = span_u64(f->value, &out->length);
	return which != &seen->length || out->has_length;
}

static void
put_field(struct text *t, const struct field *f)
{
	text_put(t, f->name);
	text_put(t, SPAN(": "));
	text_put(t, f->value);
	text_put(t, SPAN("\r\n"));
}

/*
 * Returns whether the head is a local redirect: its only field is a Location
 * with a path of this server.
 */
static bool
is_local(const struct seen *seen)
{
	return seen->location && !seen->type && !seen->status &&
	       seen->others == 0 && *seen->place.p == '/' &&
	       !span_starts(seen->place, SPAN("//"));
}

bool
cgi_head_parse(struct span head, struct text *fields, struct cgi_head *out)
{
	struct cgi_head h = { .kind = CGI_HEAD_ANSWER };
	struct seen seen = { 0 };
	struct span line;

	while (span_cut(head, '\n', &line, &head)) {
		struct field f;

		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (line.n == 0)
			break;
		if (field_parse(line, &f) != REFUSE_NOT || !take(&f, &seen, &h))
			return false;
		if (!is_ours(f.name))
			put_field(fields, &f);
	}
	if (!seen.type && !seen.status && !seen.location)
		return false; /* 6.2: one of them is required */
	if (h.status == 0)
		h.status = seen.location ? 302 : 200; /* 6.2.3, 6.3.3 */
	if (is_local(&seen)) {
		h.kind = CGI_HEAD_LOCAL;
		h.location = seen.place;
	}
	*out = h;
	return true;
}

bool
cgi_head_is_bare(int status)
{
	return status == 204 || status == 304;
}
