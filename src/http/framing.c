#include "http/framing.h"

static enum refusal
judge_length(const struct fields *fields, size_t count, struct framing *out)
{
	struct span value;

	if (count > 1)
		return REFUSE_LENGTHS;
	if (!field_only(fields, SPAN("Content-Length"), &value) ||
	    !span_u64(value, &out->length))
		return REFUSE_LENGTH;
	if (out->length > 0)
		out->body = FRAMING_LENGTH;
	return REFUSE_NOT;
}

/* 9112 6.1: chunked must come last, once, and without parameters. */
static enum refusal
judge_coding(const struct fields *fields, struct framing *out)
{
	struct span list, item;
	size_t others = 0, chunked = 0;
	bool last = false;

	for (size_t i = 0;
	     field_next(fields, SPAN("Transfer-Encoding"), &i, &list);)
		while (field_list_next(&list, &item)) {
			last = span_eq_nocase(item, SPAN("chunked"));
			chunked += last;
			others += !last;
		}
	if (!last || chunked != 1)
		return REFUSE_CODING;
	if (others > 0)
		return REFUSE_CODING_UNKNOWN;
	out->body = FRAMING_CHUNKED;
	return REFUSE_NOT;
}

static bool
judge_persistence(const struct fields *fields, int minor)
{
	if (field_lists(fields, SPAN("Connection"), SPAN("close")))
		return false;
	return minor >= 1 ||
	       field_lists(fields, SPAN("Connection"), SPAN("keep-alive"));
}

enum refusal
framing_judge(const struct fields *fields, int minor, struct framing *out)
{
	struct framing f = { FRAMING_NONE, 0, false };
	size_t lengths = field_count(fields, SPAN("Content-Length"));
	size_t codings = field_count(fields, SPAN("Transfer-Encoding"));
	enum refusal why = REFUSE_NOT;

	if (codings > 0 && minor < 1)
		return REFUSE_CODING_IN_1_0; /* 9112 6.1 */
	if (codings > 0 && lengths > 0)
		return REFUSE_LENGTH_AND_CODING; /* 9112 6.3 item 3 */
	if (codings > 0)
		why = judge_coding(fields, &f);
	else if (lengths > 0)
		why = judge_length(fields, lengths, &f);
	if (why != REFUSE_NOT)
		return why;
	f.persist = judge_persistence(fields, minor);
	*out = f;
	return REFUSE_NOT;
}
