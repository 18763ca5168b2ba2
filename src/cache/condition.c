#include "cache/condition.h"

#include "http/etag.h"

static bool
tag_of(const struct message *m, struct etag *tag)
{
	struct span value;

	return field_only(&m->fields, SPAN("ETag"), &value) &&
	       etag_parse(value, tag);
}

static bool
date_of(const struct message *m, struct span *value)
{
	int64_t ignored;

	return message_date(&m->fields, SPAN("Last-Modified"), 0, &ignored) &&
	       field_only(&m->fields, SPAN("Last-Modified"), value);
}

/*
 * Returns whether the date is a strong validator: once a second has passed
 * since the last change, no later change can have the same date (9110 8.8.2.2).
 */
static bool
date_is_strong(const struct message *m)
{
	int64_t changed, date;

	return message_date(&m->fields, SPAN("Last-Modified"), 0, &changed) &&
	       message_date(&m->fields, SPAN("Date"), 0, &date) &&
	       date > changed;
}

bool
condition_is_strong(const struct message *m)
{
	struct etag tag;

	if (field_count(&m->fields, SPAN("ETag")) > 0)
		return tag_of(m, &tag) && !tag.weak;
	return date_is_strong(m);
}

bool
condition_same_strong(const struct message *a, const struct message *b)
{
	struct etag ta, tb;
	struct span da, db;

	if (tag_of(a, &ta) && tag_of(b, &tb))
		return etag_strong_match(&ta, &tb);
	if (field_count(&a->fields, SPAN("ETag")) > 0 ||
	    field_count(&b->fields, SPAN("ETag")) > 0)
		return false;
	return date_is_strong(a) && date_is_strong(b) && date_of(a, &da) &&
	       date_of(b, &db) && span_eq(da, db);
}

static void
put_tags(struct text *t, const struct entry *e, size_t n, size_t *nominated)
{
	struct etag tag;

	for (size_t i = 0; i < n; i++) {
		/*
		 * 4.3.2: an entry that holds only a part does not stand for the
		 * whole.
		 */
		if (!entry_is_complete(&e[i]) || !tag_of(&e[i].message, &tag))
			continue;
		text_put(
		    t, *nominated == 0 ? SPAN("If-None-Match: ") : SPAN(", "));
		etag_put(t, &tag);
		++*nominated;
	}
	if (*nominated > 0)
		text_put(t, SPAN("\r\n"));
}

void
condition_put(
    struct text *t, const struct entry *e, size_t n, size_t *nominated)
{
	struct span date;

	*nominated = 0;
	put_tags(t, e, n, nominated);
	/* 4.3.1: a date can validate only a single entry. */
	if (n == 1 && entry_is_complete(e) && date_of(&e->message, &date)) {
		message_put_field(t, SPAN("If-Modified-Since"), date);
		*nominated = 1;
	}
}

bool
condition_put_resume(struct text *t, const struct entry *e)
{
	struct etag tag;
	struct span value;

	if (e->first != 0 || e->held == 0 || entry_is_complete(e) ||
	    e->flags & ENTRY_CODED || !condition_is_strong(&e->message))
		return false;
	text_put(t, SPAN("Range: bytes="));
	text_u64(t, e->held);
	text_put(t, SPAN("-\r\nIf-Range: "));
	if (tag_of(&e->message, &tag))
		etag_put(t, &tag);
	else if (date_of(&e->message, &value))
		text_put(t, value);
	text_put(t, SPAN("\r\n"));
	return true;
}

/* Returns the complete response that has this tag, compared weakly. */
static size_t
find_tag(const struct entry *e, size_t n, const struct etag *want)
{
	struct etag tag;

	for (size_t i = 0; i < n; i++)
		if (entry_is_complete(&e[i]) && tag_of(&e[i].message, &tag) &&
		    (want->weak ? etag_weak_match(&tag, want)
				: etag_strong_match(&tag, want)))
			return i;
	return n;
}

static size_t
find_date(const struct entry *e, size_t n, struct span want)
{
	struct span date;

	for (size_t i = 0; i < n; i++)
		if (entry_is_complete(&e[i]) && date_of(&e[i].message, &date) &&
		    span_eq(date, want))
			return i;
	return n;
}

size_t
condition_identify(
    const struct entry *e, size_t n, const struct message *m, size_t nominated)
{
	struct etag tag;
	struct span date;
	size_t i;

	if (tag_of(m, &tag))
		return find_tag(e, n, &tag);
	if (date_of(m, &date))
		return find_date(e, n, date);
	for (i = 0; i < n && nominated == 1; i++)
		if (entry_is_complete(&e[i]) &&
		    (tag_of(&e[i].message, &tag) ||
			date_of(&e[i].message, &date)))
			return i;
	return n;
}

bool
condition_head_matches(const struct entry *e, const struct message *head)
{
	struct span a, b;
	uint64_t length;

	if (field_only(&head->fields, SPAN("ETag"), &a) &&
	    !(field_only(&e->message.fields, SPAN("ETag"), &b) &&
		span_eq(a, b)))
		return false;
	if (field_only(&head->fields, SPAN("Last-Modified"), &a) &&
	    !(field_only(&e->message.fields, SPAN("Last-Modified"), &b) &&
		span_eq(a, b)))
		return false;
	return e->flags & ENTRY_CODED ||
	       !field_only(&head->fields, SPAN("Content-Length"), &a) ||
	       (span_u64(a, &length) && length == e->whole);
}

bool
condition_content_range(
    const struct fields *fields, struct condition_range *out)
{
	struct span value, unit, rest, range, whole, first, last;
	uint64_t from, to, all = ENTRY_UNKNOWN;

	if (!field_only(fields, SPAN("Content-Range"), &value) ||
	    !span_cut(value, ' ', &unit, &rest) ||
	    !span_eq_nocase(unit, SPAN("bytes")) ||
	    !span_cut(rest, '/', &range, &whole) ||
	    !span_cut(range, '-', &first, &last) || !span_u64(first, &from) ||
	    !span_u64(last, &to) || to < from || to >= INT64_MAX)
		return false;
	if (!span_eq(whole, SPAN("*")) &&
	    (!span_u64(whole, &all) || all <= to || all > INT64_MAX))
		return false;
	*out = (struct condition_range){ from, to - from + 1, all };
	return true;
}

uint64_t
condition_unsatisfied(const struct fields *fields)
{
	struct span value, unit, rest;
	uint64_t n;

	return field_only(fields, SPAN("Content-Range"), &value) &&
		       span_cut(value, ' ', &unit, &rest) &&
		       span_eq_nocase(unit, SPAN("bytes")) &&
		       span_starts(rest, SPAN("*/")) &&
		       span_u64(span_from(rest, 2), &n)
		   ? n
		   : ENTRY_UNKNOWN;
}
