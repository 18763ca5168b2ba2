#include "client/url_pattern.h"

#include <string.h>

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Returns true for a character that loses its meaning behind a backslash. */
static bool
is_escaped(const char *p)
{
	return *p == '\\' && p[1] != '\0' && memchr("{}[],", p[1], 5) != NULL;
}

/*
 * Returns the length of an address such as "[::1]" with its brackets, or of
 * "[]", which is not a pattern; or 0.
 */
static size_t
address_length(const char *p)
{
	size_t n = 1;
	bool colon = p[1] == ']', zone = false;

	for (; p[n] != '\0' && p[n] != ']'; n++) {
		colon |= p[n] == ':';
		zone |= p[n] == '%';
		if (p[n] == '-' && !zone)
			return 0;
		if (!zone && p[n] != ':' && p[n] != '.' && !is_digit(p[n]) &&
		    !((p[n] | 0x20) >= 'a' && (p[n] | 0x20) <= 'f'))
			return 0;
	}
	return colon && p[n] == ']' ? n + 1 : 0;
}

/* Reads "{a,b}" at *p, and moves it behind. */
static const char *
read_set(const char **p, struct url_pattern_piece *piece)
{
	const char *q = *p + 1;

	piece->kind = URL_PATTERN_SET;
	piece->n = 1;
	for (; *q != '}'; q++) {
		if (is_escaped(q))
			q++;
		else if (*q == '\0')
			return "a brace is not closed; -g takes braces as they "
			       "are";
		else if (*q == '{' || *q == '[' || *q == ']')
			return "a pattern within braces; -g takes them as they "
			       "are";
		else
			piece->n += *q == ',';
	}
	piece->text = (struct span){ *p + 1, (size_t)(q - *p) - 1 };
	*p = q + 1;
	return piece->text.n > 0
		   ? NULL
		   : "nothing within braces; -g takes them as they are";
}

#define BAD_RANGE                                                              \
	"not a range such as [1-9] or [a-z:2]; -g takes brackets as they are"

static bool
read_number(const char **p, uint64_t *out)
{
	size_t n = 0;

	while (is_digit((*p)[n]))
		n++;
	if (!span_u64((struct span){ *p, n }, out))
		return false;
	*p += n;
	return true;
}

/* Reads the two ends of a range. */
static bool
read_ends(const char **p, struct url_pattern_piece *piece, uint64_t *last)
{
	const char *q = *p;

	if (is_letter(*q) && q[1] == '-' && is_letter(q[2])) {
		piece->first = (unsigned char)*q;
		*last = (unsigned char)q[2];
		*p += 3;
		return (*q <= 'Z') == (q[2] <= 'Z');
	}
	if (!read_number(p, &piece->first) || **p != '-')
		return false;
	/* Leading zeros set the width of all numbers. */
	piece->width = *q == '0' ? (unsigned)(*p - q) : 1;
	++*p;
	return read_number(p, last);
}

/* Reads "[1-9:2]" at *p, and moves it behind. */
static const char *
read_range(const char **p, struct url_pattern_piece *piece)
{
	const char *q = *p + 1;
	uint64_t last = 0;

	piece->kind = URL_PATTERN_RANGE;
	piece->step = 1;
	if (!read_ends(&q, piece, &last))
		return BAD_RANGE;
	if (*q == ':' && (q++, !read_number(&q, &piece->step)))
		return BAD_RANGE;
	if (*q != ']' || last < piece->first || piece->step == 0 ||
	    (last > piece->first && piece->step > last - piece->first) ||
	    (last - piece->first) / piece->step >= URL_PATTERN_MOST)
		return BAD_RANGE;
	piece->n = (size_t)((last - piece->first) / piece->step) + 1;
	*p = q + 1;
	return NULL;
}

static const char *
read_text(const char **p, struct url_pattern_piece *piece)
{
	const char *q = *p;

	piece->n = 1;
	while (*q != '\0' && *q != '{') {
		size_t n = *q == '[' ? address_length(q) : 1;

		if (n == 0)
			break;
		if (*q == '}' || (*q == ']' && n == 1))
			return "a bracket or brace is not opened; -g takes "
			       "them as they are";
		q += is_escaped(q) ? 2 : n;
	}
	piece->text = (struct span){ *p, (size_t)(q - *p) };
	*p = q;
	return NULL;
}

const char *
url_pattern_read(struct url_pattern *p, const char *word)
{
	*p = (struct url_pattern){ .n = 1 };
	while (*word != '\0') {
		struct url_pattern_piece *piece = &p->piece[p->npieces];
		const char *why;

		if (p->npieces++ == URL_PATTERN_PIECES)
			return "too many patterns";
		why = *word == '{' ? read_set(&word, piece)
		      : *word == '[' && address_length(word) == 0
			  ? read_range(&word, piece)
			  : read_text(&word, piece);
		if (why != NULL)
			return why;
		if (piece->n > URL_PATTERN_MOST / p->n)
			return "more than 100000 URLs in one pattern";
		p->n *= piece->n;
	}
	return NULL;
}

/* Appends a text without its backslashes, up to a comma if it is in a set. */
static size_t
put_plain(struct text *t, struct span s, bool set)
{
	size_t i;

	for (i = 0; i < s.n && !(set && s.p[i] == ','); i++) {
		if (s.p[i] == '\\' && i + 1 < s.n && is_escaped(s.p + i))
			i++;
		if (t != NULL)
			text_char(t, s.p[i]);
	}
	return i;
}

/* Appends value number i. */
static void
put_value(struct text *t, const struct url_pattern_piece *piece, size_t i)
{
	struct span rest = piece->text;
	uint64_t value;

	switch (piece->kind) {
	case URL_PATTERN_TEXT:
		(void)put_plain(t, rest, false);
		break;
	case URL_PATTERN_SET:
		for (; i > 0; i--)
			rest = span_from(rest, put_plain(NULL, rest, true) + 1);
		(void)put_plain(t, rest, true);
		break;
	case URL_PATTERN_RANGE:
		value = piece->first + i * piece->step;
		if (piece->width == 0)
			text_char(t, (char)value);
		else
			text_pad(t, value, piece->width);
		break;
	}
}

/*
 * Returns the number of the value that piece `at` has in URL number i.  The
 * last piece changes fastest.
 */
static size_t
value_of(const struct url_pattern *p, size_t at, size_t i)
{
	for (size_t k = p->npieces - 1; k > at; k--)
		i /= p->piece[k].n;
	return i % p->piece[at].n;
}

void
url_pattern_put(const struct url_pattern *p, size_t i, struct text *t)
{
	for (size_t k = 0; k < p->npieces; k++)
		put_value(t, &p->piece[k], value_of(p, k, i));
}

/* Returns the piece that "#number" stands for, or npieces. */
static size_t
find_piece(const struct url_pattern *p, uint64_t number)
{
	size_t k;

	for (k = 0; k < p->npieces; k++)
		if (p->piece[k].kind != URL_PATTERN_TEXT && --number == 0)
			break;
	return k;
}

void
url_pattern_put_name(
    const struct url_pattern *p, size_t i, const char *name, struct text *t)
{
	while (*name != '\0') {
		const char *digits = name + 1;
		uint64_t number = 0;
		size_t k = p->npieces;

		if (*name == '#' && read_number(&digits, &number) && number > 0)
			k = find_piece(p, number);
		if (k < p->npieces) {
			put_value(t, &p->piece[k], value_of(p, k, i));
			name = digits;
		} else {
			text_char(t, *name++);
		}
	}
}
