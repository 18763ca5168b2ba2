#include "site/untagged.h"

#include "base/span.h"

/*
 * The text so far, and the white space before its next character.  Nothing is
 * written beyond what has been read: each character, reference and tag becomes
 * at most as many bytes as it has.
 */
struct text_of {
	char *p;
	size_t n;
	unsigned lines; /* to be ended; 2: and an empty one */
	bool space;
	bool kept; /* in <pre>, white space stays */
};

enum effect { INLINE, SPACE, LINE, ITEM, PARAGRAPH, KEPT, IGNORED };

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool
is_letter(char c)
{
	return span_lower(c) >= 'a' && span_lower(c) <= 'z';
}

static void
put(struct text_of *t, char c)
{
	for (; t->n > 0 && t->lines > 0; t->lines--) {
		t->p[t->n++] = '\n';
		t->space = false;
	}
	if (t->space && t->n > 0)
		t->p[t->n++] = ' ';
	t->space = false;
	t->lines = 0;
	t->p[t->n++] = c;
}

static void
put_character(struct text_of *t, char c)
{
	if (!is_space(c) || t->kept)
		put(t, c);
	else
		t->space = true;
}

/* Returns what an element does to the text. */
static enum effect
effect_of(struct span name)
{
	static const struct {
		char name[11];
		char effect;
	} elements[] = {
		{ "script", IGNORED },
		{ "style", IGNORED },
		{ "title", IGNORED },
		{ "template", IGNORED },
		{ "pre", KEPT },
		{ "td", SPACE },
		{ "th", SPACE },
		{ "li", ITEM },
		{ "br", LINE },
		{ "div", LINE },
		{ "dd", LINE },
		{ "dt", LINE },
		{ "tr", LINE },
		{ "hr", PARAGRAPH },
		{ "p", PARAGRAPH },
		{ "h1", PARAGRAPH },
		{ "h2", PARAGRAPH },
		{ "h3", PARAGRAPH },
		{ "h4", PARAGRAPH },
		{ "h5", PARAGRAPH },
		{ "h6", PARAGRAPH },
		{ "ul", PARAGRAPH },
		{ "ol", PARAGRAPH },
		{ "dl", PARAGRAPH },
		{ "table", PARAGRAPH },
		{ "section", PARAGRAPH },
		{ "article", PARAGRAPH },
		{ "header", PARAGRAPH },
		{ "footer", PARAGRAPH },
		{ "blockquote", PARAGRAPH },
	};

	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (span_eq_nocase(name, span_str(elements[i].name)))
			return (enum effect)elements[i].effect;
	return INLINE;
}

/* Returns the position behind the first occurrence of what, or s.n. */
static size_t
after(struct span s, struct span what)
{
	for (size_t i = 0; i + what.n <= s.n; i++)
		if (span_eq_nocase((struct span){ s.p + i, what.n }, what))
			return i + what.n;
	return s.n;
}

/* Returns the length of a tag.  A ">" in a quoted value does not end it. */
static size_t
tag_length(struct span s)
{
	char quote = 0, before = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (quote != 0)
			quote = c == quote ? 0 : quote;
		else if ((c == '"' || c == '\'') && before == '=')
			quote = c;
		else if (c == '>')
			return i + 1;
		if (!is_space(c))
			before = c;
	}
	return s.n;
}

/* Returns the length of an element from its name on, with its end tag. */
static size_t
element_length(struct span s, size_t name)
{
	size_t n = name;

	while (n < s.n) {
		n += after(span_from(s, n), SPAN("</"));
		if (n + name <= s.n &&
		    span_eq_nocase((struct span){ s.p + n, name },
			(struct span){ s.p, name }))
			break;
	}
	return n + after(span_from(s, n), SPAN(">"));
}

static void
end_lines(struct text_of *t, unsigned lines)
{
	if (t->lines < lines)
		t->lines = lines;
}

/* Does what an element does, and returns the length of its tag after "<". */
static size_t
take_tag(struct text_of *t, struct span s)
{
	bool closes = *s.p == '/';
	struct span name = span_from(s, closes);
	size_t n = 0;

	while (n < name.n && !is_space(name.p[n]) && name.p[n] != '>' &&
	       name.p[n] != '/')
		n++;
	name.n = n;
	switch (effect_of(name)) {
	case INLINE:
		break;
	case SPACE:
		t->space = true;
		break;
	case ITEM:
		end_lines(t, 1);
		if (!closes) {
			put(t, '-');
			t->space = true;
		}
		break;
	case LINE:
		end_lines(t, 1);
		break;
	case KEPT:
		t->kept = !closes;
		end_lines(t, 2);
		break;
	case PARAGRAPH:
		end_lines(t, 2);
		break;
	case IGNORED:
		if (!closes)
			return element_length(s, n);
	}
	return tag_length(s);
}

/* Takes a comment, a declaration or a tag, or "<" as a character. */
static size_t
take_markup(struct text_of *t, struct span s)
{
	struct span inner = span_from(s, 1);

	if (span_starts(s, SPAN("<!--")))
		return after(s, SPAN("-->"));
	if (inner.n > 0 && (*inner.p == '!' || *inner.p == '?'))
		return after(s, SPAN(">"));
	if (inner.n > 0 &&
	    (is_letter(*inner.p) ||
		(*inner.p == '/' && inner.n > 1 && is_letter(inner.p[1]))))
		return 1 + take_tag(t, inner);
	put(t, '<');
	return 1;
}

/* Puts a character as UTF-8, or nothing if there is none of this number. */
static void
put_number(struct text_of *t, uint32_t c)
{
	if (c == 0xa0)
		c = ' ';
	if (c < 0x80) {
		put_character(t, (char)c);
		return;
	}
	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return;
	if (c < 0x800)
		put(t, (char)(0xc0 | c >> 6));
	else if (c < 0x10000) {
		put(t, (char)(0xe0 | c >> 12));
		put(t, (char)(0x80 | (c >> 6 & 0x3f)));
	} else {
		put(t, (char)(0xf0 | c >> 18));
		put(t, (char)(0x80 | (c >> 12 & 0x3f)));
		put(t, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	put(t, (char)(0x80 | (c & 0x3f)));
}

/* Reads "#8364" or "#x20ac".  Returns false if it is not a number. */
static bool
read_number(struct span s, uint32_t *c)
{
	bool hex = s.n > 1 && (s.p[1] == 'x' || s.p[1] == 'X');

	s = span_from(s, hex ? 2 : 1);
	*c = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char d = span_lower(s.p[i]);

		if (d >= '0' && d <= '9')
			d = (unsigned char)(d - '0');
		else if (hex && d >= 'a' && d <= 'f')
			d = (unsigned char)(d - 'a' + 10);
		else
			return false;
		*c = *c * (hex ? 16 : 10) + d;
	}
	return s.n > 0 && s.n <= 7;
}

/* Returns the character of a name that is often written, or 0. */
static uint32_t
named(struct span name)
{
	static const struct {
		char name[7];
		uint16_t character;
	} names[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' },
		{ "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' },
		{ "copy", 0xa9 }, { "ndash", 0x2013 }, { "mdash", 0x2014 },
		{ "hellip", 0x2026 } };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (span_eq(name, span_str(names[i].name)))
			return names[i].character;
	return 0;
}

/* Takes "&amp;" or "&#38;", or "&" as a character. */
static size_t
take_reference(struct text_of *t, struct span s)
{
	struct span name = { s.p + 1, 0 };
	uint32_t c;

	while (name.n < 9 && name.n + 1 < s.n && name.p[name.n] != ';')
		name.n++;
	if (name.n + 1 < s.n && name.p[name.n] == ';' && name.n > 0) {
		if (*name.p != '#')
			c = named(name);
		else if (!read_number(name, &c))
			c = 0;
		if (c > 0) {
			put_number(t, c);
			return name.n + 2;
		}
	}
	put(t, '&');
	return 1;
}

size_t
untagged_make(char *document, size_t n)
{
	struct span rest = { document, n };
	struct text_of t = { .p = document };

	while (rest.n > 0) {
		size_t taken = 1;

		if (*rest.p == '<')
			taken = take_markup(&t, rest);
		else if (*rest.p == '&')
			taken = take_reference(&t, rest);
		else
			put_character(&t, *rest.p);
		rest = span_from(rest, taken);
	}
	return t.n;
}
