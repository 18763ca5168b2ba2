#include "os/limited.h"

#include "base/address.h"

/* Returns whether an earlier record is of the same source and waits longer. */
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

/* Puts the source among the named ones, which full_ns orders. */
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

/* The inverse of scoreboard_source. */
static void
put_source(struct text *t, uint64_t source)
{
	struct address a = { .family = ADDRESS_IPV6 };

	if (source >> 32 == 1) {
		a.family = ADDRESS_IPV4;
		for (int i = 0; i < 4; i++)
			a.byte[i] = (uint8_t)(source >> (24 - 8 * i));
		address_put(t, &a);
		return;
	}
	for (int i = 0; i < 8 && source != 1; i++)
		a.byte[i] = (uint8_t)(source >> (56 - 8 * i));
	address_put(t, &a);
	text_put(t, SPAN("/64"));
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
		put_source(t, l->source[i]);
	}
	text_put(t, l->n > l->named ? SPAN(" ...; ") : SPAN("; "));
}
