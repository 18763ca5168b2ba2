#include "config/rule.h"

#include "config/words.h"
#include "http/octet.h"

#include <string.h>

/*
 * Header cannot set fields that frame the message or manage the connection,
 * that describe the file being sent, or that other directives set.
 */
static const char ours[][20] = { "Accept-Ranges", "Age", "Allow",
	"Cache-Control", "Connection", "Content-Digest", "Content-Encoding",
	"Content-Length", "Content-Location", "Content-Range", "Content-Type",
	"Date", "ETag", "Keep-Alive", "Last-Modified", "Location",
	"Preference-Applied", "Proxy-Authenticate", "Proxy-Connection",
	"Repr-Digest", "Retry-After", "TE", "Trailer", "Transfer-Encoding",
	"Upgrade", "WWW-Authenticate" };

static bool
is_settable(struct span name)
{
	if (!octet_all(name, OCTET_TOKEN))
		return false;
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (span_eq_nocase(name, span_str(ours[i])))
			return false;
	return true;
}

/*
 * 9110 5.5: returns whether s is empty, or visible ASCII with blanks in
 * between.
 */
static bool
is_field_value(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!octet_is(s.p[i], OCTET_VALUE) ||
		    (unsigned char)s.p[i] > '~')
			return false;
	return span_trim(s).n == s.n;
}

/* Returns whether the span is a path or a file name, with asterisks. */
static bool
is_pattern(struct span s)
{
	return s.n > 0 && s.n <= LIMIT_CONF_PATTERN &&
	       (*s.p == '/' || memchr(s.p, '/', s.n) == NULL);
}

/*
 * Returns whether the word consists of letters, digits and dashes, as all cache
 * directives do.
 */
static bool
is_cache_word(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return s.n > 0;
}

/*
 * Returns whether s is a Cache-Control of RFC 9111 5.2: 1#( token [ "=" token ]
 * ).
 */
static bool
is_cache_control(struct span s)
{
	struct span item, name, value;
	bool more = s.n <= LIMIT_CONF_CACHE;

	if (!more)
		return false;
	while (more) {
		more = span_cut(s, ',', &item, &s);
		if (span_cut(span_trim(item), '=', &name, &value) &&
		    !is_cache_word(value))
			return false;
		if (!is_cache_word(name))
			return false;
	}
	return true;
}

bool
rule_is_file(struct span s)
{
	struct span segment;
	bool more = true;

	if (s.n < 2 || s.n >= LIMIT_PATH || *s.p != '/')
		return false;
	for (s = span_from(s, 1); more;) {
		more = span_cut(s, '/', &segment, &s);
		if (segment.n == 0 || span_eq(segment, SPAN(".")) ||
		    span_eq(segment, SPAN("..")))
			return false;
	}
	return true;
}

/*
 * Returns whether the span is a path, or the start of a path followed by an
 * asterisk.
 */
static bool
is_source(struct span s)
{
	const char *star = memchr(s.p, '*', s.n);

	return is_pattern(s) && *s.p == '/' &&
	       (star == NULL || star == s.p + s.n - 1);
}

/*
 * Returns whether the span is a path of this site or a URI of another, and ends
 * in an asterisk if the source does.  An asterisk directly after a host would
 * change the host.
 */
static bool
is_destination(struct span s)
{
	struct span host;

	for (size_t i = 0; i < s.n; i++)
		if (!octet_is(s.p[i], OCTET_TARGET) && s.p[i] != '#')
			return false; /* RFC 3986: no blank, quote or control */
	for (size_t i = 0; i < s.n; i++)
		if (memchr("\"<>\\^`{|}", s.p[i], 9) != NULL ||
		    (s.p[i] == '*' && i + 1 < s.n))
			return false;
	if (s.n == 0 || s.n > LIMIT_CONF_URL)
		return false;
	if (*s.p == '/')
		return s.n == 1 || s.p[1] != '/';
	if (span_starts(s, SPAN("https://")))
		host = span_from(s, 8);
	else if (span_starts(s, SPAN("http://")))
		host = span_from(s, 7);
	else
		return false;
	return host.n > 0 && *host.p != '/' &&
	       (s.p[s.n - 1] != '*' || memchr(host.p, '/', host.n) != NULL);
}

static bool
ends_in_star(struct span s)
{
	return s.n > 0 && s.p[s.n - 1] == '*';
}

/*
 * Returns whether the rule matches its own destination, so that it would
 * redirect forever.
 */
static bool
is_loop(struct span from, struct span to)
{
	struct span path, rest;

	(void)span_cut(to, '?', &path, &rest);
	(void)span_cut(path, '#', &path, &rest);
	if (!ends_in_star(from))
		return span_eq(path, from);
	from.n--;
	return span_starts(path, from);
}

static bool
is_status(struct span s, uint64_t low, uint64_t high, int *status)
{
	uint64_t v;

	if (!span_u64(s, &v) || v < low || v > high)
		return false;
	*status = (int)v;
	return true;
}

/*
 * Returns whether the fields of Header, with this one, fit into one response.
 */
static bool
has_room(const struct conf *conf, struct field field)
{
	size_t n = field.name.n + field.value.n + 4;

	for (size_t i = 0; i < conf->nrules; i++)
		if (conf->rule[i].kind == CONF_RULE_HEADER)
			n += conf->field[i].name.n + conf->field[i].value.n + 4;
	return conf->nrules < LIMIT_CONF_RULES && n <= LIMIT_CONF_ADDED;
}

static const char *
add(struct conf *conf, struct conf_rule rule, struct field field)
{
	if (!has_room(conf, field))
		return "has too many values";
	conf->rule[conf->nrules] = rule;
	conf->field[conf->nrules++] = field;
	return NULL;
}

static const char *
parse_header(const struct span *words, size_t n, struct conf *conf,
    const struct span **bad)
{
	struct field field = { words[0], n > 1 ? words[1] : words[0] };
	const char *why = NULL;
	size_t before = conf->nrules;

	*bad = &words[0];
	if (!is_settable(field.name))
		return "wants the name of a field that the server does not "
		       "make itself";
	if (n < 2)
		return "wants a value, or '' for none, after the name";
	*bad = &words[1];
	if (!is_field_value(field.value))
		return "wants a value of visible ASCII";
	for (size_t i = 2; i < n; i++)
		if (!is_pattern(words[i])) {
			*bad = &words[i];
			return "wants patterns such as *.css and /assets/*";
		}
	*bad = NULL;
	if (n == 2)
		return add(conf,
		    (struct conf_rule){ CONF_RULE_HEADER, 0, SPAN("") }, field);
	for (size_t i = 2; i < n && why == NULL; i++)
		why = add(conf,
		    (struct conf_rule){ CONF_RULE_HEADER, 0, words[i] }, field);
	if (why != NULL)
		conf->nrules = before;
	return why;
}

/* Reads a value of one or more words, as they stand in the line. */
static const char *
parse_cache(const struct span *words, size_t n, struct conf *conf,
    const struct span **bad)
{
	struct field field = { SPAN("Cache-Control"), SPAN("") };
	const struct span *last = &words[n - 1];

	*bad = &words[0];
	if (!is_pattern(words[0]))
		return "wants a pattern such as *.css or /assets/*";
	if (n < 2)
		return "wants directives such as max-age=3600 after the "
		       "pattern";
	*bad = &words[1];
	field.value.p = words[1].p;
	field.value.n = (size_t)(last->p - words[1].p) + last->n;
	field.value = span_trim(field.value);
	if (!is_cache_control(field.value))
		return "wants directives such as public, max-age=3600";
	*bad = NULL;
	return add(
	    conf, (struct conf_rule){ CONF_RULE_CACHE, 0, words[0] }, field);
}

static const char *
parse_redirect(const struct span *words, size_t n, struct conf *conf,
    const struct span **bad)
{
	struct conf_rule rule = { CONF_RULE_REDIRECT, 302, SPAN("") };
	struct field field = { SPAN("Location"), SPAN("") };

	*bad = &words[0];
	if (n == 3) {
		if (!is_status(*words, 301, 308, &rule.status) ||
		    (rule.status > 303 && rule.status < 307))
			return "wants a status of 301 302 303 307 308";
		words++;
	} else if (n != 2) {
		*bad = &words[n - 1];
		return "wants [STATUS] FROM TO";
	}
	*bad = &words[0];
	if (!is_source(words[0]))
		return "wants a path to redirect from, such as /old or /old/*";
	*bad = &words[1];
	if (!is_destination(words[1]) ||
	    (ends_in_star(words[1]) && !ends_in_star(words[0])))
		return "wants a path or URI to redirect to, such as /new, or "
		       "https://example.org/* from /*";
	if (is_loop(words[0], words[1]))
		return "would redirect to itself, again and again";
	*bad = NULL;
	rule.pattern = words[0];
	field.value = words[1];
	return add(conf, rule, field);
}

static const char *
parse_page(const struct span *words, size_t n, struct conf *conf,
    const struct span **bad)
{
	struct conf_rule rule = { CONF_RULE_PAGE, 0, SPAN("") };

	*bad = &words[0];
	if (!is_status(words[0], 400, 599, &rule.status))
		return "wants a status from 400 to 599";
	*bad = &words[n - 1];
	if (n != 2 || !rule_is_file(words[1]))
		return "wants a status and a file of the site, such as "
		       "/404.html";
	*bad = NULL;
	return add(conf, rule, (struct field){ SPAN(""), words[1] });
}

const char *
rule_parse(enum value_type type, const struct span *words, size_t n,
    struct conf *conf, const struct span **bad)
{
	if (type == VALUE_HEADER)
		return parse_header(words, n, conf, bad);
	if (type == VALUE_CACHE)
		return parse_cache(words, n, conf, bad);
	if (type == VALUE_REDIRECT)
		return parse_redirect(words, n, conf, bad);
	return parse_page(words, n, conf, bad);
}

static void
put_status(struct text *t, int status)
{
	text_u64(t, (uint64_t)status);
	text_char(t, ' ');
}

void
rule_put(struct text *t, const struct conf *conf, size_t i)
{
	const struct conf_rule *rule = &conf->rule[i];
	const struct field *field = &conf->field[i];

	switch (rule->kind) {
	case CONF_RULE_HEADER:
		text_put(t, SPAN("Header "));
		words_put(t, field->name);
		text_char(t, ' ');
		words_put(t, field->value);
		if (rule->pattern.n > 0)
			text_char(t, ' ');
		if (rule->pattern.n > 0)
			words_put(t, rule->pattern);
		break;
	case CONF_RULE_CACHE:
		text_put(t, SPAN("CacheControl "));
		words_put(t, rule->pattern);
		text_char(t, ' ');
		words_put(t, field->value);
		break;
	case CONF_RULE_REDIRECT:
		text_put(t, SPAN("Redirect "));
		put_status(t, rule->status);
		words_put(t, rule->pattern);
		text_char(t, ' ');
		words_put(t, field->value);
		break;
	case CONF_RULE_PAGE:
		text_put(t, SPAN("ErrorPage "));
		put_status(t, rule->status);
		words_put(t, field->value);
		break;
	}
	text_char(t, '\n');
}
