#include "client/writeout.h"

#include <string.h>

/* The variables: first those that are text, then numbers, then times. */
enum what {
	URL_ASKED,
	URL_LAST,
	METHOD,
	FILE_NAME,
	TYPE,
	REDIRECT_URL,
	SCHEME,
	ADDRESS,
	ERROR,
	VERSION_,
	CODE,
	REDIRECTS,
	ONE_OR_NONE,
	DOWNLOADED,
	UPLOADED,
	HEADS,
	SPEED,
	SPEED_UP,
	EXIT,
	NOTHING,
	T_RESOLVED,
	T_CONNECTED,
	T_SECURED,
	T_FIRST,
	T_TOTAL,
	T_NONE
};
#define FIRST_NUMBER REDIRECTS
#define FIRST_TIME T_RESOLVED

static const struct {
	const char *name;
	enum what what;
} names[] = {
	{ "http_code", CODE },
	{ "response_code", CODE },
	{ "url", URL_ASKED },
	{ "url_effective", URL_LAST },
	{ "method", METHOD },
	{ "filename_effective", FILE_NAME },
	{ "content_type", TYPE },
	{ "redirect_url", REDIRECT_URL },
	{ "num_redirects", REDIRECTS },
	{ "num_connects", ONE_OR_NONE },
	{ "size_download", DOWNLOADED },
	{ "size_upload", UPLOADED },
	{ "size_header", HEADS },
	{ "speed_download", SPEED },
	{ "speed_upload", SPEED_UP },
	{ "http_version", VERSION_ },
	{ "scheme", SCHEME },
	{ "remote_ip", ADDRESS },
	{ "exitcode", EXIT },
	{ "errormsg", ERROR },
	{ "ssl_verify_result", NOTHING },
	{ "time_namelookup", T_RESOLVED },
	{ "time_connect", T_CONNECTED },
	{ "time_appconnect", T_SECURED },
	{ "time_pretransfer", T_CONNECTED },
	{ "time_starttransfer", T_FIRST },
	{ "time_total", T_TOTAL },
	{ "time_redirect", T_NONE },
};

/* Seconds with six digits behind the point. */
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
	else if (what == CODE)
		text_pad(t, (uint64_t)w->result->status, 3);
	else
		text_put(t, text_of(what, w));
}

/* False if there is no such variable. */
static bool
put_name(struct text *t, struct span name, const struct writeout *w)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
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

struct span
writeout_put(struct text *t, const char *format, const struct writeout *w)
{
	struct span s = span_str(format), name, rest, unknown = SPAN("");

	while (s.n > 0) {
		size_t taken = 1;

		if (span_starts(s, SPAN("%{")) &&
		    span_cut(span_from(s, 2), '}', &name, &rest)) {
			if (!put_name(t, name, w))
				unknown = name;
			taken = name.n + 3;
		} else if (span_starts(s, SPAN("%%"))) {
			text_char(t, '%');
			taken = 2;
		} else if (*s.p == '\\' && s.n > 1 &&
			   memchr("nrt", s.p[1], 3) != NULL) {
			text_char(t, unescape(s.p[1]));
			taken = 2;
		} else {
			text_char(t, *s.p);
		}
		s = span_from(s, taken);
	}
	return unknown;
}
