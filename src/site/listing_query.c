#include "site/listing_query.h"

#include "base/escape.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "http/uri.h"

static void
decode(struct text *t, struct span value)
{
	struct span piece;
	bool more = value.n > 0;

	while (more) {
		more = span_cut(value, '+', &piece, &value);
		uri_put_decoded(t, piece);
		if (more)
			text_char(t, ' ');
	}
}

/* Returns true if the value of the key names what an upload has left. */
static bool
is_stored(struct span key)
{
	return span_eq(key, SPAN("stored")) || span_eq(key, SPAN("made"));
}

static void
read_word(struct span word, struct listing_query *q, bool *ordered)
{
	struct span key, value;

	(void)span_cut(word, '=', &key, &value);
	if (span_eq(word, SPAN("sort=name")))
		q->key = LISTING_BY_NAME;
	else if (span_eq(word, SPAN("sort=size")))
		q->key = LISTING_BY_SIZE;
	else if (span_eq(word, SPAN("sort=time")))
		q->key = LISTING_BY_TIME;
	else if (span_eq(word, SPAN("order=asc")) ||
		 span_eq(word, SPAN("order=desc"))) {
		*ordered = true;
		q->order = word.n == 9 ? LISTING_UP : LISTING_DOWN;
	} else if (span_eq(word, SPAN("format=html")) ||
		   span_eq(word, SPAN("format=json"))) {
		q->formatted = true;
		q->format = span_eq(word, SPAN("format=html")) ? LISTING_HTML
							       : LISTING_JSON;
	} else if (span_eq(key, SPAN("qr")))
		q->coded = true;
	else if (span_eq(key, SPAN("q")))
		q->filter = value;
	else if (is_stored(key) && q->stored < LISTING_STORED) {
		q->stored++;
		q->made += span_eq(key, SPAN("made"));
	}
}

void
listing_query_read(struct span query, struct listing_query *q)
{
	bool more = query.n > 0, ordered = false;
	struct span word;

	*q = (struct listing_query){ .text = query };
	while (more) {
		more = span_cut(query, '&', &word, &query);
		read_word(word, q, &ordered);
	}
	if (!ordered) /* by default the largest or newest first */
		q->order =
		    q->key == LISTING_BY_NAME ? LISTING_UP : LISTING_DOWN;
}

void
listing_query_put_filter(struct text *t, const struct listing_query *q)
{
	decode(t, q->filter);
}

static bool
begins_with(struct span name, struct span filter)
{
	while (filter.n > 0 && name.n > 0) {
		size_t n, length;

		if (utf8_small(name, &n) != utf8_small(filter, &length))
			return false;
		name = span_from(name, n);
		filter = span_from(filter, length);
	}
	return filter.n == 0;
}

bool
listing_query_takes(const struct listing_query *q, struct span name)
{
	char buf[LISTING_FILTER];
	struct text filter = TEXT(buf);

	if (q->filter.n == 0)
		return true;
	listing_query_put_filter(&filter, q);
	for (; text_fits(&filter) && name.n >= filter.n;
	     name = span_from(name, 1))
		if (begins_with(name, TEXT_SPAN(filter)))
			return true;
	return false;
}

void
listing_query_put_stored(
    struct text *t, const struct listing_query *q, size_t i)
{
	struct span rest = q->text, word, key, value;
	bool more = rest.n > 0;

	while (more) {
		more = span_cut(rest, '&', &word, &rest);
		(void)span_cut(word, '=', &key, &value);
		if (is_stored(key) && i-- == 0) {
			decode(t, value);
			return;
		}
	}
}

bool
listing_query_meet(struct listing_query *q, struct span name)
{
	for (size_t i = 0; i < q->stored; i++) {
		char buf[LIMIT_NAME];
		struct text t = TEXT(buf);

		listing_query_put_stored(&t, q, i);
		if (text_fits(&t) && span_eq(TEXT_SPAN(t), name)) {
			q->found |= UINT32_C(1) << i;
			return true;
		}
	}
	return false;
}

void
listing_query_encode(struct text *t, struct span value)
{
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_')
			text_char(t, c);
		else
			escape_percent(t, c);
	}
}

void
listing_query_put_key(struct text *t, enum listing_key key)
{
	switch (key) {
	case LISTING_BY_NAME:
		text_put(t, SPAN("name"));
		return;
	case LISTING_BY_SIZE:
		text_put(t, SPAN("size"));
		return;
	case LISTING_BY_TIME:
		text_put(t, SPAN("time"));
		return;
	}
}
