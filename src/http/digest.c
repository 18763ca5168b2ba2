#include "http/digest.h"

#include "base/base64.h"

#include <string.h>

static const struct {
	char name[8];
	size_t n;
} algorithm[] = {
	[SHA2_256] = { "sha-256", 32 }, [SHA2_512] = { "sha-512", 64 }
};

#define ALGORITHMS (sizeof algorithm / sizeof *algorithm)

/*
 * Takes one member of a dictionary, without its parameters.  Neither a byte
 * sequence nor an integer contains a semicolon.
 */
static bool
cut_member(struct span item, enum sha2_kind *kind, struct span *value)
{
	struct span key, parameters;

	(void)span_cut(item, ';', &item, &parameters);
	if (!span_cut(span_trim(item), '=', &key, value))
		*value = span_from(item, item.n);
	for (size_t i = 0; i < ALGORITHMS; i++)
		if (span_eq(key, span_str(algorithm[i].name))) {
			*kind = (enum sha2_kind)i;
			return true;
		}
	return false;
}

/* Reads ":" base64 ":" (8941 3.3.5) of the right length. */
static bool
read_value(struct span s, enum sha2_kind kind, unsigned char *out)
{
	char buf[SHA2_MOST + 2];
	struct text t = TEXT(buf);

	if (s.n < 2 || *s.p != ':' || s.p[s.n - 1] != ':' ||
	    !base64_read((struct span){ s.p + 1, s.n - 2 }, &t) ||
	    t.n != algorithm[kind].n)
		return false;
	memcpy(out, buf, t.n);
	return true;
}

/*
 * Checks all members of a field.  If computed is NULL, checks only their
 * syntax.
 */
static bool
walk(const struct fields *fields, struct span name, unsigned *set,
    const struct digest_values *computed)
{
	unsigned char value[SHA2_MOST];
	struct span list, item;
	enum sha2_kind kind;

	for (size_t i = 0; field_next(fields, name, &i, &list);)
		while (field_list_next(&list, &item)) {
			if (!cut_member(item, &kind, &item))
				continue;
			if (!read_value(item, kind, value))
				return false;
			*set |= DIGEST_BIT(kind);
			if (computed != NULL &&
			    memcmp(value, computed->of[kind],
				algorithm[kind].n) != 0)
				return false;
		}
	return true;
}

void
digest_begin(struct digest_sums *sums, unsigned set)
{
	sums->set = set;
	for (size_t i = 0; i < ALGORITHMS; i++)
		sha2_init(&sums->hash[i], (enum sha2_kind)i);
}

void
digest_feed(struct digest_sums *sums, struct span piece)
{
	for (size_t i = 0; i < ALGORITHMS; i++)
		if (sums->set & DIGEST_BIT(i))
			sha2_feed(&sums->hash[i], piece);
}

void
digest_end(struct digest_sums *sums, struct digest_values *values)
{
	for (size_t i = 0; i < ALGORITHMS; i++)
		(void)sha2_end(&sums->hash[i], values->of[i]);
}

#define CONTENT SPAN("Content-Digest")
#define REPRESENTATION SPAN("Repr-Digest")

bool
digest_wanted(const struct fields *fields, unsigned *set)
{
	*set = 0;
	return walk(fields, CONTENT, set, NULL) &&
	       walk(fields, REPRESENTATION, set, NULL);
}

bool
digest_agrees(const struct fields *fields, const struct digest_values *computed)
{
	return digest_agrees_in(fields, CONTENT, computed) &&
	       digest_agrees_in(fields, REPRESENTATION, computed);
}

bool
digest_wanted_in(const struct fields *fields, struct span name, unsigned *set)
{
	*set = 0;
	return walk(fields, name, set, NULL);
}

bool
digest_agrees_in(const struct fields *fields, struct span name,
    const struct digest_values *computed)
{
	unsigned set = 0;

	return walk(fields, name, &set, computed);
}

bool
digest_preferred(const struct fields *fields, enum sha2_kind *best)
{
	struct span list, item;
	enum sha2_kind kind;
	uint64_t weight, most = 0; /* a weight of 0 means "not acceptable" */

	for (size_t i = 0;
	     field_next(fields, SPAN("Want-Repr-Digest"), &i, &list);)
		while (field_list_next(&list, &item))
			if (cut_member(item, &kind, &item) &&
			    span_u64(item, &weight) && weight <= 10 &&
			    weight > most) {
				most = weight;
				*best = kind;
			}
	return most > 0;
}

void
digest_put(struct text *t, enum sha2_kind kind, const unsigned char *value)
{
	text_put(t, span_str(algorithm[kind].name));
	text_put(t, SPAN("=:"));
	base64_put(t, (struct span){ (const char *)value, algorithm[kind].n });
	text_char(t, ':');
}
