#include "stats/visitors.h"

#include "base/escape.h"
#include "base/visible.h"
#include "stats/column.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

static bool
is_cut(const struct popular_row *r)
{
	return r->length > POPULAR_NAME;
}

static void
table_row(struct text *t, const struct popular_row *r)
{
	column_count(t, r->seen);
	column_size(t, r->bytes);
	visible_put(t, popular_name(r));
	if (is_cut(r))
		PUT(t, "...");
	if (r->inherited > 0) {
		PUT(t, " (perhaps ");
		text_u64(t, r->inherited);
		PUT(t, " more)");
	}
	text_char(t, '\n');
}

static void
table_begin(struct text *t, const struct visitors *v)
{
	column_count(t, v->requests);
	PUT(t, "requests in the log\n");
	if (v->other_lines > 0) {
		column_count(t, v->other_lines);
		PUT(t, "other lines\n");
	}
	PUT(t, "\n    requests        bytes visitor\n");
}

static void
json_string(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			text_char(t, '\\');
		if (s.p[i] < ' ' || s.p[i] > '~')
			escape_u(t, s.p[i]);
		else
			text_char(t, s.p[i]);
	}
}

static void
json_row(struct text *t, const struct popular_row *r, bool first)
{
	text_put(t, first ? SPAN("\n{\"name\":\"") : SPAN(",\n{\"name\":\""));
	json_string(t, popular_name(r));
	if (is_cut(r))
		PUT(t, "...");
	PUT(t, "\",");
	column_member(t, SPAN("requests"), r->seen);
	text_char(t, ',');
	column_member(t, SPAN("perhaps_more"), r->inherited);
	text_char(t, ',');
	column_member(t, SPAN("bytes"), r->bytes);
	text_char(t, '}');
}

static void
json_begin(struct text *t, const struct visitors *v)
{
	text_char(t, '{');
	column_member(t, SPAN("requests"), v->requests);
	text_char(t, ',');
	column_member(t, SPAN("other_lines"), v->other_lines);
	PUT(t, ",\"visitors\":[");
}

static void
put_row(struct text *t, const struct visitors *v, const struct popular_row *r,
    bool first)
{
	if (v->as_json)
		json_row(t, r, first);
	else
		table_row(t, r);
}

/* The visitors, the referrers, and a piece before, between and after them. */
size_t
visitors_pieces(const struct visitors *v)
{
	return v->nvisitors + v->nreferrers + 3;
}

void
visitors_put(struct text *t, const struct visitors *v, size_t i)
{
	size_t between = 1 + v->nvisitors, end = between + 1 + v->nreferrers;

	if (i == 0 && v->as_json)
		json_begin(t, v);
	else if (i == 0)
		table_begin(t, v);
	else if (i < between)
		put_row(t, v, v->visitor[i - 1], i == 1);
	else if (i == between && v->as_json)
		PUT(t, "\n],\"referrers\":[");
	else if (i == between)
		PUT(t, "\n    requests        bytes referrer\n");
	else if (i < end)
		put_row(t, v, v->referrer[i - between - 1], i == between + 1);
	else if (v->as_json)
		PUT(t, "\n]}\n");
}
