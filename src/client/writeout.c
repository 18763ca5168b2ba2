#include "client/writeout.h"

#include "client/writeout_head.h"

#include <string.h>

/* The variables: first those that are text, then numbers, then times. */
enum what {
	URL_ASKED,
	URL_LAST,
	METHOD,
	FILE_NAME,
	TYPE,
	REDIRECT_URL,
	REFERER,
	SCHEME,
	ADDRESS,
	OWN_ADDRESS,
	ERROR,
	VERSION_,
	CODE,
	CONNECT_CODE,
	REDIRECTS,
	ONE_OR_NONE,
	DOWNLOADED,
	UPLOADED,
	HEADS,
	HEAD_FIELDS,
	ASKED_N,
	SPEED,
	SPEED_UP,
	PORT,
	OWN_PORT,
	WORD_N,
	EXIT,
	VERIFY,
	PROXY_VERIFY,
	T_RESOLVED,
	T_CONNECTED,
	T_SECURED,
	T_FIRST,
	T_TOTAL,
	T_NONE
};
#define FIRST_NUMBER REDIRECTS
#define FIRST_TIME T_RESOLVED

/* The variables, in the order of %{json}. */
static const struct {
	const char *name;
	enum what what;
} names[] = {
	{ "content_type", TYPE },
	{ "errormsg", ERROR },
	{ "exitcode", EXIT },
	{ "filename_effective", FILE_NAME },
	{ "http_code", CODE },
	{ "http_connect", CONNECT_CODE },
	{ "http_version", VERSION_ },
	{ "local_ip", OWN_ADDRESS },
	{ "local_port", OWN_PORT },
	{ "method", METHOD },
	{ "num_connects", ONE_OR_NONE },
	{ "num_headers", HEAD_FIELDS },
	{ "num_redirects", REDIRECTS },
	{ "proxy_ssl_verify_result", PROXY_VERIFY },
	{ "redirect_url", REDIRECT_URL },
	{ "referer", REFERER },
	{ "remote_ip", ADDRESS },
	{ "remote_port", PORT },
	{ "response_code", CODE },
	{ "scheme", SCHEME },
	{ "size_download", DOWNLOADED },
	{ "size_header", HEADS },
	{ "size_request", ASKED_N },
	{ "size_upload", UPLOADED },
	{ "speed_download", SPEED },
	{ "speed_upload", SPEED_UP },
	{ "ssl_verify_result", VERIFY },
	{ "time_appconnect", T_SECURED },
	{ "time_connect", T_CONNECTED },
	{ "time_namelookup", T_RESOLVED },
	{ "time_pretransfer", T_CONNECTED },
	{ "time_redirect", T_NONE },
	{ "time_starttransfer", T_FIRST },
	{ "time_total", T_TOTAL },
	{ "url", URL_ASKED },
	{ "url_effective", URL_LAST },
	{ "urlnum", WORD_N },
};
#define NAMES (sizeof names / sizeof *names)

/* Puts seconds with six decimals. */
static void
put_time(struct text *t, int64_t us)
{
	text_u64(t, (uint64_t)us / 1000000);
	text_char(t, '.');
	text_pad(t, (uint64_t)us % 1000000, 6);
}

static uint64_t
speed(uint64_t bytes, int64_t us)
{
	return us > 0 ? bytes * 1000000 / (uint64_t)us : 0;
}

static struct span
version(long version)
{
	return version == 20   ? SPAN("2")
	       : version == 10 ? SPAN("1.0")
	       : version == 11 ? SPAN("1.1")
			       : SPAN("0");
}

static struct span
known(const char *s)
{
	return span_str(s != NULL ? s : "");
}

static struct span
text_of(enum what what, const struct writeout *w)
{
	switch (what) {
	case URL_ASKED:
		return span_str(w->asked);
	case URL_LAST:
		return span_str(w->result->url);
	case METHOD:
		return span_str(w->method);
	case FILE_NAME:
		return known(w->file);
	case TYPE:
		return w->content_type;
	case REDIRECT_URL:
		return w->redirect;
	case REFERER:
		return known(w->referer);
	case OWN_ADDRESS:
		return span_str(w->result->times.own);
	case SCHEME:
		return span_starts(span_str(w->result->url), SPAN("https:"))
			   ? SPAN("HTTPS")
			   : SPAN("HTTP");
	case ADDRESS:
		return span_str(w->result->times.address);
	case ERROR:
		return known(w->result->why);
	default:
		return version(w->result->times.version);
	}
}

static uint64_t
number_of(enum what what, const struct writeout *w)
{
	const struct transport_outcome *o = &w->result->times;

	switch (what) {
	case REDIRECTS:
		return w->redirects;
	case ONE_OR_NONE:
		return o->total_us > 0;
	case DOWNLOADED:
		return w->body;
	case UPLOADED:
		return o->sent;
	case HEADS:
		return o->head_n;
	case SPEED:
		return speed(w->body, o->total_us);
	case SPEED_UP:
		return speed(o->sent, o->total_us);
	case HEAD_FIELDS:
		return writeout_fields(w->head);
	case ASKED_N:
		return o->request_n;
	case PORT:
		return o->port;
	case OWN_PORT:
		return o->own_port;
	case WORD_N:
		return w->number;
	case VERIFY:
		return o->verify;
	case PROXY_VERIFY:
		return o->proxy_verify;
	case EXIT:
		return (uint64_t)w->code;
	default:
		return 0;
	}
}

static int64_t
time_of(enum what what, const struct transport_outcome *o)
{
	switch (what) {
	case T_RESOLVED:
		return o->resolved_us;
	case T_CONNECTED:
		return o->connected_us;
	case T_SECURED:
		return o->secured_us;
	case T_FIRST:
		return o->first_us;
	case T_TOTAL:
		return o->total_us;
	default:
		return 0;
	}
}

static void
put_variable(struct text *t, enum what what, const struct writeout *w)
{
	if (what >= FIRST_TIME)
		put_time(t, time_of(what, &w->result->times));
	else if (what >= FIRST_NUMBER)
		text_u64(t, number_of(what, w));
	else if (what == CODE || what == CONNECT_CODE)
		text_pad(t,
		    what == CODE ? (uint64_t)w->result->status
				 : w->result->times.connect,
		    3);
	else
		text_put(t, text_of(what, w));
}

/* Puts an object with all variables, for %{json}. */
static void
put_json(struct text *t, const struct writeout *w)
{
	for (size_t i = 0; i < NAMES; i++) {
		enum what what = names[i].what;
		bool code = what == CODE || what == CONNECT_CODE;

		text_put(t, i == 0 ? SPAN("{\"") : SPAN(",\""));
		text_put(t, span_str(names[i].name));
		text_put(t, SPAN("\":"));
		if (code)
			text_u64(t, what == CODE ? (uint64_t)w->result->status
						 : w->result->times.connect);
		else if (what >= FIRST_NUMBER)
			put_variable(t, what, w);
		else if (text_of(what, w).n == 0)
			text_put(t, SPAN("null"));
		else
			writeout_put_json(t, text_of(what, w));
	}
	text_char(t, '}');
}

/* Puts one variable.  Returns false if there is none of this name. */
static bool
put_name(struct text *t, struct span name, const struct writeout *w)
{
	if (span_eq(name, SPAN("json"))) {
		put_json(t, w);
		return true;
	}
	if (span_eq(name, SPAN("header_json"))) {
		writeout_put_head(t, w->head);
		return true;
	}
	for (size_t i = 0; i < NAMES; i++)
		if (span_eq(name, span_str(names[i].name))) {
			put_variable(t, names[i].what, w);
			return true;
		}
	return false;
}

static char
unescape(char c)
{
	return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
}

/*
 * Handles the "%{...}", "%header{...}", "%%" or "\n" that *s begins with.
 * Returns the number of bytes that it takes, and moves *to if it selects
 * another stream.
 */
static size_t
put_special(struct writeout_to *to, struct text **t, struct span s,
    const struct writeout *w)
{
	struct span name, rest;

	if (span_starts(s, SPAN("%{")) &&
	    span_cut(span_from(s, 2), '}', &name, &rest)) {
		if (span_eq(name, SPAN("stderr")))
			*t = to->err;
		else if (span_eq(name, SPAN("stdout")))
			*t = to->out;
		else if (span_eq(name, SPAN("onerror")))
			return w->code == 0 ? s.n : name.n + 3;
		else if (!put_name(*t, name, w))
			to->unknown = name;
		return name.n + 3;
	}
	if (span_starts(s, SPAN("%header{")) &&
	    span_cut(span_from(s, 8), '}', &name, &rest)) {
		text_put(*t, writeout_field(w->head, name));
		return name.n + 9;
	}
	if (span_starts(s, SPAN("%%"))) {
		text_char(*t, '%');
		return 2;
	}
	if (*s.p == '\\' && s.n > 1 && memchr("nrt", s.p[1], 3) != NULL) {
		text_char(*t, unescape(s.p[1]));
		return 2;
	}
	return 0;
}

void
writeout_put(
    struct writeout_to *to, const char *format, const struct writeout *w)
{
	struct text *t = to->out;
	struct span s = span_str(format);

	to->unknown = SPAN("");
	while (s.n > 0) {
		size_t taken = put_special(to, &t, s, w);

		if (taken == 0) {
			text_char(t, *s.p);
			taken = 1;
		}
		s = span_from(s, taken);
	}
}
