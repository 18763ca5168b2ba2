#include "site/accesslog.h"

#include "base/escape.h"
#include "base/limits.h"
#include "base/record.h"
#include "base/utf8.h"
#include "http/date.h"
#include "site/vhost.h"

#include <string.h>

/*
 * Room for each value, including escapes.  The rest of the line is for numbers,
 * names and quotes.
 */
#define METHOD_ROOM 200 /* or bytes that are not a request */
#define USER_ROOM 136
#define TARGET_ROOM 1464
#define VERSION_ROOM 32
#define HOST_ROOM 272
#define VHOST_ROOM 272
#define REFERER_ROOM 600
#define AGENT_ROOM 600
#define TLS_ROOM 32
#define CIPHER_ROOM 80
#define SUBJECT_ROOM 600
_Static_assert(METHOD_ROOM + USER_ROOM + TARGET_ROOM + VERSION_ROOM +
		       HOST_ROOM + VHOST_ROOM + REFERER_ROOM + AGENT_ROOM +
		       512 <=
		   LIMIT_LOG_LINE,
    "a line fits");

/* The ways to write a byte that needs an escape. */
enum escape { ESCAPE_X, ESCAPE_U, ESCAPE_WORD /* without a space */ };

/* The parts of the request line; target and version may be empty. */
struct request_line {
	struct span method, target, version;
};

static void
put_byte(struct text *t, unsigned char c, enum escape how)
{
	if (c == '"' || c == '\\') {
		text_char(t, '\\');
		text_char(t, (char)c);
	} else if (c < ' ' || c > '~' || (c == ' ' && how == ESCAPE_WORD)) {
		if (how == ESCAPE_U)
			escape_u(t, (char)c);
		else
			escape_x(t, (char)c);
	} else
		text_char(t, (char)c);
}

static void
put_escaped(struct text *t, struct span s, size_t room, enum escape how)
{
	size_t most = t->n + room - 9; /* room for one escape and the dots */

	for (size_t i = 0; i < s.n; i++) {
		if (t->n > most) {
			text_put(t, SPAN("..."));
			break;
		}
		put_byte(t, (unsigned char)s.p[i], how);
	}
}

static struct span
without_query(struct span s)
{
	struct span head, tail;

	/* without a "?" the head is all of s */
	(void)span_cut(s, '?', &head, &tail);
	return head;
}

static void
split_line(const struct conf *conf, struct span line, struct request_line *r)
{
	struct span rest;
	size_t at;

	(void)span_cut(line, ' ', &r->method, &rest);
	for (at = rest.n; at > 0 && rest.p[at - 1] != ' ';)
		at--;
	r->version = span_from(rest, at);
	if (span_starts(r->version, SPAN("HTTP/")))
		rest.n = at > 0 ? at - 1 : 0;
	else
		r->version.n = 0;
	r->target = rest;
	if (!conf->log_query) {
		r->method = without_query(r->method);
		r->target = without_query(r->target);
	}
}

static uint64_t
duration(const struct exchange *x)
{
	return x->duration_us > 0 ? (uint64_t)x->duration_us : 0;
}

/* Appends "[21/Nov/2026:10:00:00 +0000] ". */
static void
put_common_time(struct text *t, int64_t seconds)
{
	struct date d;

	date_split(seconds, &d);
	text_char(t, '[');
	text_pad(t, d.day, 2);
	text_char(t, '/');
	text_put(t, date_month_name(d.month));
	text_char(t, '/');
	text_pad(t, (uint64_t)d.year, 4);
	text_char(t, ':');
	date_put_time(t, &d);
	text_put(t, SPAN(" +0000] "));
}

/* A password names the user; without one, the certificate of the client does.
 */
static struct span
user_of(const struct exchange *x)
{
	if (x->user.n > 0)
		return x->user;
	return x->tls != NULL && x->tls->client_name.n > 0 ? x->tls->client_name
							   : SPAN("-");
}

static void
put_common(
    struct text *t, const struct exchange *x, const struct request_line *r)
{
	address_put(t, x->peer);
	text_put(t, SPAN(" - "));
	put_escaped(t, user_of(x), USER_ROOM, ESCAPE_WORD);
	text_char(t, ' ');
	put_common_time(t, x->time_s);
	text_char(t, '"');
	put_escaped(
	    t, r->method.n > 0 ? r->method : SPAN("-"), METHOD_ROOM, ESCAPE_X);
	if (r->target.n > 0)
		text_char(t, ' ');
	put_escaped(t, r->target, TARGET_ROOM, ESCAPE_X);
	if (r->version.n > 0)
		text_char(t, ' ');
	put_escaped(t, r->version, VERSION_ROOM, ESCAPE_X);
	text_put(t, SPAN("\" "));
	text_pad(t, (uint64_t)x->status, 3);
	text_char(t, ' ');
	text_u64(t, x->bytes);
}

/* Appends a space, and the value in quotes. */
static void
put_quoted(struct text *t, struct span s, size_t room)
{
	text_put(t, SPAN(" \""));
	put_escaped(t, s.n > 0 ? s : SPAN("-"), room, ESCAPE_X);
	text_char(t, '"');
}

static void
put_combined(
    struct text *t, const struct exchange *x, const struct request_line *r)
{
	put_common(t, x, r);
	put_quoted(t, x->referer, REFERER_ROOM);
	put_quoted(t, x->agent, AGENT_ROOM);
	text_char(t, ' ');
	text_u64(t, duration(x));
	text_char(t, ' ');
	text_put(t, refusal_name(x->why));
}

/*
 * Appends "example.org:80 ": the host that served the request, and the port
 * that the Host field named.
 */
static void
put_vhost(struct text *t, const struct exchange *x)
{
	bool literal =
	    x->vhost.n > 0 && memchr(x->vhost.p, ':', x->vhost.n) != NULL;

	if (literal)
		text_char(t, '[');
	put_escaped(
	    t, x->vhost.n > 0 ? x->vhost : SPAN("-"), VHOST_ROOM, ESCAPE_X);
	if (literal)
		text_char(t, ']');
	text_char(t, ':');
	put_escaped(t, vhost_port(x->authority), VERSION_ROOM, ESCAPE_X);
	text_char(t, ' ');
}

/*
 * Appends one field of a json or journal line, under the name that the journal
 * uses.
 */
static void
put_record(struct text *t, struct span name, struct span value, size_t room)
{
	char buf[RECORD_NAME_MAX];
	struct text upper = TEXT(buf);

	text_put(&upper, SPAN("HTTP_"));
	for (size_t i = 0; i < name.n; i++)
		text_char(&upper, name.p[i] >= 'a' && name.p[i] <= 'z'
				      ? (char)(name.p[i] - 'a' + 'A')
				      : name.p[i]);
	record_put(t, TEXT_SPAN(upper), value, room);
}

/*
 * Appends what stands between the quotes of a JSON string, in ASCII.  A byte
 * that is not UTF-8 is written as the character of its number.
 */
static void
put_string(struct text *t, struct span s, size_t room)
{
	size_t most = t->n + room - 15; /* room for two escapes and the dots */

	for (size_t n; s.n > 0; s = span_from(s, n > 1 ? n : 1)) {
		if (t->n > most) {
			text_put(t, SPAN("..."));
			break;
		}
		n = utf8_length(s);
		if (n > 1)
			escape_u_character(t, (struct span){ s.p, n });
		else
			put_byte(t, (unsigned char)*s.p, ESCAPE_U);
	}
}

static void
put_json(struct text *t, struct span name, struct span value, size_t room)
{
	text_put(t, SPAN(",\""));
	text_put(t, name);
	text_put(t, SPAN("\":\""));
	put_string(t, value, room);
	text_char(t, '"');
}

static void
put_field(struct text *t, const struct conf *conf, struct span name,
    struct span value, size_t room)
{
	if (value.n == 0)
		return;
	if (conf->log_format == CONF_FORMAT_JOURNAL)
		put_record(t, name, value, room);
	else
		put_json(t, name, value, room);
}

static void
put_number(
    struct text *t, const struct conf *conf, struct span name, uint64_t value)
{
	char buf[24];
	struct text number = TEXT(buf);

	text_u64(&number, value);
	if (conf->log_format == CONF_FORMAT_JOURNAL) {
		put_record(t, name, TEXT_SPAN(number), sizeof buf + 8);
		return;
	}
	text_put(t, SPAN(",\""));
	text_put(t, name);
	text_put(t, SPAN("\":"));
	text_put(t, TEXT_SPAN(number));
}

/* Puts the time.  It is the first field, so no comma precedes it. */
static void
put_when(struct text *t, const struct conf *conf, int64_t seconds)
{
	char buf[32];
	struct text when = TEXT(buf);

	date_put_iso(&when, seconds);
	if (conf->log_format == CONF_FORMAT_JOURNAL) {
		record_begin(t);
		put_record(t, SPAN("time"), TEXT_SPAN(when), sizeof buf + 8);
		return;
	}
	text_put(t, SPAN("{\"time\":\""));
	text_put(t, TEXT_SPAN(when));
	text_char(t, '"');
}

/* Puts a field, unless the long values before it have left no room for it. */
static void
put_if_room(struct text *t, const struct conf *conf, struct span name,
    struct span value, size_t room)
{
	if (t->n + name.n + room + 32 <= LIMIT_LOG_LINE)
		put_field(t, conf, name, value, room);
}

static void
put_tls(struct text *t, const struct conf *conf, const struct proxy_tls *tls)
{
	/* a proxy that names no protocol has at least used TLS */
	put_if_room(t, conf, SPAN("tls"),
	    tls->protocol.n > 0 ? tls->protocol : SPAN("yes"), TLS_ROOM);
	put_if_room(t, conf, SPAN("cipher"), tls->cipher, CIPHER_ROOM);
	put_if_room(t, conf, SPAN("server_name"), tls->server_name, HOST_ROOM);
	put_if_room(t, conf, SPAN("client_name"), tls->client_name, HOST_ROOM);
	put_if_room(
	    t, conf, SPAN("client_subject"), tls->client_subject, SUBJECT_ROOM);
}

static void
put_fields(struct text *t, const struct conf *conf, const struct exchange *x,
    const struct request_line *r)
{
	char buf[64];
	struct text remote = TEXT(buf);
	struct span why = refusal_name(x->why);

	if (x->peer->family != ADDRESS_NONE)
		address_put(&remote, x->peer);
	if (x->why == REFUSE_NOT)
		why.n = 0;
	put_when(t, conf, x->time_s);
	put_field(t, conf, SPAN("remote"), TEXT_SPAN(remote), sizeof buf + 8);
	put_field(t, conf, SPAN("user"), x->user, USER_ROOM);
	put_field(t, conf, SPAN("method"), r->method, METHOD_ROOM);
	put_field(t, conf, SPAN("target"), r->target, TARGET_ROOM);
	put_field(t, conf, SPAN("version"), r->version, VERSION_ROOM);
	put_number(t, conf, SPAN("status"), (uint64_t)x->status);
	put_number(t, conf, SPAN("bytes"), x->bytes);
	put_number(t, conf, SPAN("duration_us"), duration(x));
	put_field(t, conf, SPAN("refusal"), why, VERSION_ROOM);
	put_field(t, conf, SPAN("host"), x->host, HOST_ROOM);
	put_field(t, conf, SPAN("vhost"), x->vhost, VHOST_ROOM);
	put_field(t, conf, SPAN("referer"), x->referer, REFERER_ROOM);
	put_field(t, conf, SPAN("user_agent"), x->agent, AGENT_ROOM);
	if (x->tls != NULL)
		put_tls(t, conf, x->tls);
	if (conf->log_format != CONF_FORMAT_JOURNAL)
		text_char(t, '}');
}

void
accesslog_put(
    struct text *t, const struct conf *conf, const struct exchange *exchange)
{
	struct exchange x = *exchange;
	struct request_line r;

	split_line(conf, x.line, &r);
	if (!conf->log_query)
		x.referer = without_query(x.referer);
	switch (conf->log_format) {
	case CONF_FORMAT_COMMON:
		put_common(t, &x, &r);
		break;
	case CONF_FORMAT_COMBINED:
		put_combined(t, &x, &r);
		break;
	case CONF_FORMAT_VHOST:
		put_vhost(t, &x);
		put_combined(t, &x, &r);
		break;
	case CONF_FORMAT_JSON:
	case CONF_FORMAT_JOURNAL:
		put_fields(t, conf, &x, &r);
		break;
	}
	text_char(t, '\n');
}
