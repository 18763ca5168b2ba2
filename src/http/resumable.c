#include "http/resumable.h"

#include "base/base64.h"
#include "http/checksum.h"
#include "http/date.h"
#include "http/parameter.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

#define DIGITS 15 /* RFC 9651 3.3.1 */
#define QUERY SPAN("upload=")
#define PROBLEM "https://iana.org/assignments/http-problem-types#"

/* Reads a field that is one item, and leaves its parameters out. */
static bool
read_item(const struct fields *fields, struct span name, struct span *item)
{
	if (!field_only(fields, name, item))
		return false;
	*item = span_trim(parameter_main(*item));
	return true;
}

/* Reads a field that is one integer, perhaps with parameters. */
static bool
read_number(const struct fields *fields, struct span name, uint64_t *out)
{
	struct span item;

	return read_item(fields, name, &item) && item.n <= DIGITS &&
	       span_u64(item, out);
}

/* Reads a field that is one truth value. */
static bool
read_truth(const struct fields *fields, struct span name, bool *out)
{
	struct span item;

	if (!read_item(fields, name, &item))
		return false;
	*out = span_eq(item, SPAN("?1"));
	return *out || span_eq(item, SPAN("?0"));
}

void
resumable_read(const struct fields *fields, struct resumable_wish *w)
{
	uint64_t number = 0;
	struct span version;

	*w = (struct resumable_wish){ .dialect = RESUMABLE_DRAFT };
	if (field_count(fields, SPAN("Tus-Resumable")) > 0) {
		w->dialect = RESUMABLE_OF_TUS;
		w->foreign =
		    !field_only(fields, SPAN("Tus-Resumable"), &version) ||
		    !span_eq(version, SPAN(RESUMABLE_TUS));
		w->defers =
		    read_number(fields, SPAN("Upload-Defer-Length"), &number) &&
		    number == 1;
		w->concats = field_count(fields, SPAN("Upload-Concat")) > 0;
	} else {
		w->has_complete =
		    read_truth(fields, SPAN("Upload-Complete"), &w->complete);
		w->interim =
		    read_number(fields, SPAN("Upload-Draft-Interop-Version"),
			&number) &&
		    number == RESUMABLE_INTEROP;
	}
	w->has_offset = read_number(fields, SPAN("Upload-Offset"), &w->offset);
	w->has_length = read_number(fields, SPAN("Upload-Length"), &w->length);
}

enum method
resumable_method(enum method sent, const struct fields *fields)
{
	enum method meant = sent;
	struct span value;

	if (sent == METHOD_POST &&
	    field_count(fields, SPAN("Tus-Resumable")) > 0 &&
	    field_only(fields, SPAN("X-HTTP-Method-Override"), &value))
		meant = method_parse(value);
	return meant == METHOD_PATCH || meant == METHOD_DELETE ? meant : sent;
}

static void
put_line(struct text *t, struct span name, uint64_t number)
{
	text_put(t, name);
	PUT(t, ": ");
	text_u64(t, number);
	PUT(t, "\r\n");
}

static uint64_t
most_of(uint64_t n)
{
	return n < RESUMABLE_MOST ? n : RESUMABLE_MOST;
}

static void
put_limit(struct text *t, const struct resumable_state *s)
{
	PUT(t, "Upload-Limit: max-size=");
	text_u64(t, most_of(s->max_size));
	if (s->max_age_s > 0) {
		PUT(t, ", max-age=");
		text_u64(t, most_of(s->max_age_s));
	}
	PUT(t, "\r\n");
}

/* Appends the fields that only tus has. */
static void
put_tus(struct text *t, const struct resumable_state *s)
{
	PUT(t, "Tus-Resumable: " RESUMABLE_TUS "\r\n");
	if (s->metadata.n > 0) {
		PUT(t, "Upload-Metadata: ");
		text_put(t, s->metadata);
		PUT(t, "\r\n");
	}
	if (s->expires_s > 0) {
		PUT(t, "Upload-Expires: ");
		date_put(t, s->expires_s);
		PUT(t, "\r\n");
	}
}

/* An answer to OPTIONS speaks both protocols: the peer has not chosen one. */
static void
put_offer(struct text *t, const struct resumable_state *s)
{
	PUT(t, "Accept-Patch: " RESUMABLE_TYPE ", " RESUMABLE_TUS_TYPE "\r\n"
	       "Tus-Version: " RESUMABLE_TUS "\r\n"
	       "Tus-Extension: creation,creation-with-upload,"
	       "creation-defer-length,checksum,expiration,termination\r\n"
	       "Tus-Checksum-Algorithm: " CHECKSUM_ALGORITHMS "\r\n");
	if (s->dialect != RESUMABLE_OF_TUS)
		PUT(t, "Tus-Resumable: " RESUMABLE_TUS "\r\n");
	put_line(t, SPAN("Tus-Max-Size"), s->max_size);
}

void
resumable_put(struct text *t, const struct resumable_state *s)
{
	bool tus = s->dialect == RESUMABLE_OF_TUS;

	if (s->interim)
		put_line(
		    t, SPAN("Upload-Draft-Interop-Version"), RESUMABLE_INTEROP);
	if (s->has_complete && !tus) {
		PUT(t, "Upload-Complete: ?");
		text_char(t, s->complete ? '1' : '0');
		PUT(t, "\r\n");
	}
	if (s->has_offset)
		put_line(t, SPAN("Upload-Offset"), s->offset);
	if (s->has_length)
		put_line(t, SPAN("Upload-Length"), s->length);
	if (s->has_limit && !tus)
		put_limit(t, s);
	if (s->offers)
		put_offer(t, s);
	if (tus)
		put_tus(t, s);
}

void
resumable_put_problem(struct text *t, enum resumable_problem problem,
    uint64_t expected, uint64_t provided)
{
	PUT(t, "{\"type\":\"" PROBLEM);
	switch (problem) {
	case RESUMABLE_MISMATCHING_OFFSET:
		PUT(t, "mismatching-upload-offset\",\"title\":"
		       "\"The offset of the request is not that of the "
		       "upload.\",\"expected-offset\":");
		text_u64(t, expected);
		PUT(t, ",\"provided-offset\":");
		text_u64(t, provided);
		PUT(t, "}\n");
		return;
	case RESUMABLE_COMPLETED:
		PUT(t, "completed-upload\",\"title\":"
		       "\"The upload is already complete.\"}\n");
		return;
	case RESUMABLE_INCONSISTENT_LENGTH:
		PUT(t, "inconsistent-upload-length\",\"title\":"
		       "\"The lengths of the upload contradict each "
		       "other.\"}\n");
		return;
	}
}

bool
resumable_find_token(struct span query, struct span *token)
{
	if (query.n != QUERY.n + RESUMABLE_TOKEN || !span_starts(query, QUERY))
		return false;
	*token = span_from(query, QUERY.n);
	for (size_t i = 0; i < token->n; i++) {
		char c = token->p[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

bool
resumable_find_name(struct span metadata, struct text *t)
{
	size_t before = t->n;
	struct span pair, key;

	for (bool more = metadata.n > 0; more;) {
		more = span_cut(metadata, ',', &pair, &metadata);
		if (!span_cut(span_trim(pair), ' ', &key, &pair) ||
		    !span_eq(key, SPAN("filename")))
			continue;
		if (base64_read(span_trim(pair), t) && text_fits(t) &&
		    t->n > before)
			return true;
		t->n = before;
		return false;
	}
	return false;
}
