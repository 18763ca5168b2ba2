/*
 * Conditional requests, RFC 9110 13.  Choices: the method, whether there is a
 * file, and the forms of its tag and date; the rest is field lines.
 */
#include "http/precondition.h"

#include "fuzz/lines.h"

#define MODIFIED 1000000000

static bool
are_there(const struct fields *f, const char *name)
{
	return field_count(f, span_str(name)) > 0;
}

/* Checks that a field is ignored: without it the answer is the same. */
static void
check_ignored(const struct fields *fields, const char *name, enum method method,
    const struct validators *current)
{
	struct fields less;

	without(fields, name, &less);
	MUST(precondition_check(&less, method, current, MODIFIED + 5) ==
	     precondition_check(fields, method, current, MODIFIED + 5));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const enum method methods[] = { METHOD_GET, METHOD_HEAD,
		METHOD_PUT, METHOD_DELETE, METHOD_POST, METHOD_OPTIONS };
	struct span in = { (const char *)data, n };
	enum method method = methods[choose(&in) % COUNT(methods)];
	unsigned flags = choose(&in);
	struct validators v = { { SPAN("\"a,b\""), flags & 1 }, MODIFIED,
		flags & 2, flags & 8 ? MODIFIED + 1 : MODIFIED };
	const struct validators *current = flags & 4 ? NULL : &v;
	bool reads = method == METHOD_GET || method == METHOD_HEAD;
	struct fields fields;
	enum precondition_answer answer;

	if (in.n > LIMIT_FIELDS_SIZE)
		return 0;
	read_lines(in, &fields);
	answer = precondition_check(&fields, method, current, MODIFIED + 5);
	/* 15.4.5 */
	MUST(answer != PRECONDITION_NOT_MODIFIED || reads);
	if (!are_there(&fields, "If-Match") &&
	    !are_there(&fields, "If-None-Match") &&
	    !are_there(&fields, "If-Modified-Since") &&
	    !are_there(&fields, "If-Unmodified-Since"))
		MUST(answer == PRECONDITION_GO);
	/* 13.2.2, item 2: the date counts only if there is no If-Match */
	if (are_there(&fields, "If-Match"))
		check_ignored(&fields, "If-Unmodified-Since", method, current);
	/*
	 * item 4: this one counts only without If-None-Match, for GET and HEAD
	 */
	if (are_there(&fields, "If-None-Match") || !reads)
		check_ignored(&fields, "If-Modified-Since", method, current);
	/* 13.1.1: an absent file matches no tag */
	if (are_there(&fields, "If-Match") && current == NULL)
		MUST(answer == PRECONDITION_FAILED);
	/* 13.1.5: If-Range is not a precondition */
	check_ignored(&fields, "If-Range", method, current);
	if (!are_there(&fields, "If-Range"))
		MUST(precondition_range(&fields, &v, MODIFIED + 5));
	else if (precondition_range(&fields, &v, MODIFIED + 5))
		/* only strong validators make a range safe */
		MUST(!v.etag.weak || v.modified_strong);
	return 0;
}
