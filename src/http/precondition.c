#include "http/precondition.h"

#include "http/date.h"

enum match { MATCH_NONE, MATCH_SOME, MATCH_MALFORMED };

typedef bool compare_fn(const struct etag *, const struct etag *);

/* Reads all lines of an If-Match or If-None-Match as one list. */
static enum match
match_list(const struct fields *fields, struct span name,
    const struct validators *current, compare_fn *same)
{
	struct span list;
	struct etag e;
	bool any = field_only(fields, name, &list) && span_eq(list, SPAN("*"));
	enum match found = MATCH_NONE;

	if (any)
		return current != NULL ? MATCH_SOME : MATCH_NONE;
	for (size_t i = 0; field_next(fields, name, &i, &list);) {
		enum etag_answer next;

		while ((next = etag_next(&list, &e)) == ETAG_ONE)
			if (current != NULL && same(&e, &current->etag))
				found = MATCH_SOME;
		if (next == ETAG_BAD)
			return MATCH_MALFORMED;
	}
	return found;
}

/* A date field counts only if it occurs once and is valid (13.1.3, 13.1.4). */
static bool
date_field(
    const struct fields *fields, struct span name, int64_t now, int64_t *date)
{
	struct span value;

	return field_only(fields, name, &value) && date_parse(value, now, date);
}

static bool
is_dated(const struct validators *current)
{
	return current != NULL && current->modified != PRECONDITION_UNDATED;
}

/*
 * Returns true if nothing has happened to the representation since the date.
 * The date is usually a Last-Modified of ours.  If it is a later one, the
 * representation that it belongs to may have been replaced by an older one.
 */
static bool
is_unchanged(const struct validators *current, int64_t date)
{
	return current->modified == date ||
	       (current->modified < date && current->changed < date);
}

/* Applies steps 1 and 2 of 13.2.2. */
static bool
may_proceed(
    const struct fields *fields, const struct validators *current, int64_t now)
{
	int64_t date;

	if (field_count(fields, SPAN("If-Match")) > 0)
		return match_list(fields, SPAN("If-Match"), current,
			   etag_strong_match) == MATCH_SOME;
	if (is_dated(current) &&
	    date_field(fields, SPAN("If-Unmodified-Since"), now, &date))
		return is_unchanged(current, date);
	return true;
}

/*
 * Applies step 3.  If the list is malformed, a reader gets the file, and a
 * writer is refused.
 */
static enum precondition_answer
check_none_match(
    const struct fields *fields, bool reads, const struct validators *current)
{
	switch (match_list(
	    fields, SPAN("If-None-Match"), current, etag_weak_match)) {
	case MATCH_NONE:
		return PRECONDITION_GO;
	case MATCH_SOME:
		return reads ? PRECONDITION_NOT_MODIFIED : PRECONDITION_FAILED;
	case MATCH_MALFORMED:
		break;
	}
	return reads ? PRECONDITION_GO : PRECONDITION_FAILED;
}

enum precondition_answer
precondition_check(const struct fields *fields, enum method method,
    const struct validators *current, int64_t now)
{
	bool reads = method == METHOD_GET || method == METHOD_HEAD;
	int64_t date;

	if (!may_proceed(fields, current, now))
		return PRECONDITION_FAILED;
	if (field_count(fields, SPAN("If-None-Match")) > 0)
		return check_none_match(fields, reads, current);
	if (reads && is_dated(current) && /* step 4 */
	    date_field(fields, SPAN("If-Modified-Since"), now, &date) &&
	    is_unchanged(current, date))
		return PRECONDITION_NOT_MODIFIED;
	return PRECONDITION_GO;
}

bool
precondition_range(
    const struct fields *fields, const struct validators *current, int64_t now)
{
	struct span value;
	struct etag e;
	int64_t date;

	if (field_count(fields, SPAN("If-Range")) == 0)
		return true;
	if (!field_only(fields, SPAN("If-Range"), &value))
		return false;
	if (etag_parse(value, &e))
		return etag_strong_match(&e, &current->etag);
	return current->modified_strong && date_parse(value, now, &date) &&
	       date == current->modified; /* exactly, 13.1.5 */
}
