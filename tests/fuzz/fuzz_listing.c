/*
 * A directory as a page and as JSON.  The first bytes are choices: the
 * format, the order, whether there is a form; then the path of the
 * directory, and the names in it, each ended by a slash.
 *
 * A strict reader of JSON finds a document with those entries, and in the
 * page no name adds markup.  Either way a link is ASCII and leads back to
 * the bytes of its name.
 */
#include "base/utf8.h"
#include "http/target.h"
#include "site/listing_page.h"
#include "site/shown.h"

#include "fuzz/fuzz.h"

#define NAMES_MOST 64

static char out[1 << 21];

/* Checks that all output is UTF-8, with names of any bytes. */
static void
check_utf8(struct span s)
{
	for (size_t n; s.n > 0; s = span_from(s, n)) {
		n = utf8_length(s);
		MUST(n > 0);
	}
}

static void
expect(struct span *s, const char *literal)
{
	MUST(span_starts(*s, span_str(literal)));
	*s = span_from(*s, strlen(literal));
}

/* Takes a string in quotes, RFC 8259 7. */
static struct span
take_string(struct span *s)
{
	struct span string;
	size_t n = 0;

	expect(s, "\"");
	for (; n < s->n && s->p[n] != '"'; n++) {
		unsigned char c = (unsigned char)s->p[n];

		MUST(c >= ' ' && c != 0x7f);
		if (c != '\\')
			continue;
		MUST(++n < s->n && strchr("\"\\u", s->p[n]) != NULL);
		if (s->p[n] == 'u')
			for (int k = 0; k < 4; k++)
				MUST(++n < s->n &&
				     strchr("0123456789abcdef", s->p[n]));
	}
	MUST(n < s->n);
	string = (struct span){ s->p, n };
	*s = span_from(*s, n + 1);
	return string;
}

/* Checks that a browser resolves the relative reference to this very name. */
static void
check_href(struct span href, const struct file_entry *e)
{
	static char raw[1 << 16], path[1 << 16];
	struct text t = TEXT(raw);
	struct target target;

	for (size_t i = 0; i < href.n; i++)
		MUST(href.p[i] > ' ' && href.p[i] < 0x7f &&
		     strchr("\"<>\\:?#", href.p[i]) == NULL);
	text_put(&t, SPAN("/"));
	text_put(&t, href);
	MUST(target_parse(TEXT_SPAN(t), METHOD_GET, TEXT(path), &target) ==
	     REFUSE_NOT);
	MUST(span_eq(target.path, e->name));
	MUST(target.directory == e->directory && !target.has_query);
}

static void
check_json(struct span s, const struct file_entry *e, size_t n)
{
	expect(&s, "{\"path\":");
	(void)take_string(&s);
	expect(&s, ",\"sorted\":true,\"uploads\":");
	expect(&s, *s.p == 't' ? "true" : "false");
	expect(&s, ",\"entries\":[");
	for (size_t i = 0; i < n; i++) {
		expect(&s, i > 0 ? ",\n" : "\n");
		expect(&s, "{\"name\":");
		(void)take_string(&s);
		expect(&s, ",\"href\":");
		check_href(take_string(&s), &e[i]);
		expect(&s, ",\"type\":");
		if (e[i].directory)
			expect(&s, "\"directory\"");
		else {
			char size[40];

			expect(&s, "\"file\"");
			snprintf(size, sizeof size, ",\"size\":%llu",
			    (unsigned long long)e[i].size);
			expect(&s, size);
		}
		expect(&s, ",\"modified\":");
		MUST(take_string(&s).n == 20);
		expect(&s, "}");
	}
	expect(&s, "\n]}\n");
	MUST(s.n == 0);
}

static void
count(struct span s, size_t got[256])
{
	memset(got, 0, 256 * sizeof *got);
	for (size_t i = 0; i < s.n; i++)
		got[(unsigned char)s.p[i]]++;
}

/* Checks that a row has the markup of a plain name's row, and no control. */
static void
check_row(const struct listing *l, const struct file_entry *e)
{
	static char row[LISTING_ENTRY], plain[LISTING_ENTRY];
	struct text t = TEXT(row), u = TEXT(plain);
	struct listing copy = *l;
	struct file_entry other = *e;
	size_t got[256], want[256];
	struct span s, href;

	copy.query.stored = 0; /* the row of a stored file is marked */
	other.name = SPAN("a");
	listing_put_entry(&t, &copy, e);
	listing_put_entry(&u, &copy, &other);
	MUST(text_fits(&t) && text_fits(&u));
	count(TEXT_SPAN(t), got);
	count(TEXT_SPAN(u), want);
	for (const char *c = "<>\"'"; *c != '\0'; c++)
		MUST(got[(unsigned char)*c] == want[(unsigned char)*c]);
	for (size_t i = 0; i < 256; i++)
		MUST((i >= ' ' && i != 0x7f) || i == '\n' || got[i] == 0);
	MUST(got['\n'] == 1);
	s = TEXT_SPAN(t);
	href = span_from(s, (size_t)(strstr(row, "href=\"") - row) + 6);
	href.n = (size_t)((char *)memchr(href.p, '"', href.n) - href.p);
	for (struct span rest = href;
	     rest.n > 0;) { /* & and ' must be escaped */
		if (*rest.p == '&')
			MUST(span_starts(rest, SPAN("&amp;")) ||
			     span_starts(rest, SPAN("&#39;")));
		rest = span_from(rest, 1);
	}
}

static size_t
read_names(struct span in, struct file_entry e[NAMES_MOST])
{
	size_t n = 0;
	bool more = in.n > 0;
	struct conf conf;

	conf_init(&conf);
	while (more && n < NAMES_MOST) {
		struct span name;

		more = span_cut(in, '/', &name, &in);
		if (!listing_shows(&conf, name) || memchr(name.p, '\0', name.n))
			continue;
		e[n] = (struct file_entry){ name, name.n % 2,
			UINT64_MAX / (n + 1), (int64_t)(n << 40) };
		n++;
	}
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static _Alignas(8) char room[1 << 17];
	static struct file_entry e[NAMES_MOST];
	struct span in = { (const char *)bytes, n };
	struct text t = TEXT(out);
	unsigned choice = choose(&in), path = choose(&in);
	struct listing l = { .uploads = choice & 32, .removes = choice & 64 };
	struct listing_roster r;
	size_t names;

	l.path = (struct span){ in.p, path < in.n ? path : in.n };
	l.title = (struct span){ in.p, l.path.n < 128 ? l.path.n : 128 };
	listing_query_read(l.path, &l.query);
	l.query.format = choice & 1 ? LISTING_JSON : LISTING_HTML;
	l.query.key = (enum listing_key)(choice / 2 % 3);
	l.query.order = choice & 16 ? LISTING_DOWN : LISTING_UP;
	names = read_names(span_from(in, l.path.n), e);
	listing_roster_init(&r, room, sizeof room);
	for (size_t i = 0; i < names; i++) {
		(void)listing_query_takes(&l.query, e[i].name);
		(void)listing_query_meet(&l.query, e[i].name);
		MUST(listing_roster_add(&r, &e[i]));
	}
	listing_roster_sort(&r, l.query.key, l.query.order);
	MUST(r.n == names);
	for (size_t i = 0; i < names; i++)
		e[i] = listing_roster_at(&r, i);
	listing_put_head(&t, &l);
	for (size_t i = 0; i < names; i++)
		listing_put_entry(&t, &l, &e[i]);
	listing_put_tail(&t, &l);
	if (l.query.format == LISTING_HTML) {
		listing_page_put_readme(&t, l.title);
		shown_put_lines(&t, l.path);
		l.readme = true;
	}
	listing_put_end(&t, &l);
	MUST(text_fits(&t));
	check_utf8(TEXT_SPAN(t));
	switch (l.query.format) {
	case LISTING_JSON:
		check_json(TEXT_SPAN(t), e, names);
		break;
	case LISTING_HTML:
		for (size_t i = 0; i < names; i++)
			check_row(&l, &e[i]);
		break;
	}
	return 0;
}
