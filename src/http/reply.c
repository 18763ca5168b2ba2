#include "http/reply.h"

#include "http/date.h"
#include "http/status.h"
#include "http/target.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

static void
put_date(struct text *t, int64_t seconds)
{
	date_put(t, seconds);
	PUT(t, "\r\n");
}

void
reply_put_type(struct text *t, struct span type, struct span charset)
{
	text_put(t, type);
	if (charset.n > 0) {
		PUT(t, "; charset=");
		text_put(t, charset);
	}
}

void
reply_put_range(struct text *t, const struct byte_range *range, uint64_t size)
{
	PUT(t, "bytes ");
	text_u64(t, range->first);
	text_char(t, '-');
	text_u64(t, range->first + range->length - 1);
	text_char(t, '/');
	text_u64(t, size);
}

/* Appends the fields that describe the content: 9110 8. */
static void
put_content(struct text *t, const struct reply *r)
{
	if (r->boundary.n > 0) {
		PUT(t, "Content-Type: multipart/byteranges; boundary=");
		text_put(t, r->boundary);
		PUT(t, "\r\n");
	} else if (r->type.n > 0) {
		PUT(t, "Content-Type: ");
		reply_put_type(t, r->type, r->charset);
		PUT(t, "\r\n");
	}
	if (r->type.n > 0 && !r->no_nosniff)
		PUT(t, "X-Content-Type-Options: nosniff\r\n");
	if (r->coding != CODING_IDENTITY) {
		PUT(t, "Content-Encoding: ");
		text_put(t, coding_name(r->coding));
		PUT(t, "\r\n");
	}
	if (r->policy.n > 0) {
		PUT(t, "Content-Security-Policy: ");
		text_put(t, r->policy);
		PUT(t, "\r\n");
	}
	if (r->disposition.n > 0) {
		PUT(t, "Content-Disposition: ");
		text_put(t, r->disposition);
		PUT(t, "\r\n");
	}
	if (r->refresh_s > 0) {
		PUT(t, "Refresh: ");
		text_u64(t, r->refresh_s);
		PUT(t, "\r\n");
	}
	if (r->no_store)
		PUT(t, "Cache-Control: no-store\r\n");
	if (r->no_cache)
		PUT(t, "Cache-Control: no-cache\r\n");
	if (r->cache_control.n > 0 && !r->no_store && !r->no_cache) {
		PUT(t, "Cache-Control: ");
		text_put(t, r->cache_control);
		PUT(t, "\r\n");
	}
	if (r->varies.n > 0) {
		PUT(t, "Vary: ");
		text_put(t, r->varies);
		PUT(t, "\r\n");
	}
	if (r->chunked)
		PUT(t, "Transfer-Encoding: chunked\r\n");
	if (r->has_length) {
		PUT(t, "Content-Length: ");
		text_u64(t, r->length);
		PUT(t, "\r\n");
	}
}

static void
put_range(struct text *t, const struct reply *r)
{
	if (r->accepts_ranges)
		PUT(t, "Accept-Ranges: bytes\r\n");
	switch (r->range_kind) {
	case REPLY_NO_RANGE:
		return;
	case REPLY_RANGE:
		PUT(t, "Content-Range: ");
		reply_put_range(t, &r->range, r->complete_length);
		break;
	case REPLY_UNSATISFIED:
		PUT(t, "Content-Range: bytes */");
		text_u64(t, r->complete_length);
		break;
	}
	PUT(t, "\r\n");
}

static void
put_validators(struct text *t, const struct reply *r)
{
	if (r->has_modified) {
		PUT(t, "Last-Modified: ");
		put_date(t, r->modified);
	}
	if (r->etag.opaque.n > 0) {
		PUT(t, "ETag: ");
		etag_put(t, &r->etag);
		PUT(t, "\r\n");
	}
}

static void
put_origin(struct text *t, const struct reply *r, text_form *put)
{
	put(t, SPAN("https://"));
	put(t, r->host);
	if (r->port != 0) {
		text_char(t, ':');
		text_u64(t, r->port);
	}
}

void
reply_put_target(struct text *t, const struct reply *r, text_form *put)
{
	if (r->locates == REPLY_TO_HTTPS)
		put_origin(t, r, put);
	put(t, r->locates == REPLY_TO_URI ? r->uri : SPAN("/"));
	target_put_path_as(t, r->location, put);
	if (r->uri_slash)
		text_char(t, '/');
	if (r->location_name.n > 0) {
		if (r->location.n > 0)
			text_char(t, '/');
		target_put_path_as(t, r->location_name, put);
	} else if (r->locates == REPLY_TO_DIRECTORY && r->location.n > 0)
		text_char(t, '/');
	if (r->has_query) {
		text_char(t, '?');
		put(t, r->query);
	}
	put(t, r->fragment);
}

static void
put_location(struct text *t, const struct reply *r)
{
	if (r->locates == REPLY_NOWHERE)
		return;
	if (r->content_located)
		PUT(t, "Content-Location: ");
	else
		PUT(t, "Location: ");
	reply_put_target(t, r, text_put);
	PUT(t, "\r\n");
}

/*
 * Appends a realm, which is a quoted-string (11.5).  It is ASCII, so that all
 * browsers show the same text.
 */
static void
put_challenge(struct text *t, struct span realm)
{
	PUT(t, "WWW-Authenticate: Basic realm=\"");
	for (size_t i = 0; i < realm.n; i++) {
		char c = realm.p[i];

		if (c == '"' || c == '\\')
			text_char(t, '\\');
		text_char(t, c >= ' ' && c <= '~' ? c : '?');
	}
	PUT(t, "\", charset=\"UTF-8\"\r\n");
}

/*
 * Appends the fields that tell the peer something about this request or the
 * next.
 */
static void
put_demands(struct text *t, const struct reply *r)
{
	if (r->authenticate)
		put_challenge(t, r->realm.n > 0 ? r->realm : SPAN("minihttp"));
	if (r->refuses_coding)
		PUT(t, "Accept-Encoding: identity\r\n");
	if (r->returns_representation)
		PUT(t, "Preference-Applied: return=representation\r\n");
}

/* Appends the operator's fields, whose contents config/rule has checked. */
static void
put_added(struct text *t, const struct reply *r)
{
	for (size_t i = 0; i < 64; i++) {
		const struct field *f = &r->added[i];

		if (!(r->added_set >> i & 1) || f->value.n == 0)
			continue;
		text_put(t, f->name);
		PUT(t, ": ");
		text_put(t, f->value);
		PUT(t, "\r\n");
	}
}

static void
put_connection(struct text *t, enum reply_connection connection)
{
	switch (connection) {
	case REPLY_PERSISTS:
		return;
	case REPLY_KEEPS:
		PUT(t, "Connection: keep-alive\r\n");
		return;
	case REPLY_CLOSES:
		PUT(t, "Connection: close\r\n");
		return;
	}
}

void
reply_head(struct text *t, const struct reply *r)
{
	PUT(t, "HTTP/1.1 ");
	text_pad(t, (uint64_t)r->status, 3);
	text_char(t, ' ');
	text_put(t, status_reason(r->status));
	PUT(t, "\r\nDate: ");
	put_date(t, r->date);
	text_put(t, r->passed);
	put_content(t, r);
	put_range(t, r);
	put_validators(t, r);
	if (r->digest != NULL) {
		PUT(t, "Repr-Digest: ");
		digest_put(t, r->digest_kind, r->digest);
		PUT(t, "\r\n");
	}
	if (r->has_allow) {
		PUT(t, "Allow: ");
		method_put_set(t, r->allow);
		PUT(t, "\r\n");
	}
	put_location(t, r);
	if (r->upload != NULL)
		resumable_put(t, r->upload);
	put_demands(t, r);
	if (r->retry_after_s > 0) {
		PUT(t, "Retry-After: ");
		text_u64(t, r->retry_after_s);
		PUT(t, "\r\n");
	}
	if (r->added_set != 0)
		put_added(t, r);
	put_connection(t, r->connection);
	PUT(t, "\r\n");
}
