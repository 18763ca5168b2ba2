#include "http/form.h"

#include "http/disposition.h"
#include "http/field.h"
#include "http/octet.h"
#include "http/parameter.h"

#include <string.h>

/*
 * Returns whether s consists of bcharsnospace and space of 2046 5.1.1; the last
 * octet must not be a space.
 */
bool
form_is_boundary(struct span s)
{
	if (s.n == 0 || s.n > FORM_BOUNDARY_MOST || s.p[s.n - 1] == ' ')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!octet_is(s.p[i], OCTET_NAME) &&
		    (s.p[i] == '\0' || memchr("/:=? ", s.p[i], 5) == NULL))
			return false;
	return true;
}

void
form_init(struct form *f, struct span boundary)
{
	struct text t = TEXT(f->delimiter);

	text_put(&t, SPAN("\r\n--"));
	text_put(&t, boundary);
	f->delimiter_n = t.n;
	f->state = FORM_PREAMBLE;
	f->matched = 2; /* the start of the body is the start of a line */
	f->head_n = 0;
	f->is_file = false;
	f->file_name = SPAN("");
}

/*
 * Continues to match the delimiter.  Returns true if it is complete.  Only its
 * first byte is a CR, so after a mismatch a new match can start only at a CR.
 */
static bool
match(struct form *f, struct span *in)
{
	while (in->n > 0 && f->matched < f->delimiter_n &&
	       *in->p == f->delimiter[f->matched]) {
		f->matched++;
		*in = span_from(*in, 1);
	}
	return f->matched == f->delimiter_n;
}

enum found { FOUND_DELIMITER, FOUND_DATA, FOUND_NOTHING };

/*
 * Takes content up to the delimiter.  FOUND_DATA is a piece before it, either
 * of the input or of bytes held back because they might have started the
 * delimiter.
 */
static enum found
search(struct form *f, struct span *in, struct span *data)
{
	const char *cr;

	if (f->matched > 0) {
		if (match(f, in))
			return FOUND_DELIMITER;
		if (in->n == 0)
			return FOUND_NOTHING;
		*data = (struct span){ f->delimiter, f->matched };
		f->matched = 0;
		return FOUND_DATA;
	}
	if (in->n == 0)
		return FOUND_NOTHING;
	cr = memchr(in->p, '\r', in->n);
	*data = (struct span){ in->p, cr ? (size_t)(cr - in->p) : in->n };
	*in = span_from(*in, data->n);
	if (data->n > 0)
		return FOUND_DATA;
	f->matched = 1;
	*in = span_from(*in, 1);
	return search(f, in, data);
}

/* Reads Content-Disposition: form-data; name="n"; filename="f" (7578 4.2). */
static bool
read_disposition(struct form *f, struct span value)
{
	struct text t = { f->file_room, sizeof f->file_room, 0 };
	struct text name = TEXT(f->name_room);

	if (!span_eq_nocase(parameter_main(value), SPAN("form-data")))
		return false;
	f->is_file = disposition_filename(value, &t);
	f->file_name = TEXT_SPAN(t);
	f->name = parameter_find(value, SPAN("name"), &name) && text_fits(&name)
		      ? TEXT_SPAN(name)
		      : SPAN("");
	return true;
}

/* Reads the head of a part, without the empty line. */
static bool
read_head(struct form *f)
{
	struct span rest = { f->head, f->head_n }, line;
	bool found = false;

	while (rest.n > 0) {
		struct field field;

		(void)span_cut(rest, '\n', &line, &rest);
		if (line.n == 0 || line.p[line.n - 1] != '\r')
			return false;
		line.n--;
		if (line.n == 0)
			break;
		if (field_parse(line, &field) != REFUSE_NOT)
			return false;
		if (!span_eq_nocase(field.name, SPAN("Content-Disposition")))
			continue;
		if (found || !read_disposition(f, field.value))
			return false;
		found = true;
	}
	return found;
}

/* Returns whether f->head ends in the empty line. */
static bool
head_is_over(const struct form *f)
{
	static const char end[4] = "\r\n\r\n";

	if (f->head_n == 2)
		return memcmp(f->head, end, 2) == 0;
	return f->head_n >= 4 && memcmp(f->head + f->head_n - 4, end, 4) == 0;
}

/* Takes one octet between a delimiter and the content after it. */
static enum form_answer
feed_octet(struct form *f, char c)
{
	switch (f->state) {
	case FORM_BEHIND:
		if (c == '\r')
			f->state = FORM_BEHIND_CR;
		else if (c == '-')
			f->state = FORM_BEHIND_DASH;
		else if (c == ' ' || c == '\t') /* transport-padding */
			f->state = FORM_BEHIND_BLANK;
		else
			return FORM_BAD;
		return FORM_MORE;
	case FORM_BEHIND_BLANK:
		if (c == '\r')
			f->state = FORM_BEHIND_CR;
		return c == '\r' || c == ' ' || c == '\t' ? FORM_MORE
							  : FORM_BAD;
	case FORM_BEHIND_CR:
		f->state = FORM_IN_HEAD;
		f->head_n = 0;
		return c == '\n' ? FORM_MORE : FORM_BAD;
	case FORM_BEHIND_DASH:
		if (c != '-')
			return FORM_BAD;
		f->state = FORM_EPILOGUE;
		return FORM_MORE;
	case FORM_IN_HEAD:
		if (f->head_n == sizeof f->head)
			return FORM_BAD;
		f->head[f->head_n++] = c;
		if (!head_is_over(f))
			return FORM_MORE;
		f->state = FORM_IN_DATA;
		return read_head(f) ? FORM_PART : FORM_BAD;
	case FORM_PREAMBLE:
	case FORM_IN_DATA:
	case FORM_EPILOGUE:
		break; /* form_feed handles these */
	}
	return FORM_BAD;
}

enum form_answer
form_feed(struct form *f, struct span *in, struct span *data)
{
	bool content = f->state == FORM_IN_DATA;

	while (in->n > 0 && f->state != FORM_EPILOGUE) {
		enum form_answer answer;

		if (f->state == FORM_PREAMBLE || f->state == FORM_IN_DATA) {
			switch (search(f, in, data)) {
			case FOUND_NOTHING:
				return FORM_MORE;
			case FOUND_DATA:
				if (content)
					return FORM_DATA;
				continue;
			case FOUND_DELIMITER:
				f->state = FORM_BEHIND;
				f->matched = 0;
				if (content)
					return FORM_END;
				continue;
			}
		}
		answer = feed_octet(f, *in->p);
		*in = span_from(*in, 1);
		if (answer != FORM_MORE)
			return answer;
	}
	*in = span_from(*in, in->n);
	return FORM_MORE;
}

bool
form_is_whole(const struct form *f)
{
	return f->state == FORM_EPILOGUE;
}
