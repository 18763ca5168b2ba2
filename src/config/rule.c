#include "config/rule.h"

#include "config/value.h"

#include <string.h>

static bool
is_pattern(struct span s)
{
	return s.n > 0 && s.n < LIMIT_NAME && memchr(s.p, '/', s.n) == NULL;
}

static bool
has(const struct conf_patterns *list, struct span pattern)
{
	for (size_t i = 0; i < list->n; i++)
		if (span_eq(list->at[i], pattern))
			return true;
	return false;
}

const char *
rule_patterns(const struct span *words, size_t n, struct conf_patterns *out,
    const struct span **bad)
{
	if (n == 1 && span_eq_nocase(words[0], SPAN("none"))) {
		out->n = 0;
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		*bad = &words[i];
		if (!is_pattern(words[i]))
			return "wants patterns of names, such as *.bak, or "
			       "none";
		if (has(out, words[i]))
			continue;
		if (out->n == LIMIT_CONF_PATTERNS)
			return "is there too often";
		out->at[out->n++] = words[i];
	}
	return NULL;
}

void
rule_put_patterns(
    struct text *t, const char *key, const struct conf_patterns *list)
{
	text_put(t, span_str(key));
	text_put(t, SPAN(" none\n"));
	for (size_t i = 0; i < list->n; i++) {
		text_put(t, span_str(key));
		text_char(t, ' ');
		value_put(t, VALUE_PATH, &list->at[i]);
		text_char(t, '\n');
	}
}
