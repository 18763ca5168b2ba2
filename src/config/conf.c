#include "config/conf.h"

#include "base/utf8.h"
#include "config/crawler.h"
#include "config/guard.h"
#include "config/list.h"
#include "config/listen.h"
#include "config/nearest.h"
#include "config/rate.h"
#include "config/rule.h"
#include "config/value.h"
#include "config/words.h"
#include "http/method.h"

#include <string.h>

/* An array without pointers: nothing is relocated at the start. */
static const struct directive {
	char key[24];
	/* an enum value_type in a byte, to keep the table small */
	uint8_t type;
	uint16_t at; /* offset of the member in struct conf */
	uint64_t low, high;
} directive[] = {
#define DIRECTIVE(key, type, member, fallback, low, high)                      \
	{ #key, VALUE_##type, offsetof(struct conf, member), low, high },
#include "config/directives.def"
#undef DIRECTIVE
};

_Static_assert(sizeof(struct conf) < 65536, "an offset is 16 bits");

/* The table describes a list by its count, and a log by its `to`. */
_Static_assert(offsetof(struct conf_listens, n) == 0 &&
		   offsetof(struct conf_certificates, n) == 0 &&
		   offsetof(struct conf_prefixes, n) == 0 &&
		   offsetof(struct conf_patterns, n) == 0 &&
		   offsetof(struct conf_auths, n) == 0 &&
		   offsetof(struct conf_signed, n) == 0 &&
		   offsetof(struct conf_guards, n) == 0 &&
		   offsetof(struct conf_clients, n) == 0 &&
		   offsetof(struct conf_cidrs, n) == 0 &&
		   offsetof(struct conf_hosts, n) == 0 &&
		   offsetof(struct conf_forwarders, from.n) == 0 &&
		   offsetof(struct conf_types, n) == 0 &&
		   offsetof(struct conf_crawlers, n) == 0 &&
		   offsetof(struct conf_codings, n) == 0 &&
		   offsetof(struct conf_log, to) == 0,
    "directives.def names the first member");

#define COUNT (sizeof directive / sizeof *directive)

static enum value_type
type_of(const struct directive *d)
{
	return (enum value_type)d->type;
}

static enum value_kind
kind_of(const struct directive *d)
{
	return value_kind(type_of(d));
}

static bool
is_number(const struct directive *d)
{
	return kind_of(d) == VALUE_IS_NUMBER;
}

static const struct directive *
find(struct span key)
{
	for (size_t i = 0; i < COUNT; i++)
		if (span_eq_nocase(key, span_str(directive[i].key)))
			return &directive[i];
	return NULL;
}

/* Appends " wants from 1s to 1h". */
static void
put_bounds(struct text *t, const struct directive *d)
{
	text_put(t, SPAN(" wants from "));
	value_put(t, type_of(d), &d->low);
	text_put(t, SPAN(" to "));
	value_put(t, type_of(d), &d->high);
}

/* Reports an error at a byte of the line; its text is built in *t. */
static void
end_error(
    struct conf_error *e, struct text *t, const char *line, const char *where)
{
	e->column = (size_t)(where - line) + 1;
	e->text[t->n < t->room ? t->n : t->room - 1] = '\0';
}

static void
put_quoted(struct text *t, struct span word)
{
	text_put(t, SPAN(" '"));
	for (size_t i = 0; i < word.n && i < 40; i++)
		text_char(t, (unsigned char)word.p[i] < ' ' ? '?' : word.p[i]);
	if (word.n > 40)
		text_put(t, SPAN("..."));
	text_char(t, '\'');
}

/* Appends "; did you mean Listen?", or where all names are listed. */
static __attribute__((noinline)) void
put_nearest(struct text *t, struct span key)
{
	size_t best = SIZE_MAX, distance;
	const char *meant = NULL;

	for (size_t i = 0; i < COUNT; i++) {
		distance = nearest_distance(key, span_str(directive[i].key));
		if (distance >= best || !nearest_is_close(distance, key))
			continue;
		best = distance;
		meant = directive[i].key;
	}
	if (meant == NULL) {
		text_put(t, SPAN("; minihttp.conf(5) lists them"));
		return;
	}
	text_put(t, SPAN("; did you mean "));
	text_put(t, span_str(meant));
	text_char(t, '?');
}

/*
 * Reads one line.  Returns NULL, or the byte where the error is, with its text
 * in *t.
 */
static const char *
apply(struct conf *conf, const struct words *words, struct text *t)
{
	const struct directive *d = find(words->at[0]);
	const struct span *bad;
	const char *why;
	uint64_t number = 0;
	char *member;

	if (d == NULL) {
		text_put(t, SPAN("unknown directive"));
		put_quoted(t, words->at[0]);
		put_nearest(t, words->at[0]);
		return words->at[0].p;
	}
	text_put(t, span_str(d->key));
	if (words->n < 2) {
		text_put(t, SPAN(" has no value"));
		return words->at[0].p;
	}
	member = (char *)conf + d->at;
	if (kind_of(d) == VALUE_IS_RULE)
		why = rule_parse(
		    type_of(d), words->at + 1, words->n - 1, conf, &bad);
	else if (type_of(d) == VALUE_RATE)
		why = rate_parse((enum conf_rate_kind)d->low, words->at + 1,
		    words->n - 1, conf, &bad);
	else
		why = value_parse(type_of(d), words->at + 1, words->n - 1,
		    is_number(d) ? (void *)&number : member, &bad);
	if (why != NULL) {
		text_char(t, ' ');
		text_put(t, span_str(why));
	} else if (is_number(d) && (number < d->low || number > d->high))
		put_bounds(t, d);
	else {
		if (is_number(d))
			memcpy(member, &number, sizeof number);
		return NULL;
	}
	if (bad == NULL)
		return words->at[0].p;
	text_put(t, SPAN(", not"));
	put_quoted(t, *bad);
	return bad->p;
}

static bool
parse_line(struct conf *conf, struct span line, struct conf_error *e)
{
	struct text t = TEXT(e->text);
	const char *where, *why;
	struct words words;

	if (!words_split(line, &words, &where, &why))
		text_put(&t, span_str(why));
	else if (words.n == 0 || (where = apply(conf, &words, &t)) == NULL)
		return true;
	end_error(e, &t, line.p, where);
	return false;
}

static __attribute__((noinline)) bool
refuse_utf16(struct span text, struct conf_error *e)
{
	struct text t = TEXT(e->text);

	e->line = 1;
	text_put(&t, SPAN(UTF8_NOT_16));
	end_error(e, &t, text.p, text.p);
	return false;
}

bool
conf_parse(struct conf *conf, struct span text, struct conf_error *e)
{
	struct span line;
	bool more;

	e->line = 0;
	if (utf8_is_utf16(text))
		return refuse_utf16(text, e);
	text = utf8_behind_mark(text);
	do {
		e->line++;
		more = span_cut(text, '\n', &line, &text);
		if (!parse_line(conf, line, e))
			return false;
	} while (more);
	return true;
}

/*
 * Returns true for a member that is the count of a list whose lines add to it:
 * nothing has been added yet.
 */
#define ADDS_NUMBER false
#define ADDS_WORD false
#define ADDS_LIST false
#define ADDS_LINES true
#define ADDS_RULE true
#define ADDS_LINE true
static inline bool
is_count(enum value_type type)
{
	static const bool adds[] = {
#define TYPE(id, kind, read) ADDS_##kind,
#include "config/types.def"
	};

	return type != VALUE_PATTERNS && adds[type];
}

void
conf_preset(struct conf *conf)
{
#define NAMES(name) ((struct conf_names){ 1, { SPAN(name) } })
#define PATTERNS(name) ((struct conf_patterns){ 1, { SPAN(name) } })
#define DIRECTIVE(key, type, member, fallback, low, high)                      \
	if (!is_count(VALUE_##type))                                           \
		conf->member = fallback;
#include "config/directives.def"
#undef DIRECTIVE
#undef PATTERNS
#undef NAMES
	conf->only = SPAN("");
	conf->text = conf->name = SPAN("");
	conf->clients.at = conf->client;
	conf->access.at = conf->guard;
	conf->content_type.at = conf->type;
	conf->crawlers.at = conf->crawler;
}

void
conf_init(struct conf *conf)
{
	memset(conf, 0, sizeof *conf);
	conf_preset(conf);
}

/*
 * Appends "Key value".  Types that take several lines have functions of their
 * own.
 */
static void
put_line(
    struct text *t, const char *key, enum value_type type, const void *value)
{
	text_put(t, span_str(key));
	text_char(t, ' ');
	value_put(t, type, value);
	text_char(t, '\n');
}

/* Each of these functions appends a line for each value. */
static void
put_blocks(struct text *t, const char *key, const struct conf_cidrs *list)
{
	for (size_t i = 0; i < list->n; i++) {
		text_put(t, span_str(key));
		text_char(t, ' ');
		cidr_put(t, &list->at[i]);
		text_char(t, '\n');
	}
}

static void
put_words(struct text *t, const char *key, const struct span *word, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_line(t, key, VALUE_PATH, &word[i]);
}

/* Returns the directive that sets this limit. */
static struct span
rate_key(enum conf_rate_kind kind)
{
	for (const struct directive *d = directive; d < directive + COUNT; d++)
		if (type_of(d) == VALUE_RATE && d->low == (uint64_t)kind)
			return span_str(d->key);
	return SPAN("");
}

/* Appends directives of several lines, a line for each value. */
static void
print_lists(struct text *t, const struct conf *conf)
{
	put_words(t, "# Include", conf->included.at, conf->included.n);
	put_words(t, "ServerName", conf->server_names.at, conf->server_names.n);
	guard_put_patterns(t, "HiddenFiles", &conf->hidden_files);
	put_blocks(t, "StatusFrom", &conf->status_from);
	if (conf->proxies.n == 0)
		text_put(t, SPAN("ProxyProtocol none\n"));
	put_blocks(t, "ProxyProtocol from", &conf->proxies);
	put_blocks(
	    t, list_forwarders_key(&conf->forwarders), &conf->forwarders.from);
	put_words(t, "Upload", conf->upload.at, conf->upload.n);
	put_words(t, "CGI", conf->cgi.at, conf->cgi.n);
	put_blocks(t, "WriteFrom", &conf->write_from);
	guard_put_auths(t, &conf->auth);
	guard_put_access(t, &conf->access);
	guard_put_clients(t, &conf->clients);
	guard_put_signed(t, &conf->signed_links);
	listen_put(t, conf);
	for (size_t i = 0; i < conf->nrules; i++)
		rule_put(t, conf, i);
	for (size_t i = 0; i < conf->nrates; i++)
		rate_put(t, rate_key(conf->rate[i].kind), &conf->rate[i]);
	put_blocks(t, "RateFrom", &conf->rate_from);
	crawler_put(t, &conf->crawlers);
	list_put_types(t, &conf->content_type);
}

/* Types of several lines have functions of their own. */
static bool
is_one_line(const struct directive *d)
{
	switch (kind_of(d)) {
	case VALUE_IS_NUMBER:
	case VALUE_IS_WORD:
	case VALUE_IS_LIST:
		return true;
	case VALUE_IS_LINES:
	case VALUE_IS_RULE:
	case VALUE_IS_LINE:
		break;
	}
	return false;
}

void
conf_print(struct text *t, const struct conf *conf)
{
	for (const struct directive *d = directive; d < directive + COUNT; d++)
		if (is_one_line(d))
			put_line(
			    t, d->key, type_of(d), (const char *)conf + d->at);
	print_lists(t, conf);
}

struct span
conf_root(const struct conf *conf)
{
	return conf->virtual_hosts.n > 0 ? conf->virtual_hosts
					 : conf->document_root;
}

const char *
conf_root_directive(const struct conf *conf)
{
	return conf->virtual_hosts.n > 0 ? "VirtualHosts" : "DocumentRoot";
}

void
conf_set_root(struct conf *conf, struct span root)
{
	conf->document_root = root;
	conf->virtual_hosts = SPAN("");
}

void
conf_set_file(struct conf *conf, struct span directory, struct span name)
{
	conf_set_root(conf, directory);
	conf->only = name;
	conf->directory_index = (struct conf_names){ 1, { name } };
	conf->directory_listing = conf->archive = false;
	conf->hidden_files.n = 0;
	conf->cgi.n = 0;
	conf->upload.n = 0;
	conf->methods &= ~(unsigned)METHODS_WRITING;
}

bool
conf_lists(const struct conf_cidrs *list, const struct address *peer)
{
	for (size_t i = 0; i < list->n; i++)
		if (cidr_has(&list->at[i], peer))
			return true;
	return false;
}

bool
conf_lists_everybody(const struct conf_cidrs *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (cidr_is_everybody(&list->at[i]))
			return true;
	return false;
}

bool
conf_is_proxy(const struct conf *conf, const struct address *peer)
{
	return conf_lists(&conf->proxies, peer);
}
