#include "config/rate.h"

#include "config/guard.h"
#include "config/unit.h"
#include "config/words.h"

/* The most events in a second or a minute, and the largest burst. */
#define MOST_EVENTS 1000000

/* The most bytes in a second. */
#define MOST_BYTES (UINT64_C(1) << 33)

/* Bytes may come in bursts of a tenth of a second's amount. */
#define BYTES_BURST 10

_Static_assert(MOST_EVENTS < INT64_MAX / BUCKET_MINUTE &&
		   MOST_BYTES < INT64_MAX / BUCKET_SECOND,
    "see base/bucket");

#define WANTS_EVENTS "wants a rate, such as 10/s or 100/m, or off"
#define WANTS_BYTES "wants bytes a second, such as 500K/s, or off"

static bool
is_off(struct span word)
{
	return span_eq_nocase(word, SPAN("off"));
}

/* Removes "/s" or "/m" from the word. */
static bool
cut_unit(struct span *word, const char *unit)
{
	struct span end = span_str(unit);

	if (word->n < end.n ||
	    !span_eq_nocase(span_from(*word, word->n - end.n), end))
		return false;
	word->n -= end.n;
	return true;
}

static const char *
parse_events(struct span word, struct bucket *b)
{
	b->per_ns = cut_unit(&word, "/m") ? BUCKET_MINUTE : BUCKET_SECOND;
	if (b->per_ns == BUCKET_SECOND && !cut_unit(&word, "/s"))
		return WANTS_EVENTS;
	if (!span_u64(word, &b->n) || b->n == 0)
		return WANTS_EVENTS;
	if (b->n > MOST_EVENTS)
		return "wants at most 1000000";
	b->burst = b->n;
	return NULL;
}

static const char *
parse_bytes(struct span word, struct bucket *b)
{
	b->per_ns = BUCKET_SECOND;
	(void)cut_unit(&word, "/s");
	if (!unit_read_bytes(word, &b->n) || b->n == 0)
		return WANTS_BYTES;
	if (b->n > MOST_BYTES)
		return "wants at most 8G/s";
	b->burst = b->n / BYTES_BURST + 1;
	return NULL;
}

static bool
is_of_events(enum conf_rate_kind kind)
{
	return kind == CONF_RATE_REQUEST || kind == CONF_RATE_CONNECTION;
}

static bool
has_prefix(enum conf_rate_kind kind)
{
	return kind != CONF_RATE_CONNECTION && kind != CONF_RATE_SEND_SOURCE;
}

static const char *
parse_limit(struct span word, struct conf_rate *r)
{
	r->bucket = (struct bucket){ 0, BUCKET_SECOND, 1 };
	if (is_off(word))
		return NULL;
	return is_of_events(r->kind) ? parse_events(word, &r->bucket)
				     : parse_bytes(word, &r->bucket);
}

/* Reads a burst, if the word is one. */
static const char *
parse_burst(struct span word, struct bucket *b)
{
	if (!span_u64(word, &b->burst) || b->burst == 0 ||
	    b->burst > MOST_EVENTS)
		return "wants a burst from 1 to 1000000";
	return NULL;
}

const char *
rate_parse(enum conf_rate_kind kind, const struct span *words, size_t n,
    struct conf *conf, const struct span **bad)
{
	struct conf_rate r = { .kind = kind, .prefix = SPAN("/") };
	const char *why;
	size_t at = 1;

	*bad = &words[0];
	why = parse_limit(words[0], &r);
	if (why != NULL)
		return why;
	if (at < n && is_of_events(r.kind) && r.bucket.n > 0 &&
	    (words[at].n == 0 || *words[at].p != '/')) {
		*bad = &words[at];
		why = parse_burst(words[at++], &r.bucket);
		if (why != NULL)
			return why;
	}
	if (at < n && has_prefix(r.kind)) {
		*bad = &words[at];
		r.prefix = words[at++];
		if (!guard_is_prefix(r.prefix))
			return GUARD_WANTS_PREFIX;
	}
	*bad = &words[n - 1];
	if (at < n)
		return "has too many values";
	if (conf->nrates == LIMIT_CONF_RATES) {
		*bad = NULL;
		return "has too many lines";
	}
	conf->rate[conf->nrates++] = r;
	return NULL;
}

static void
put_limit(struct text *t, const struct conf_rate *r)
{
	if (r->bucket.n == 0) {
		text_put(t, SPAN("off"));
		return;
	}
	if (is_of_events(r->kind))
		text_u64(t, r->bucket.n);
	else
		unit_put_bytes(t, r->bucket.n);
	text_put(
	    t, r->bucket.per_ns == BUCKET_MINUTE ? SPAN("/m") : SPAN("/s"));
	if (is_of_events(r->kind)) {
		text_char(t, ' ');
		text_u64(t, r->bucket.burst);
	}
}

void
rate_put(struct text *t, struct span key, const struct conf_rate *r)
{
	text_put(t, key);
	text_char(t, ' ');
	put_limit(t, r);
	if (has_prefix(r->kind)) {
		text_char(t, ' ');
		words_put(t, r->prefix);
	}
	text_char(t, '\n');
}
