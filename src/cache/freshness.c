#include "cache/freshness.h"

/* Returns a - b without overflow, for any two times. */
static int64_t
difference(int64_t a, int64_t b)
{
	int64_t d;

	if (__builtin_sub_overflow(a, b, &d))
		return a < b ? -CONTROL_FOREVER : CONTROL_FOREVER;
	if (d > CONTROL_FOREVER)
		return CONTROL_FOREVER;
	return d < -CONTROL_FOREVER ? -CONTROL_FOREVER : d;
}

static int64_t
at_least_zero(int64_t v)
{
	return v > 0 ? v : 0;
}

/*
 * Reads Age.  Only the first member counts, and a member that is not a number
 * is ignored (5.1).
 */
static int64_t
age_value(const struct fields *fields)
{
	struct span list, item;
	int64_t age;
	size_t i = 0;

	if (field_next(fields, SPAN("Age"), &i, &list) &&
	    field_list_next(&list, &item) && control_delta(item, &age))
		return age;
	return 0;
}

int64_t
freshness_date(const struct entry *e)
{
	int64_t date;

	return message_date(
		   &e->message.fields, SPAN("Date"), e->response_time, &date)
		   ? date
		   : e->response_time;
}

/* Computes the age as 9111 4.2.3 does, with its names. */
static int64_t
current_age(const struct entry *e, int64_t now)
{
	int64_t apparent_age, response_delay, corrected_age_value, age;

	if (now < e->response_time)
		return CONTROL_FOREVER;
	apparent_age =
	    at_least_zero(difference(e->response_time, freshness_date(e)));
	response_delay =
	    at_least_zero(difference(e->response_time, e->request_time));
	corrected_age_value = age_value(&e->message.fields) + response_delay;
	age = apparent_age > corrected_age_value ? apparent_age
						 : corrected_age_value;
	age += difference(now, e->response_time);
	return age > CONTROL_FOREVER ? CONTROL_FOREVER : age;
}

bool
freshness_is_heuristic_status(int status)
{
	switch (status) {
	case 200:
	case 203:
	case 204:
	case 206:
	case 300:
	case 301:
	case 308:
	case 404:
	case 405:
	case 410:
	case 414:
	case 501:
		return true;
	default:
		return false;
	}
}

/*
 * 4.2.2: returns a tenth of the time since Last-Modified at which the response
 * was sent.
 */
static int64_t
guess(const struct entry *e, const struct control *control)
{
	int64_t changed, unchanged;

	if (!freshness_is_heuristic_status(e->message.status) &&
	    !control_has(control, CONTROL_PUBLIC))
		return 0;
	if (!message_date(&e->message.fields, SPAN("Last-Modified"),
		e->response_time, &changed))
		return 0;
	unchanged = at_least_zero(difference(freshness_date(e), changed)) / 10;
	return unchanged < FRESHNESS_GUESS_MAX ? unchanged
					       : FRESHNESS_GUESS_MAX;
}

/* 4.2.1: returns the lifetime by the first rule that matches. */
static int64_t
lifetime(const struct entry *e, const struct control *control,
    enum freshness_rule rule)
{
	const struct fields *fields = &e->message.fields;
	int64_t expires;

	if (control_has(control, CONTROL_MAX_AGE))
		return control->seconds[CONTROL_MAX_AGE];
	if (field_count(fields, SPAN("Expires")) > 0) {
		/*
		 * 5.3: an Expires that is not a date, such as "0", lies in the
		 * past.
		 */
		if (!message_date(
			fields, SPAN("Expires"), e->response_time, &expires))
			return 0;
		return at_least_zero(difference(expires, freshness_date(e)));
	}
	return rule == FRESHNESS_HEURISTIC ? guess(e, control) : 0;
}

void
freshness_of(const struct entry *e, int64_t now, enum freshness_rule rule,
    struct freshness *f)
{
	control_parse(&e->message.fields, &f->control);
	f->age = current_age(e, now);
	f->lifetime = lifetime(e, &f->control, rule);
}
