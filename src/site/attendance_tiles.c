#include "site/attendance_tiles.h"

#include "base/source.h"
#include "site/figure.h"
#include "site/tile.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

/* A length of time, to its largest unit. */
static void
put_age(struct text *t, int64_t s)
{
	if (s < 120) {
		figure_count(t, (uint64_t)(s > 0 ? s : 0));
		PUT(t, "&nbsp;s");
	} else if (s < 7200) {
		figure_count(t, (uint64_t)s / 60);
		PUT(t, "&nbsp;min");
	} else {
		figure_count(t, (uint64_t)s / 3600);
		PUT(t, "&nbsp;h");
	}
}

/* The connections by their age. */
static void
put_lasting(struct text *t, const struct attendance *a)
{
	static const char name[ATTENDANCE_AGES][32] = {
		" for less than 10&nbsp;s, ",
		" for less than 1&nbsp;min, ",
		" for less than 10&nbsp;min, ",
		" for longer",
	};

	PUT(t, "<p>");
	for (size_t i = 0; i < ATTENDANCE_AGES; i++) {
		figure_count(t, a->lasting[i]);
		text_put(t, span_str(name[i]));
	}
	PUT(t, "</p>\n");
}

/* Returns the words for an enum attendance_doing. */
static struct span
doing_name(unsigned doing)
{
	static const char name[ATTENDANCE_DOINGS][32] = {
		"waits for a request",
		"reads a request",
		"serves a request",
		"is kept for the next request",
	};

	return doing < ATTENDANCE_DOINGS ? span_str(name[doing])
					 : SPAN("says nonsense");
}

static void
put_row(struct text *t, const struct attendance *a,
    const struct attendance_row *row)
{
	PUT(t, "<tr><td>");
	text_put(t, doing_name(row->doing));
	PUT(t, "</td>");
	if (a->named) {
		PUT(t, "<td class=\"o\">");
		if (row->source != 0)
			source_put(t, row->source);
		else
			PUT(t, "not known");
		PUT(t, "</td>");
	}
	PUT(t, "<td class=\"n\">");
	put_age(t, (a->taken_ms - row->begun_ms) / 1000);
	PUT(t, "</td></tr>\n");
}

/* The oldest connections, one a row. */
static void
put_rows(struct text *t, const struct attendance *a)
{
	if (a->nrows == 0)
		return;
	PUT(t, "<table>\n<tr><th>The oldest connections</th>");
	if (a->named)
		PUT(t, "<th class=\"o\">Source</th>");
	PUT(t, "<th class=\"n\">Lasting</th></tr>\n");
	for (uint32_t i = 0; i < a->nrows; i++)
		put_row(t, a, &a->row[i]);
	PUT(t, "</table>\n");
}

/* The tiles count the connection of the reader, too. */
void
attendance_tiles_put(struct text *t, const struct attendance *a, int64_t now_s)
{
	if (a == NULL || a->at_s == 0)
		return;
	PUT(t, "<h2>Connections ");
	if (now_s - a->at_s > 2) {
		/* its process has served others since */
		put_age(t, now_s - a->at_s);
		PUT(t, " ago");
	} else
		PUT(t, "now");
	PUT(t, "</h2>\n<dl>\n");
	tile_begin(t, SPAN("Being served"));
	figure_count(t, a->connections);
	PUT(t, " of ");
	figure_count(t, a->places);
	tile_end(t, SPAN(""));
	tile_begin(t, SPAN("The oldest has lasted"));
	put_age(t, a->oldest_ms / 1000);
	tile_end(t, SPAN(""));
	if (a->idle > 0) {
		tile_begin(t, SPAN("Processes that wait for one"));
		figure_count(t, a->idle);
		tile_end(t, SPAN(""));
	}
	tile_begin(t, SPAN("Accepted since the start"));
	figure_count(t, a->accepted);
	tile_end(t, SPAN(""));
	tile_begin(t, SPAN("Refused since the start"));
	figure_count(t, a->sent_away);
	tile_end(t, SPAN(""));
	PUT(t, "</dl>\n");
	put_lasting(t, a);
	put_rows(t, a);
}
