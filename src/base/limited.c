#include "base/limited.h"

#include "base/source.h"

/*
 * Returns whether another record of the same source waits longer, or equally
 * long and comes first.
 */
static bool
is_other(const struct rates *r, const size_t *at, size_t n, size_t i)
{
	for (size_t j = 0; j < n; j++) {
		const struct rates_place *a = &r->place[at[j]];
		const struct rates_place *b = &r->place[at[i]];
		bool first = j < i;

		if (j != i && a->source == b->source &&
		    (a->full_ns > b->full_ns ||
			(first && a->full_ns == b->full_ns)))
			return true;
	}
	return false;
}

/* Inserts the source into the named ones, which are sorted by full_ns. */
static void
name(struct limited *l, int64_t full[LIMITED_NAMED], uint64_t source,
    int64_t full_ns)
{
	size_t i = l->named;

	if (i == LIMITED_NAMED && full[--i] >= full_ns)
		return;
	for (; i > 0 && full[i - 1] < full_ns; i--) {
		full[i] = full[i - 1];
		l->source[i] = l->source[i - 1];
	}
	full[i] = full_ns;
	l->source[i] = source;
	l->named += l->named < LIMITED_NAMED;
}

void
limited_find(const struct rates *r, int64_t now_ns, struct limited *l)
{
	int64_t full[LIMITED_NAMED];
	size_t at[LIMITED_MOST];
	size_t all = rates_limited(r, now_ns, at, LIMITED_MOST);
	size_t n = all < LIMITED_MOST ? all : LIMITED_MOST;

	*l = (struct limited){ 0 };
	for (size_t i = 0; i < n; i++) {
		if (is_other(r, at, n, i))
			continue;
		l->n++;
		name(l, full, r->place[at[i]].source, r->place[at[i]].full_ns);
	}
	if (all > n)
		l->n = all;
}

void
limited_put(struct text *t, const struct limited *l)
{
	if (l->n == 0)
		return;
	text_u64(t, l->n);
	text_put(t, l->n == 1 ? SPAN(" source over its rate: ")
			      : SPAN(" sources over their rate: "));
	for (size_t i = 0; i < l->named; i++) {
		if (i > 0)
			text_put(t, SPAN(", "));
		source_put(t, l->source[i]);
	}
	text_put(t, l->n > l->named ? SPAN(" ...; ") : SPAN("; "));
}

/*
 * Returns the place of the source, or else the oldest place, given to the
 * source.
 */
static struct limited_place *
place_for(struct limited_list *l, uint64_t source, enum limited_by by)
{
	struct limited_place *oldest = &l->place[0];

	for (size_t i = 0; i < LIMITED_ROWS; i++) {
		struct limited_place *p = &l->place[i];

		if (p->source == source && p->by == (uint64_t)by)
			return p;
		if (p->last_s < oldest->last_s)
			oldest = p;
	}
	oldest->source = 0;
	oldest->times = 0;
	oldest->by = (uint64_t)by;
	oldest->source = source;
	return oldest;
}

/*
 * Returns whether last_s is recent.  After a clock was set back, a time in the
 * future counts as recent for at most LIMITED_RECENT_S.
 */
static bool
is_recent(int64_t last_s, int64_t now_s)
{
	/* unsigned, since the file may contain any number */
	int64_t ago_s = (int64_t)((uint64_t)now_s - (uint64_t)last_s);

	return ago_s > -LIMITED_RECENT_S && ago_s < LIMITED_RECENT_S;
}

void
limited_note(
    struct limited_list *l, uint64_t source, enum limited_by by, int64_t now_s)
{
	struct limited_place *p;

	if (source == 0)
		return;
	l->times[by]++;
	p = place_for(l, source, by);
	if (!is_recent(p->last_s, now_s))
		p->times = 0;
	p->last_s = now_s;
	p->times++;
}

size_t
limited_read(const struct limited_list *l, int64_t now_s,
    struct limited_row row[LIMITED_ROWS])
{
	size_t n = 0;

	for (size_t i = 0; i < LIMITED_ROWS; i++) {
		const struct limited_place *p = &l->place[i];
		uint64_t by = p->by;
		struct limited_row r = { p->source, LIMITED_REQUESTS, p->times,
			p->last_s };
		size_t at = n;

		if (r.source == 0 || by >= LIMITED_KINDS || r.times == 0 ||
		    !is_recent(r.last_s, now_s))
			continue;
		r.by = (enum limited_by)by;
		for (; at > 0 && row[at - 1].times < r.times; at--)
			row[at] = row[at - 1];
		row[at] = r;
		n++;
	}
	return n;
}

void
limited_times(const struct limited_list *list, uint64_t times[LIMITED_KINDS])
{
	for (size_t by = 0; by < LIMITED_KINDS; by++)
		times[by] = list->times[by];
}

struct span
limited_by(enum limited_by by)
{
	switch (by) {
	case LIMITED_REQUESTS:
		return SPAN("RequestRate");
	case LIMITED_CONNECTIONS:
		return SPAN("ConnectionRate");
	case LIMITED_BYTES:
		return SPAN("SendRatePerSource");
	case LIMITED_KINDS:
		break;
	}
	return SPAN("");
}
