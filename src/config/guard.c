#include "config/guard.h"

#include "base/prefix.h"
#include "config/words.h"

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
guard_patterns(const struct span *words, size_t n, struct conf_patterns *out,
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
			return "has too many values";
		out->at[out->n++] = words[i];
	}
	return NULL;
}

void
guard_put_patterns(
    struct text *t, const char *key, const struct conf_patterns *list)
{
	text_put(t, span_str(key));
	text_put(t, SPAN(" none\n"));
	for (size_t i = 0; i < list->n; i++) {
		text_put(t, span_str(key));
		text_char(t, ' ');
		words_put(t, list->at[i]);
		text_char(t, '\n');
	}
}

bool
guard_is_prefix(struct span s)
{
	return s.n <= LIMIT_CONF_PREFIX && prefix_is_valid(s, PREFIX_DOTFILES);
}

const char *
guard_auth(const struct span *words, size_t n, struct conf_auths *out,
    const struct span **bad)
{
	bool none = n == 2 && span_eq_nocase(words[1], SPAN("none"));

	*bad = &words[0];
	if (!guard_is_prefix(words[0]))
		return GUARD_WANTS_PREFIX;
	*bad = &words[n - 1];
	if (n != 2 || (!none && (words[1].n == 0 || *words[1].p != '/')))
		return "wants a path of the site, and the absolute path of a "
		       "file, or none";
	if (out->n == LIMIT_CONF_AUTHS)
		return "has too many values";
	out->at[out->n++] = (struct conf_auth){ words[0],
		none ? span_from(words[1], words[1].n) : words[1] };
	return NULL;
}

const char *
guard_signed(const struct span *words, size_t n, struct conf_signed *out,
    const struct span **bad)
{
	*bad = &words[0];
	if (words[0].n == 0 || *words[0].p != '/' || n < 2)
		return "wants the absolute path of a file, and paths of the "
		       "site, such as /private/";
	if (out->n > 0 && !span_eq(out->file, words[0]))
		return "has another file already: all links have one key";
	if (n - 1 > LIMIT_CONF_PREFIXES - out->n)
		return "has too many values";
	for (size_t i = 1; i < n; i++) {
		*bad = &words[i];
		if (!guard_is_prefix(words[i]))
			return GUARD_WANTS_PREFIX;
		out->at[out->n++] = words[i];
	}
	out->file = words[0];
	return NULL;
}

static bool
add_block(
    struct conf_guards *out, const struct conf_guard *like, struct span block)
{
	if (out->n == LIMIT_CONF_GUARDS)
		return false;
	out->at[out->n] = *like;
	return cidr_parse(block, &out->at[out->n].net) && ++out->n;
}

/*
 * Adds all IPv4 and IPv6 addresses, and peers without an address: see
 * base/cidr.
 */
static bool
add_all(struct conf_guards *out, const struct conf_guard *like)
{
	return add_block(out, like, SPAN("0.0.0.0/0")) &&
	       add_block(out, like, SPAN("::/0")) &&
	       add_block(out, like, SPAN("unix")) &&
	       add_block(out, like, SPAN("-"));
}

static const char *
add_rules(const struct span *words, size_t n, const struct conf_guard *like,
    struct conf_guards *out, const struct span **bad)
{
	*bad = &words[0];
	if (!guard_is_prefix(words[0]))
		return GUARD_WANTS_PREFIX;
	for (size_t i = 1; i < n; i++) {
		*bad = &words[i];
		if (span_eq_nocase(words[i], SPAN("all"))
			? add_all(out, like)
			: add_block(out, like, words[i]))
			continue;
		return out->n == LIMIT_CONF_GUARDS
			   ? "has too many values"
			   : "wants addresses or blocks, such as "
			     "192.0.2.0/24 or 2001:db8::/32, or all";
	}
	return n > 1 ? NULL : "wants addresses after the path";
}

const char *
guard_allow(const struct span *words, size_t n, struct conf_guards *out,
    const struct span **bad)
{
	struct conf_guard like = { .prefix = words[0], .verb = CONF_ALLOW };

	return add_rules(words, n, &like, out, bad);
}

const char *
guard_deny(const struct span *words, size_t n, struct conf_guards *out,
    const struct span **bad)
{
	struct conf_guard like = { .prefix = words[0], .verb = CONF_DENY };

	return add_rules(words, n, &like, out, bad);
}

const char *
guard_client(const struct span *words, size_t n, struct conf_clients *out,
    const struct span **bad)
{
	bool none = n == 2 && span_eq_nocase(words[1], SPAN("none"));

	*bad = &words[0];
	if (!guard_is_prefix(words[0]))
		return GUARD_WANTS_PREFIX;
	if (n < 2)
		return "wants names after the path: those in the certificates "
		       "of clients, or *, or none";
	for (size_t i = 1; i < n; i++) {
		*bad = &words[i];
		if (words[i].n == 0 || words[i].n > LIMIT_HOST ||
		    (!none && span_eq_nocase(words[i], SPAN("none"))))
			return "wants names in certificates of clients, or *, "
			       "or none alone";
		if (out->n == LIMIT_CONF_CLIENTS)
			return "has too many values";
		out->at[out->n++] = (struct conf_client){ words[0],
			none ? span_from(words[i], words[i].n) : words[i] };
	}
	return NULL;
}

void
guard_put_auths(struct text *t, const struct conf_auths *list)
{
	for (size_t i = 0; i < list->n; i++)
		words_put_pair(t, SPAN("Auth"), list->at[i].prefix,
		    list->at[i].file.n > 0 ? list->at[i].file : SPAN("none"));
}

void
guard_put_signed(struct text *t, const struct conf_signed *list)
{
	for (size_t i = 0; i < list->n; i++)
		words_put_pair(t, SPAN("SignedLinks"), list->file, list->at[i]);
}

void
guard_put_clients(struct text *t, const struct conf_clients *list)
{
	for (size_t i = 0; i < list->n; i++)
		words_put_pair(t, SPAN("ClientAllow"), list->at[i].prefix,
		    list->at[i].name.n > 0 ? list->at[i].name : SPAN("none"));
}

void
guard_put_access(struct text *t, const struct conf_guards *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct conf_guard *r = &list->at[i];

		text_put(
		    t, r->verb == CONF_ALLOW ? SPAN("Allow ") : SPAN("Deny "));
		words_put(t, r->prefix);
		text_char(t, ' ');
		cidr_put(t, &r->net);
		text_char(t, '\n');
	}
}
