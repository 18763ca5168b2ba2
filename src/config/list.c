#include "config/list.h"

#include "base/prefix.h"
#include "config/words.h"
#include "http/media.h"
#include "http/method.h"
#include "http/octet.h"

#include <string.h>

#define CAN_SUPPORT                                                            \
	(METHODS_READING | METHOD_BIT(METHOD_POST) | METHOD_BIT(METHOD_PUT) |  \
	    METHOD_BIT(METHOD_DELETE) | METHOD_BIT(METHOD_TRACE))

/* Returns the extension without its dot, which may be missing. */
static struct span
extension_of(struct span word)
{
	return span_starts(word, SPAN(".")) ? span_from(word, 1) : word;
}

static bool
is_extension(struct span s)
{
	return octet_all(s, OCTET_TOKEN) && memchr(s.p, '.', s.n) == NULL;
}

bool
list_is_type(struct span s)
{
	return media_is_type(s) && s.n <= LIMIT_CONF_TYPE;
}

const char *
list_types(const struct span *words, size_t n, struct conf_types *out,
    const struct span **bad)
{
	const struct span *type = NULL;

	for (size_t i = 0; i < n; i++)
		if (memchr(words[i].p, '/', words[i].n) != NULL) {
			if (type != NULL || !list_is_type(words[i])) {
				*bad = &words[i];
				return "wants one media type";
			}
			type = &words[i];
		}
	if (type == NULL || n < 2)
		return "wants a media type and extensions, such as "
		       "text/markdown .md";
	*bad = NULL;
	for (size_t i = 0; i < n; i++) {
		struct span extension = extension_of(words[i]);

		if (&words[i] == type || is_extension(extension))
			continue;
		*bad = &words[i];
		return "wants extensions such as .md, with one dot";
	}
	if (n - 1 > LIMIT_CONF_TYPES - out->n)
		return "has too many values";
	for (size_t i = 0; i < n; i++) {
		if (&words[i] == type)
			continue;
		out->at[out->n].extension = extension_of(words[i]);
		out->at[out->n++].type = *type;
	}
	return NULL;
}

void
list_put_types(struct text *t, const struct conf_types *list)
{
	for (size_t i = 0; i < list->n; i++)
		words_put_pair(t, SPAN("ContentType"), list->at[i].type,
		    list->at[i].extension);
}

const char *
list_methods(
    const struct span *words, size_t n, unsigned *out, const struct span **bad)
{
	unsigned set = 0;

	for (size_t i = 0; i < n; i++) {
		struct span rest = words[i], word;
		bool more;

		do {
			enum method m;

			more = span_cut(rest, ',', &word, &rest);
			m = method_parse(word);
			if (word.n > 0 && !(METHOD_BIT(m) & CAN_SUPPORT)) {
				*bad = &words[i];
				return "wants methods of GET HEAD OPTIONS POST "
				       "PUT DELETE TRACE";
			}
			if (word.n > 0)
				set |= METHOD_BIT(m);
		} while (more);
	}
	if (set == 0)
		return "wants at least one method";
	*out = set;
	return NULL;
}

const char *
list_names(const struct span *words, size_t n, struct conf_names *out,
    const struct span **bad)
{
	if (n > LIMIT_CONF_NAMES)
		return "has too many names";
	for (size_t i = 0; i < n; i++)
		if (words[i].n == 0 || words[i].n > 255 || *words[i].p == '.' ||
		    memchr(words[i].p, '/', words[i].n) != NULL) {
			*bad = &words[i];
			return "wants names of files, without a slash or a "
			       "leading dot";
		}
	memcpy(out->at, words, n * sizeof *words);
	out->n = n;
	return NULL;
}

const char *
list_prefixes(const struct span *words, size_t n, struct conf_prefixes *out,
    const struct span **bad)
{
	if (n > LIMIT_CONF_PREFIXES - out->n)
		return "has too many values";
	for (size_t i = 0; i < n; i++)
		if (!prefix_is_valid(words[i], PREFIX_NO_DOTFILES)) {
			*bad = &words[i];
			return "wants paths of the site, such as /uploads/";
		}
	memcpy(out->at + out->n, words, n * sizeof *words);
	out->n += n;
	return NULL;
}

const char *
list_cidrs(const struct span *words, size_t n, struct conf_cidrs *out,
    const struct span **bad)
{
	if (n > LIMIT_CONF_CIDRS - out->n)
		return "has too many values";
	for (size_t i = 0; i < n; i++)
		if (!cidr_parse(words[i], &out->at[out->n + i])) {
			*bad = &words[i];
			return "wants addresses or blocks, such as "
			       "192.0.2.0/24 or 2001:db8::/32";
		}
	out->n += n;
	return NULL;
}

/*
 * Returns whether c is a letter, digit or hyphen (RFC 1123 2.1), or "_", which
 * occurs as well.
 */
static bool
is_in_label(char c)
{
	return (c >= '0' && c <= '9') || c == '-' || c == '_' ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/*
 * Returns whether the span consists of labels separated by single dots, without
 * a port.
 */
static bool
is_host(struct span s)
{
	struct span label;
	bool more = true;

	if (span_starts(s, SPAN("*.")))
		s = span_from(s, 2);
	if (s.n > LIMIT_HOST)
		return false;
	while (more) {
		more = span_cut(s, '.', &label, &s);
		if (label.n == 0)
			return false;
		for (size_t i = 0; i < label.n; i++)
			if (!is_in_label(label.p[i]))
				return false;
	}
	return true;
}

const char *
list_hosts(const struct span *words, size_t n, struct conf_hosts *out,
    const struct span **bad)
{
	if (n > LIMIT_CONF_HOSTS - out->n)
		return "has too many values";
	for (size_t i = 0; i < n; i++)
		if (!is_host(words[i])) {
			*bad = &words[i];
			return "wants names of hosts without a port, such as "
			       "www.example.org or *.example.org";
		}
	memcpy(out->at + out->n, words, n * sizeof *words);
	out->n += n;
	return NULL;
}

/* Reads "from" and blocks, which are added to the list, or "none". */
const char *
list_proxies(const struct span *words, size_t n, struct conf_cidrs *out,
    const struct span **bad)
{
	if (n == 1 && span_eq_nocase(words[0], SPAN("none"))) {
		out->n = 0;
		return NULL;
	}
	if (n > 1 && span_eq_nocase(words[0], SPAN("from")))
		return list_cidrs(words + 1, n - 1, out, bad);
	*bad = &words[0];
	return "wants none, or from and addresses or blocks";
}

static enum conf_forwarded
forwarded_by(struct span word)
{
	if (span_eq_nocase(word, SPAN("X-Forwarded-For")))
		return CONF_FORWARDED_X;
	return span_eq_nocase(word, SPAN("Forwarded")) ? CONF_FORWARDED_STANDARD
						       : CONF_FORWARDED_ANY;
}

const char *
list_forwarders(const struct span *words, size_t n, struct conf_forwarders *out,
    const struct span **bad)
{
	enum conf_forwarded by = forwarded_by(words[0]);
	size_t named = by != CONF_FORWARDED_ANY ? 1 : 0;
	const char *why;

	if (out->from.n > 0 && out->by != by) {
		*bad = &words[0];
		return "wants the same field on each line";
	}
	if (n == named)
		return "wants addresses or blocks after the field";
	why = list_cidrs(words + named, n - named, &out->from, bad);
	if (why == NULL)
		out->by = by;
	return why;
}

const char *
list_forwarders_key(const struct conf_forwarders *f)
{
	switch (f->by) {
	case CONF_FORWARDED_X:
		return "ForwardedFrom X-Forwarded-For";
	case CONF_FORWARDED_STANDARD:
		return "ForwardedFrom Forwarded";
	case CONF_FORWARDED_ANY:
		break;
	}
	return "ForwardedFrom";
}

static bool
is_among(const struct conf_codings *list, enum coding coding)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i] == coding)
			return true;
	return false;
}

const char *
list_codings(const struct span *words, size_t n, struct conf_codings *out,
    const struct span **bad)
{
	static const struct conf_codings all = { 3,
		{ CODING_ZSTD, CODING_BR, CODING_GZIP } };
	struct conf_codings list = { .n = 0 };

	if (n == 1 && span_eq_nocase(words[0], SPAN("yes"))) {
		*out = all;
		return NULL;
	}
	if (n == 1 && span_eq_nocase(words[0], SPAN("no"))) {
		out->n = 0;
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		enum coding coding;

		if (!coding_parse(words[i], &coding) ||
		    coding == CODING_IDENTITY || is_among(&list, coding)) {
			*bad = &words[i];
			return "wants yes, no, or some of zstd br gzip";
		}
		list.at[list.n++] = coding;
	}
	*out = list;
	return NULL;
}

void
list_put_codings(struct text *t, const struct conf_codings *list)
{
	if (list->n == 0)
		text_put(t, SPAN("no"));
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			text_char(t, ' ');
		text_put(t, coding_name(list->at[i]));
	}
}
