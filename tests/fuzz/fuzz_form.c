/*
 * multipart/form-data: any split of the input gives the same parts with the
 * same content, and so does a decoder that sees the whole input at once.  The
 * first line of the input is the boundary.
 */
#define _GNU_SOURCE
#include "http/form.h"

#include "fuzz/fuzz.h"

/* The answers of a decoder: one line of letters, and the content of the parts.
 */
struct story {
	char *p;
	size_t n, room;
	bool bad, whole;
};

static void
tell(struct story *s, struct span bytes)
{
	MUST(s->n + bytes.n <= s->room);
	memcpy(s->p + s->n, bytes.p, bytes.n);
	s->n += bytes.n;
}

static void
feed(struct form *f, struct story *s, struct span in)
{
	struct span before = in, data;

	while (!s->bad) {
		enum form_answer answer = form_feed(f, &in, &data);

		/*
		 * The decoder takes from the front, and its data lie in what it
		 * took.
		 */
		MUST(in.n <= before.n && in.p + in.n == before.p + before.n);
		switch (answer) {
		case FORM_MORE:
			MUST(in.n == 0);
			return;
		case FORM_PART:
			MUST(f->file_name.n <= sizeof f->file_room);
			tell(s, SPAN("<"));
			tell(s, f->file_name);
			tell(s, SPAN(">"));
			break;
		case FORM_DATA:
			MUST(data.n > 0);
			tell(s, data);
			break;
		case FORM_END:
			tell(s, SPAN("|"));
			break;
		case FORM_BAD:
			s->bad = true;
			break;
		}
	}
}

static struct story
decode(struct span boundary, struct span in, size_t step)
{
	struct story s = { malloc(4 * in.n + 64), 0, 4 * in.n + 64, 0, 0 };
	static struct form f;

	form_init(&f, boundary);
	for (size_t at = 0; at < in.n; at += step)
		feed(&f, &s,
		    (struct span){
			in.p + at, in.n - at < step ? in.n - at : step });
	s.whole = form_is_whole(&f);
	return s;
}

/* RFC 2046 5.1.1, checked without a state: no delimiter is in any content. */
static void
check_content(struct span boundary, struct span in, const struct story *s)
{
	char delimiter[80];
	int n = snprintf(delimiter, sizeof delimiter, "\r\n--%.*s",
	    (int)boundary.n, boundary.p);

	/* No content contains a delimiter. */
	if (!s->bad && s->n > 0)
		MUST(memmem(s->p, s->n, delimiter, (size_t)n) == NULL);
	/* A whole form ends with the last delimiter. */
	if (s->whole) {
		memcpy(delimiter + n, "--", 3);
		MUST(memmem(in.p, in.n, delimiter + 2, (size_t)n) != NULL);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const size_t step[] = { 1, 2, 3, 7, 61 };
	struct span in = { (const char *)bytes, n }, boundary;
	struct story whole;

	if (!span_cut(in, '\n', &boundary, &in) ||
	    !form_is_boundary(boundary) || in.n == 0)
		return 0;
	MUST(boundary.n <= FORM_BOUNDARY_MOST);
	whole = decode(boundary, in, in.n);
	check_content(boundary, in, &whole);
	for (size_t i = 0; i < COUNT(step); i++) {
		struct story part = decode(boundary, in, step[i]);

		MUST(part.bad == whole.bad && part.whole == whole.whole);
		MUST(part.n == whole.n && memcmp(part.p, whole.p, part.n) == 0);
		free(part.p);
	}
	free(whole.p);
	return 0;
}
