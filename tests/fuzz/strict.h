/*
 * strict -- a strict reader of response heads, for what we write ourselves.
 *
 * RFC 9112 4 and 5, without leniency: what a sender MUST send, not what a
 * recipient may put up with.  It shares no grammar with src/, so that a
 * mistake there is not made here again.
 */
#ifndef FUZZ_STRICT_H
#define FUZZ_STRICT_H

#include "http/field.h"

#include "fuzz/fuzz.h"

struct head {
	int status;
	size_t n;
	struct field at[32];
};

static inline bool
is_token(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') &&
		    (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
			return false;
	}
	return s.n > 0;
}

/* Takes the line that CRLF ends; no CR or LF but in that. */
static inline struct span
take_line(struct span *s)
{
	const char *lf = memchr(s->p, '\n', s->n);
	struct span line;

	MUST(lf != NULL && lf > s->p && lf[-1] == '\r');
	line = (struct span){ s->p, (size_t)(lf - s->p) - 1 };
	*s = span_from(*s, line.n + 2);
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];

		/* All that we write is visible ASCII, spaces and tabs. */
		MUST((c >= ' ' && c < 0x7f) || c == '\t');
	}
	return line;
}

/* 9112 5: name ":" SP value, up to and with the empty line. */
static inline void
take_fields(struct span *s, struct head *h)
{
	struct span line;

	h->n = 0;
	while ((line = take_line(s)).n > 0) {
		struct field *f = &h->at[h->n++];
		const char *colon = memchr(line.p, ':', line.n);

		MUST(h->n < COUNT(h->at));
		MUST(colon != NULL);
		f->name = (struct span){ line.p, (size_t)(colon - line.p) };
		f->value = span_from(line, f->name.n + 1);
		MUST(is_token(f->name));
		MUST(f->value.n > 0 && *f->value.p == ' ');
		f->value = span_from(f->value, 1);
		MUST(f->value.n == 0 ||
		     (*f->value.p > ' ' && f->value.p[f->value.n - 1] > ' '));
		/* 9110 5.3: none of ours may be there twice. */
		for (size_t i = 0; i + 1 < h->n; i++)
			MUST(!span_eq_nocase(h->at[i].name, f->name));
	}
}

/* 9112 4: "HTTP/1.1" SP 3DIGIT SP reason-phrase */
static inline void
read_head(struct span s, struct head *h)
{
	struct span line = take_line(&s);

	MUST(line.n > 13 && memcmp(line.p, "HTTP/1.1 ", 9) == 0);
	h->status = 0;
	for (size_t i = 9; i < 12; i++) {
		MUST(line.p[i] >= '0' && line.p[i] <= '9');
		h->status = h->status * 10 + (line.p[i] - '0');
	}
	MUST(line.p[12] == ' ');
	MUST(h->status >= 200 && h->status <= 599);
	take_fields(&s, h);
	MUST(s.n == 0); /* one head, and one empty line at its end */
}

/* The value of a field, or one with p NULL. */
static inline struct span
get(const struct head *h, const char *name)
{
	for (size_t i = 0; i < h->n; i++)
		if (span_eq_nocase(h->at[i].name, span_str(name)))
			return h->at[i].value;
	return (struct span){ NULL, 0 };
}

static inline bool
has(const struct head *h, const char *name)
{
	return get(h, name).p != NULL;
}

#endif
