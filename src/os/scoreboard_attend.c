#include "os/scoreboard.h"

#include <string.h>

/* Returns the position in `lasting` of a connection of this age. */
static size_t
age(int64_t ms)
{
	static const int64_t below_ms[ATTENDANCE_AGES - 1] = { 10000, 60000,
		600000 };
	size_t i = 0;

	while (i < ATTENDANCE_AGES - 1 && ms >= below_ms[i])
		i++;
	return i;
}

/* Keeps the row if it is among the oldest. */
static void
keep_row(struct attendance *a, const struct attendance_row *row)
{
	uint32_t i = a->nrows;

	if (i == ATTENDANCE_ROWS) {
		if (row->begun_ms >= a->row[i - 1].begun_ms)
			return;
		i--;
	} else
		a->nrows++;
	for (; i > 0 && a->row[i - 1].begun_ms > row->begun_ms; i--)
		a->row[i] = a->row[i - 1];
	a->row[i] = *row;
}

void
scoreboard_name(const struct scoreboard *b, bool named, struct attendance *a)
{
	if (a->named == named)
		return;
	a->named = named;
	for (uint32_t i = 0; i < a->nrows; i++) {
		struct attendance_row *row = &a->row[i];
		const struct scoreboard_place *p = &b->place[row->place];

		row->source =
		    named && p->begun_ms == row->begun_ms ? p->source : 0;
	}
}

void
scoreboard_attend(
    const struct scoreboard *b, int64_t now_ms, struct attendance *a)
{
	const attendance_note *note = scoreboard_notes(b);
	int64_t first_ms = now_ms;

	/* no row may keep a source that the next child is not to know */
	memset(a->row, 0, sizeof a->row);
	a->taken_ms = now_ms;
	a->nrows = 0;
	a->named = false;
	a->connections = a->idle = 0;
	a->places = b->nplaces;
	a->accepted = b->accepted;
	a->sent_away = b->sent_away;
	for (size_t i = 0; i < ATTENDANCE_AGES; i++)
		a->lasting[i] = 0;
	for (uint32_t i = 0; i < b->nplaces; i++) {
		const struct scoreboard_place *p = &b->place[i];
		int64_t begun_ms = p->begun_ms;

		if (p->pid == 0)
			continue;
		if (p->idle) {
			a->idle++;
			continue;
		}
		a->connections++;
		a->lasting[age(begun_ms != 0 ? now_ms - begun_ms : 0)]++;
		if (begun_ms == 0)
			continue;
		if (begun_ms < first_ms)
			first_ms = begun_ms;
		keep_row(a,
		    &(struct attendance_row){
			.begun_ms = begun_ms, .place = i, .doing = note[i] });
	}
	a->oldest_ms = now_ms - first_ms;
}
