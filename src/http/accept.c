#include "http/accept.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ), 12.4.2. */
unsigned
accept_weight(struct span s)
{
	unsigned weight = 0, place = ACCEPT_MOST;

	for (size_t i = 0; i < s.n; i++) {
		if (i == 1 ? s.p[i] != '.' : !is_digit(s.p[i]))
			return 0;
		if (i == 1)
			continue;
		weight += (unsigned)(s.p[i] - '0') * place;
		place /= 10;
	}
	return s.n > 5 || weight > ACCEPT_MOST ? 0 : weight;
}

/*
 * Returns how specifically a media range includes the type, from 0 (not at all)
 * to 3.
 */
static unsigned
closeness(struct span range, struct span type)
{
	struct span main, sub, wanted, rest;

	if (span_eq_nocase(range, type))
		return 3;
	(void)span_cut(type, '/', &wanted, &rest);
	if (!span_cut(range, '/', &main, &sub) || !span_eq(sub, SPAN("*")))
		return 0;
	if (span_eq_nocase(main, wanted))
		return 2;
	return span_eq(main, SPAN("*")) ? 1 : 0;
}

/*
 * Reads the weight of one member, and its version, if it has one.  Returns
 * false if the member has any other parameter than a weight.
 */
static bool
read_parameters(struct span parameters, unsigned *weight, struct span *version)
{
	struct span one, name, value;
	bool more = parameters.n > 0, alone = true;

	*weight = ACCEPT_MOST;
	version->n = 0;
	while (more) {
		more = span_cut(parameters, ';', &one, &parameters);
		one = span_trim(one);
		if (one.n == 0)
			continue;
		(void)span_cut(one, '=', &name, &value);
		if (span_eq_nocase(name, SPAN("q"))) {
			*weight = name.n < one.n ? accept_weight(value) : 0;
			continue;
		}
		alone = false;
		if (span_eq_nocase(name, SPAN("version")))
			*version = value;
	}
	return alone;
}

static bool
read_weight(struct span parameters, unsigned *weight)
{
	struct span version;

	return read_parameters(parameters, weight, &version);
}

unsigned
accept_media(const struct fields *fields, struct span type)
{
	struct span list, item, range, parameters;
	unsigned best = 0, weight = 0, one;

	if (field_count(fields, SPAN("Accept")) == 0)
		return ACCEPT_MOST;
	for (size_t i = 0; field_next(fields, SPAN("Accept"), &i, &list);)
		while (field_list_next(&list, &item)) {
			unsigned close;

			if (!span_cut(item, ';', &range, &parameters))
				parameters.n = 0;
			close = closeness(span_trim(range), type);
			if (close > best && read_weight(parameters, &one)) {
				best = close;
				weight = one;
			}
		}
	return weight;
}

unsigned
accept_version(
    const struct fields *fields, struct span type, struct span version)
{
	struct span list, item, range, parameters, named;
	unsigned best = 0, one;

	for (size_t i = 0; field_next(fields, SPAN("Accept"), &i, &list);)
		while (field_list_next(&list, &item)) {
			if (!span_cut(item, ';', &range, &parameters))
				parameters.n = 0;
			if (!span_eq_nocase(span_trim(range), type))
				continue;
			(void)read_parameters(parameters, &one, &named);
			if ((named.n == 0 || span_eq(named, version)) &&
			    one > best)
				best = one;
		}
	return best;
}

void
accept_codings(const struct fields *fields, unsigned weight[CODING_COUNT])
{
	bool named[CODING_COUNT] = { false };
	unsigned other = 0, one;
	struct span list, item, name, parameters;
	bool any = false;
	enum coding coding;

	for (enum coding c = CODING_IDENTITY; c < CODING_COUNT; c++)
		weight[c] = 0;
	for (size_t i = 0;
	     field_next(fields, SPAN("Accept-Encoding"), &i, &list);)
		while (field_list_next(&list, &item)) {
			if (!span_cut(item, ';', &name, &parameters))
				parameters.n = 0;
			name = span_trim(name);
			if (!read_weight(parameters, &one))
				continue;
			if (span_eq(name, SPAN("*"))) {
				any = true;
				other = one;
			} else if (coding_parse(name, &coding)) {
				named[coding] = true;
				weight[coding] = one;
			}
		}
	for (enum coding c = CODING_ZSTD; c < CODING_COUNT; c++)
		if (!named[c])
			weight[c] = other;
	if (!named[CODING_IDENTITY])
		weight[CODING_IDENTITY] = any && other == 0 ? 0 : 1;
}
