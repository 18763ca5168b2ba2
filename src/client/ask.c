#include "client/ask.h"

#include "base/base64.h"
#include "cache/message.h"
#include "client/decode.h"
#include "http/authority.h"
#include "http/target.h"

#include <string.h>

static struct span
base_name(struct span path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return span_from(path, i);
	return path;
}

void
ask_put_host(struct text *t, const struct options *o)
{
	struct span host = span_str(o->host), file = span_str(o->file);

	text_put(t, SPAN("http://"));
	authority_put_host(t, host);
	text_char(t, ':');
	text_put(t, span_str(o->port));
	text_char(t, '/');
	if (o->upload != NULL) {
		target_put_path(
		    t, o->name != NULL ? span_str(o->name) : base_name(file));
		return;
	}
	while (file.n > 0 && *file.p == '/')
		file = span_from(file, 1);
	text_put(t, file);
}

enum uri_answer
ask_url(const struct options *o, struct span word, struct text *t,
    struct span *userinfo)
{
	enum uri_answer answer = uri_normalise(word, t, userinfo);

	/* As with curl, -T file http://host/dir/ sends to /dir/file. */
	if (answer == URI_GOOD && o->upload != NULL &&
	    strcmp(o->upload, "-") != 0 && t->p[t->n - 1] == '/') {
		target_put_path(t, base_name(span_str(o->upload)));
		if (!text_fits(t))
			return URI_BAD;
	}
	return answer;
}

/*
 * Puts user ":" password of -u or of the URL in base64 (RFC 7617), if there is
 * a user.  Returns false if there is not room for them.
 */
static bool
put_basic(struct text *t, const struct options *o, struct span userinfo)
{
	char pair[8192];
	struct text p = TEXT(pair);

	if (o->user != NULL)
		text_put(&p, span_str(o->user));
	else
		uri_put_decoded(&p, userinfo);
	if (!text_fits(&p))
		return false;
	if (p.n == 0)
		return true;
	if (memchr(pair, ':', p.n) == NULL)
		text_char(&p, ':'); /* without a colon the password is empty */
	if (!text_fits(&p))
		return false;
	text_put(t, SPAN("Authorization: Basic "));
	base64_put(t, TEXT_SPAN(p));
	text_put(t, SPAN("\r\n"));
	return text_fits(t);
}

/*
 * Returns true for fields that reveal nothing about the caller, and so may be
 * sent to another origin after a redirect.  Any other field may hold a secret
 * (X-Api-Key, Cookie) or concern the first origin alone (Host).
 */
static bool
is_harmless(struct span name)
{
	static const char *const known[] = { "Accept", "Accept-Charset",
		"Accept-Encoding", "Accept-Language", "Cache-Control",
		"Content-Encoding", "Content-Language", "Content-Type", "DNT",
		"Expect", "If-Match", "If-Modified-Since", "If-None-Match",
		"If-Range", "If-Unmodified-Since", "Pragma", "Priority",
		"Range", "User-Agent" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (span_eq_nocase(name, span_str(known[i])))
			return true;
	return false;
}

/* Returns the name in "Name: value", "Name:" or "Name;". */
static struct span
field_name(struct span line)
{
	struct span name, value;

	if (!span_cut(line, ':', &name, &value) && name.n > 0 &&
	    name.p[name.n - 1] == ';')
		name.n--;
	return name;
}

/*
 * Passes "Name: value".  "Name:" removes a field of libcurl's, and "Name;" has
 * no value.
 */
static void
put_line(struct text *fields, struct text *credentials, struct span line)
{
	struct span name, value;
	struct text *t;

	if (!span_cut(line, ':', &name, &value)) {
		name = field_name(line);
		value = SPAN(" ");
	} else if (span_trim(value).n == 0) {
		value = SPAN(""); /* left out, as for curl */
	}
	t = is_harmless(name) || span_trim(value).n == 0 ? fields : credentials;
	text_put(t, name);
	text_char(t, ':');
	text_put(t, value);
	text_put(t, SPAN("\r\n"));
}

bool
ask_has_field(const struct options *o, struct span want)
{
	for (size_t i = 0; i < o->nfields; i++)
		if (span_eq_nocase(field_name(span_str(o->field[i])), want))
			return true;
	return false;
}

static void
put_directive(struct text *t, struct span name, int64_t seconds)
{
	text_put(t, SPAN("Cache-Control: "));
	text_put(t, name);
	if (seconds != OPTIONS_NONE) {
		text_char(t, '=');
		text_u64(t, (uint64_t)seconds);
	}
	text_put(t, SPAN("\r\n"));
}

/*
 * Puts the Cache-Control of the request, since other caches on the way obey it
 * too (9111 5.2).
 */
static void
put_directives(struct text *t, const struct options *o)
{
	if (o->flags & FLAG_REFRESH)
		put_directive(t, SPAN("no-cache"), OPTIONS_NONE);
	if (o->flags & FLAG_NO_STORE)
		put_directive(t, SPAN("no-store"), OPTIONS_NONE);
	if (o->max_stale == INT32_MAX)
		put_directive(t, SPAN("max-stale"), OPTIONS_NONE);
	else if (o->max_stale != OPTIONS_NONE)
		put_directive(t, SPAN("max-stale"), o->max_stale);
	if (o->min_fresh != OPTIONS_NONE)
		put_directive(t, SPAN("min-fresh"), o->min_fresh);
}

/*
 * Puts the type of the data, unless the caller gives it.  As for curl, one
 * --json is enough, also beside -d and for -G.
 */
static void
put_type(struct text *t, const struct options *o)
{
	bool json = false;

	for (size_t i = 0; i < o->ndata; i++)
		json |= o->data_kind[i] == DATA_OF_JSON;
	if (!json && (o->flags & FLAG_GET))
		return;
	if (!ask_has_field(o, SPAN("Content-Type")))
		message_put_field(t, SPAN("Content-Type"),
		    json ? SPAN("application/json")
			 : SPAN("application/x-www-form-urlencoded"));
	if (json && !ask_has_field(o, SPAN("Accept")))
		message_put_field(t, SPAN("Accept"), SPAN("application/json"));
}

/* Returns false for -C: a part of compressed bytes does not continue a file. */
static bool
wants_coded(const struct options *o)
{
	return (o->flags & FLAG_COMPRESSED) && !(o->flags & FLAG_CONTINUE) &&
	       o->offset == 0;
}

bool
ask_put_fields(struct text *fields, struct text *credentials,
    const struct options *o, struct span userinfo, uint64_t from)
{
	for (size_t i = 0; i < o->nfields; i++)
		put_line(fields, credentials, span_str(o->field[i]));
	put_directives(fields, o);
	if (wants_coded(o) && !ask_has_field(o, SPAN("Accept-Encoding")))
		text_put(
		    fields, SPAN("Accept-Encoding: " DECODE_CODINGS "\r\n"));
	if (o->ndata > 0)
		put_type(fields, o);
	if (from > 0 && !ask_has_field(o, SPAN("Range"))) {
		text_put(fields, SPAN("Range: bytes="));
		text_u64(fields, from);
		text_put(fields, SPAN("-\r\n"));
	}
	if (!ask_has_field(o, SPAN("Authorization")) &&
	    !put_basic(credentials, o, userinfo))
		return false;
	return text_fits(fields) && text_fits(credentials);
}

const char *
ask_method(const struct options *o)
{
	if (o->method != NULL)
		return o->method;
	if (o->flags & FLAG_HEAD)
		return "HEAD";
	if (o->upload != NULL)
		return "PUT";
	if (o->flags & FLAG_GET)
		return "GET";
	for (size_t i = 0; i < o->nsettings; i++)
		if (o->setting[i].key == TRANSPORT_FORM ||
		    o->setting[i].key == TRANSPORT_FORM_STRING)
			return "POST";
	return o->ndata > 0 ? "POST" : "GET";
}

void
ask_put_query(struct text *url, struct span data)
{
	bool asks = memchr(url->p, '?', url->n) != NULL;

	if (data.n == 0 || !text_fits(url))
		return;
	if (!asks || url->p[url->n - 1] != '?')
		text_char(url, asks ? '&' : '?');
	text_put(url, data);
}

static bool
is_of_realm(enum transport_key key)
{
	return key == TRANSPORT_CACERT || key == TRANSPORT_CERT ||
	       key == TRANSPORT_CONNECT_TO || key == TRANSPORT_RESOLVE ||
	       key == TRANSPORT_UNIX_SOCKET || key == TRANSPORT_PROXY ||
	       key == TRANSPORT_NETRC || key == TRANSPORT_NETRC_FILE;
}

bool
ask_put_realm(struct text *t, const struct options *o)
{
	for (size_t i = 0; i < o->nsettings; i++) {
		const struct transport_setting *s = &o->setting[i];

		if (!is_of_realm(s->key))
			continue;
		text_u64(t, s->key);
		text_char(t, '=');
		text_put(t, span_str(s->value));
		text_char(t, '\n');
	}
	return text_fits(t);
}

const char *
ask_setting(const struct options *o, enum transport_key key)
{
	for (size_t i = o->nsettings; i > 0; i--)
		if (o->setting[i - 1].key == key)
			return o->setting[i - 1].value;
	return NULL;
}

unsigned
ask_fetch_flags(const struct options *o, bool to_file, bool goes_on)
{
	unsigned f = o->flags;
	bool stays = (f & FLAG_STAY) || ((f & FLAG_CURL) && !(f & FLAG_FOLLOW));

	return (stays ? FETCH_STAY : 0) |
	       (f & FLAG_INSECURE ? FETCH_INSECURE : 0) |
	       (f & FLAG_COMPRESSED ? FETCH_COMPRESSED : 0) |
	       (f & FLAG_OFFLINE ? FETCH_OFFLINE : 0) |
	       (f & FLAG_HEURISTIC ? FETCH_HEURISTIC : 0) |
	       ((f & FLAG_IF_MODIFIED) && !to_file ? FETCH_IF_MODIFIED : 0) |
	       (goes_on ? FETCH_CONTINUE : 0) |
	       (f & FLAG_IF_MATCH ? FETCH_IF_MATCH : 0) |
	       ((f & FLAG_CURL) && o->method != NULL ? FETCH_KEEP_METHOD : 0) |
	       (f & FLAG_HEAD ? FETCH_HEAD_ONLY : 0) |
	       (f & FLAG_FAIL ? FETCH_FAIL : 0);
}
