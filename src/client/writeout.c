#include "client/writeout.h"

#include <string.h>

enum what {
	CODE,
	URL_ASKED,
	URL_LAST,
	METHOD,
	FILE_NAME,
	TYPE,
	REDIRECT_URL,
	REDIRECTS,
	DOWNLOADED,
	UPLOADED,
	HEADS,
	SPEED,
	SPEED_UP,
	VERSION_,
	SCHEME,
	ADDRESS,
	EXIT,
	ERROR,
	NOTHING,
	ONE_OR_NONE,
	T_RESOLVED,
	T_CONNECTED,
	T_SECURED,
	T_FIRST,
	T_TOTAL,
	T_NONE
};

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

static void
put_version(struct text *t, long version)
{
	text_put(t, version == 20   ? SPAN("2")
		    : version == 10 ? SPAN("1.0")
		    : version == 11 ? SPAN("1.1")
				    : SPAN("0"));
}

static void
put_code(struct text *t, int status)
{
	if (status == 0)
		text_put(t, SPAN("000"));
	else
		text_u64(t, (uint64_t)status);
}

static void
put_variable(struct text *t, enum what what, const struct writeout *w)
{
	const struct transport_outcome *o = &w->result->times;

	switch (what) {
	case CODE:
		put_code(t, w->result->status);
		break;
	case URL_ASKED:
		text_put(t, span_str(w->asked));
		break;
	case URL_LAST:
		text_put(t, span_str(w->result->url));
		break;
	case METHOD:
		text_put(t, span_str(w->method));
		break;
	case FILE_NAME:
		text_put(t, span_str(w->file != NULL ? w->file : ""));
		break;
	case TYPE:
		text_put(t, w->content_type);
		break;
	case REDIRECT_URL:
		text_put(t, w->redirect);
		break;
	case REDIRECTS:
		text_u64(t, w->redirects);
		break;
	case ONE_OR_NONE:
		text_u64(t, o->total_us > 0);
		break;
	case DOWNLOADED:
		text_u64(t, w->body);
		break;
	case UPLOADED:
		text_u64(t, o->sent);
		break;
	case HEADS:
		text_u64(t, o->head_n);
		break;
	case SPEED:
		text_u64(t, speed(w->body, o->total_us));
		break;
	case SPEED_UP:
		text_u64(t, speed(o->sent, o->total_us));
		break;
	case VERSION_:
		put_version(t, o->version);
		break;
	case SCHEME:
		text_put(
		    t, span_starts(span_str(w->result->url), SPAN("https:"))
			   ? SPAN("HTTPS")
			   : SPAN("HTTP"));
		break;
	case ADDRESS:
		text_put(t, span_str(o->address));
		break;
	case EXIT:
		text_u64(t, (uint64_t)w->code);
		break;
	case ERROR:
		text_put(
		    t, span_str(w->result->why != NULL ? w->result->why : ""));
		break;
	case NOTHING:
		text_u64(t, 0);
		break;
	case T_RESOLVED:
		put_time(t, o->resolved_us);
		break;
	case T_CONNECTED:
		put_time(t, o->connected_us);
		break;
	case T_SECURED:
		put_time(t, o->secured_us);
		break;
	case T_FIRST:
		put_time(t, o->first_us);
		break;
	case T_TOTAL:
		put_time(t, o->total_us);
		break;
	case T_NONE:
		put_time(t, 0);
		break;
	}
}

static void
put_name(struct text *t, struct span name, const struct writeout *w)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (span_eq(name, span_str(names[i].name)))
			put_variable(t, names[i].what, w);
}

static char
unescape(char c)
{
	return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
}

void
writeout_put(struct text *t, const char *format, const struct writeout *w)
{
	struct span s = span_str(format), name, rest;

	while (s.n > 0) {
		size_t taken = 1;

		if (span_starts(s, SPAN("%{")) &&
		    span_cut(span_from(s, 2), '}', &name, &rest)) {
			put_name(t, name, w);
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
}
