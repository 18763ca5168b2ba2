#include "site/accesslog.h"

#include "base/limits.h"
#include "http/date.h"

/*
 * Room for each quotation, escapes included: the worst case, four bytes for
 * one, of the three together leaves 512 bytes for the rest of the line.
 */
#define LINE_ROOM 2048
#define REST_ROOM ((LIMIT_LOG_LINE - 512 - LINE_ROOM) / 2)

static void
put_byte(struct text *t, unsigned char c)
{
	static const char digit[] = "0123456789abcdef";

	if (c == '"' || c == '\\') {
		text_char(t, '\\');
		text_char(t, (char)c);
	} else if (c < ' ' || c > '~') {
		text_put(t, SPAN("\\x"));
		text_char(t, digit[c >> 4]);
		text_char(t, digit[c & 15]);
	} else
		text_char(t, (char)c);
}

static void
put_quoted(struct text *t, struct span s, size_t room)
{
	size_t most = t->n + room - 8; /* the quotes, one escape, the dots */

	text_char(t, '"');
	if (s.n == 0)
		text_char(t, '-');
	for (size_t i = 0; i < s.n; i++) {
		if (t->n > most) {
			text_put(t, SPAN("..."));
			break;
		}
		put_byte(t, (unsigned char)s.p[i]);
	}
	text_char(t, '"');
}

static void
put_time(struct text *t, int64_t seconds)
{
	struct date d;

	date_split(seconds, &d);
	text_put(t, SPAN(" - - ["));
	text_pad(t, d.day, 2);
	text_char(t, '/');
	text_put(t, date_month_name(d.month));
	text_char(t, '/');
	text_pad(t, (uint64_t)d.year, 4);
	text_char(t, ':');
	date_put_time(t, &d);
	text_put(t, SPAN(" +0000] "));
}

void
accesslog_put(struct text *t, const struct exchange *x)
{
	address_put(t, x->peer);
	put_time(t, x->time_s);
	put_quoted(t, x->line, LINE_ROOM);
	text_char(t, ' ');
	text_pad(t, (uint64_t)x->status, 3);
	text_char(t, ' ');
	text_u64(t, x->bytes);
	text_char(t, ' ');
	put_quoted(t, x->referer, REST_ROOM);
	text_char(t, ' ');
	put_quoted(t, x->agent, REST_ROOM);
	text_char(t, ' ');
	text_u64(t, x->duration_us > 0 ? (uint64_t)x->duration_us : 0);
	text_char(t, ' ');
	text_put(t, refusal_name(x->why));
	text_char(t, '\n');
}
