#define _GNU_SOURCE
#include "http/refusal.h"

#include "unit/test.h"

enum { STAYS = false, CLOSES = true };

/* The status of each refusal; the table has all of them. */
static const struct {
	const char *why;
	enum refusal r;
	int status;
	bool closes;
} cases[] = {
	{ "no refusal", REFUSE_NOT, 0, STAYS },
	{ "9112 2.2", REFUSE_NOT_HTTP, 400, CLOSES },
	{ "9112 2.2", REFUSE_BARE_LF, 400, CLOSES },
	{ "9112 2.2", REFUSE_BARE_CR, 400, CLOSES },
	{ "9112 2.2", REFUSE_EMPTY_LINES, 400, CLOSES },
	{ "9110 15.6.6", REFUSE_VERSION, 505, CLOSES },
	{ "9112 8", REFUSE_HEAD_CUT, 400, CLOSES },
	{ "9110 15.5.9", REFUSE_HEAD_SLOW, 408, CLOSES },
	{ "9112 5.2", REFUSE_FOLDED, 400, CLOSES },
	{ "9112 5.1", REFUSE_FIELD_SPACE, 400, CLOSES },
	{ "9110 5.1", REFUSE_FIELD_NAME, 400, CLOSES },
	{ "9110 5.5", REFUSE_FIELD_VALUE, 400, CLOSES },
	{ "6585 5", REFUSE_FIELDS_LONG, 431, CLOSES },
	{ "6585 5", REFUSE_FIELDS_MANY, 431, CLOSES },
	{ "9112 3.2", REFUSE_HOST_MISSING, 400, CLOSES },
	{ "9112 3.2", REFUSE_HOSTS, 400, CLOSES },
	{ "9112 3.2", REFUSE_HOST, 400, CLOSES },
	{ "9112 6.3", REFUSE_LENGTH, 400, CLOSES },
	{ "9112 6.3", REFUSE_LENGTHS, 400, CLOSES },
	{ "9112 6.3", REFUSE_LENGTH_AND_CODING, 400, CLOSES },
	{ "9112 6.3", REFUSE_CODING, 400, CLOSES },
	{ "9112 6.1", REFUSE_CODING_UNKNOWN, 501, CLOSES },
	{ "9112 6.1", REFUSE_CODING_IN_1_0, 400, CLOSES },
	{ "9112 7.1", REFUSE_CHUNK_SIZE, 400, CLOSES },
	{ "9112 7.1.1", REFUSE_CHUNK_EXT, 400, CLOSES },
	{ "9112 7.1", REFUSE_CHUNK_END, 400, CLOSES },
	{ "9112 7.1.2", REFUSE_TRAILER, 400, CLOSES },
	{ "9112 7.1.2", REFUSE_TRAILER_LONG, 431, CLOSES },
	{ "9110 15.5.14", REFUSE_BODY_LARGE, 413, CLOSES },
	{ "9112 8", REFUSE_BODY_CUT, 400, CLOSES },
	{ "9110 15.5.9", REFUSE_BODY_SLOW, 408, CLOSES },
	{ "9112 3", REFUSE_METHOD_INVALID, 501, STAYS },
	{ "9110 9.1", REFUSE_METHOD_OFF, 501, STAYS },
	{ "9110 15.5.6", REFUSE_METHOD_HERE, 405, STAYS },
	{ "9112 3.2", REFUSE_TARGET, 400, STAYS },
	{ "9112 3", REFUSE_TARGET_LONG, 414, STAYS },
	{ "9110 15.5.5", REFUSE_PATH_LONG, 404, STAYS },
	{ "3986 2.1", REFUSE_TARGET_ESCAPE, 400, STAYS },
	{ "3986 5.2.4", REFUSE_TARGET_CLIMBS, 400, STAYS },
	{ "9110 7.4", REFUSE_MISDIRECTED, 421, STAYS },
	{ "9110 10.1.1", REFUSE_EXPECTATION, 417, STAYS },
	{ "9110 15.5.20", REFUSE_HOST_UNKNOWN, 421, STAYS },
	{ "7239 4", REFUSE_FORWARDED, 400, STAYS },
	{ "9110 15.5.20", REFUSE_SERVER_NAME, 421, STAYS },
	{ "9110 15.5.5", REFUSE_ABSENT, 404, STAYS },
	{ "9110 15.5.5", REFUSE_HIDDEN, 404, STAYS },
	{ "9110 15.5.4", REFUSE_DENIED, 403, STAYS },
	{ "9110 15.5.4", REFUSE_OUTSIDE, 403, STAYS },
	{ "9110 15.5.4", REFUSE_SYMLINK, 403, STAYS },
	{ "9110 15.5.4", REFUSE_SPECIAL, 403, STAYS },
	{ "9110 15.5.4", REFUSE_NO_INDEX, 403, STAYS },
	{ "9110 15.5.4", REFUSE_ARCHIVE_LARGE, 403, STAYS },
	{ "9110 15.5.4", REFUSE_ADDRESS, 403, STAYS },
	{ "9110 15.5.4", REFUSE_CLIENT, 403, STAYS },
	{ "9110 15.5.2", REFUSE_AUTH, 401, STAYS },
	{ "9110 15.5.4", REFUSE_LINK, 403, STAYS },
	{ "9110 15.5.4", REFUSE_LINK_EXPIRED, 403, STAYS },
	{ "6585 4", REFUSE_RATE, 429, STAYS },
	{ "9110 15.5.4", REFUSE_CRAWLER, 403, STAYS },
	{ "6585 4", REFUSE_AUTH_FAILURES, 429, STAYS },
	{ "9110 15.5.4", REFUSE_STATUS_FROM, 403, STAYS },
	{ "9110 15.5.7", REFUSE_NOT_ACCEPTABLE, 406, STAYS },
	{ "9110 15.5.13", REFUSE_PRECONDITION, 412, STAYS },
	{ "9110 15.5.17", REFUSE_RANGE, 416, STAYS },
	{ "9110 15.5.4", REFUSE_WRITE_FROM, 403, STAYS },
	{ "9110 15.5.2", REFUSE_WRITE_AUTH, 401, STAYS },
	{ "9110 15.5.4", REFUSE_ORIGIN, 403, STAYS },
	{ "9110 15.5.4", REFUSE_NAME, 403, STAYS },
	{ "9110 15.5.12", REFUSE_LENGTH_MISSING, 411, STAYS },
	{ "9110 14.5", REFUSE_PARTIAL, 400, STAYS },
	{ "9110 15.5.16", REFUSE_CODED, 415, STAYS },
	{ "9530 2", REFUSE_DIGEST, 400, STAYS },
	{ "7578 4", REFUSE_FORM, 400, STAYS },
	{ "9110 15.5.1", REFUSE_NO_FILE, 400, STAYS },
	{ "9110 15.5.10", REFUSE_NAME_EXISTS, 409, STAYS },
	{ "9110 15.5.10", REFUSE_NAME_TAKEN, 409, STAYS },
	{ "9110 9.3.8", REFUSE_TRACE_CONTENT, 400, STAYS },
	{ "9110 15.5.10", REFUSE_NO_PARENT, 409, STAYS },
	{ "9110 15.5.10", REFUSE_IS_DIRECTORY, 409, STAYS },
	{ "9110 15.5.10", REFUSE_NOT_EMPTY, 409, STAYS },
	{ "9110 15.5.4", REFUSE_UNWRITABLE, 403, STAYS },
	{ "4918 11.5", REFUSE_QUOTA, 507, STAYS },
	{ "4918 11.5", REFUSE_FULL, 507, STAYS },
	{ "9110 15.5.5", REFUSE_UPLOAD_ABSENT, 404, STAYS },
	{ "9110 15.5.10", REFUSE_UPLOAD_BUSY, 409, STAYS },
	{ "9110 15.5.10", REFUSE_UPLOAD_TAKEN, 409, STAYS },
	{ "9110 15.5.10", REFUSE_UPLOAD_OFFSET, 409, STAYS },
	{ "9110 15.5.1", REFUSE_UPLOAD_COMPLETE, 400, STAYS },
	{ "9110 15.5.1", REFUSE_UPLOAD_LENGTH, 400, STAYS },
	{ "9110 15.5.1", REFUSE_UPLOAD_FIELDS, 400, STAYS },
	{ "5789 2.2", REFUSE_UPLOAD_TYPE, 415, STAYS },
	{ "tus, Checksum", REFUSE_CHECKSUM, 460, STAYS },
	{ "tus, Checksum", REFUSE_CHECKSUM_KIND, 400, STAYS },
	{ "9110 15.5.13", REFUSE_TUS_VERSION, 412, STAYS },
	{ "9110 15.5.4", REFUSE_CGI_DENIED, 403, STAYS },
	{ "9110 15.6.1", REFUSE_CGI_EXEC, 500, STAYS },
	{ "9110 15.6.3", REFUSE_CGI_HEAD, 502, STAYS },
	{ "9110 15.6.3", REFUSE_CGI_LOOP, 502, STAYS },
	{ "9110 15.6.5", REFUSE_CGI_SLOW, 504, STAYS },
	{ "9110 15.6.4", REFUSE_BUSY, 503, STAYS },
	{ "9110 15.6.4", REFUSE_SHARE, 503, STAYS },
	{ "9110 15.6.4", REFUSE_CHANGED, 503, STAYS },
	{ "9110 15.6.1", REFUSE_BROKEN, 500, STAYS },
	{ "9110 15.6.1", REFUSE_STORE, 500, STAYS },
	{ "9110 15.6.1", REFUSE_INCAPABLE, 500, STAYS },
	{ "9110 15.6.1", REFUSE_CONF, 500, STAYS },
	{ "too late for an answer", REFUSE_PEER_GONE, 0, STAYS },
	{ "too late for an answer", REFUSE_SEND_SLOW, 0, STAYS },
	{ "too late for an answer", REFUSE_FILE_SHRANK, 0, STAYS },
	{ "too late for an answer", REFUSE_CGI_CUT, 0, STAYS },
};

/* The list as strings: a table of fixed widths must have cut nothing off. */
static const struct {
	enum refusal r;
	const char *name, *text;
} list[] = {
#define REFUSAL(id, status, name, text) { REFUSE_##id, name, text },
#include "http/refusal.def"
#undef REFUSAL
};

/* True if s is one word for the log: no blank, no quote, nothing to escape. */
static bool
is_word(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') &&
		    !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-' &&
		    s.p[i] != '.')
			return false;
	return s.n > 0;
}

/* True if the sentence of r is followed by what the peer sent. */
static bool
wants_quotation(enum refusal r)
{
	return r == REFUSE_METHOD_INVALID || r == REFUSE_METHOD_OFF ||
	       r == REFUSE_METHOD_HERE || r == REFUSE_TARGET ||
	       r == REFUSE_ABSENT || r == REFUSE_HIDDEN || r == REFUSE_NAME ||
	       r == REFUSE_NO_PARENT || r == REFUSE_IS_DIRECTORY ||
	       r == REFUSE_NOT_EMPTY;
}

static size_t
times_named(struct span name)
{
	size_t n = 0;

	for (enum refusal r = REFUSE_NOT; r < REFUSE_COUNT; r++)
		n += span_eq(refusal_name(r), name);
	return n;
}

static const struct {
	const char *why;
	enum file_kind kind;
	enum refusal r;
} kinds[] = {
	{ "a file", FILE_REGULAR, REFUSE_NOT },
	{ "a directory, of which the caller decides", FILE_DIRECTORY,
	    REFUSE_NOT },
	{ "no such file", FILE_ABSENT, REFUSE_ABSENT },
	{ "no such directory: the same to a reader", FILE_NO_PARENT,
	    REFUSE_ABSENT },
	{ "no permission", FILE_DENIED, REFUSE_DENIED },
	{ "a link out of the root", FILE_OUTSIDE, REFUSE_OUTSIDE },
	{ "a link where none is followed", FILE_SYMLINK, REFUSE_SYMLINK },
	{ "a FIFO", FILE_SPECIAL, REFUSE_SPECIAL },
	{ "no descriptor", FILE_BUSY, REFUSE_BUSY },
	{ "a broken disk", FILE_BROKEN, REFUSE_BROKEN },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		OK(refusal_of_kind(kinds[i].kind) == kinds[i].r, "%s",
		    kinds[i].why);
	OK(COUNT(cases) == REFUSE_COUNT, "every refusal is tested");
	OK(span_eq(refusal_name(REFUSE_NOT), SPAN("-")) &&
		refusal_text(REFUSE_NOT).n == 0,
	    "no refusal is a dash in the log");
	for (size_t i = 0; i < COUNT(cases); i++)
		OK(cases[i].r == (enum refusal)i &&
			refusal_status(cases[i].r) == cases[i].status &&
			refusal_closes(cases[i].r) == cases[i].closes,
		    "%s: %s: %d, %s", cases[i].why,
		    shown(refusal_name(cases[i].r)), cases[i].status,
		    cases[i].closes ? "closes" : "stays");
	for (size_t i = 0; i < COUNT(list); i++) {
		struct span name = refusal_name(list[i].r);
		struct span text = refusal_text(list[i].r);

		OK(span_eq(name, span_str(list[i].name)) && is_word(name) &&
			times_named(name) == 1,
		    "a name is one word and names one refusal: %s",
		    list[i].name);
		OK(span_eq(text, span_str(list[i].text)) &&
			(text.n > 0) == (refusal_status(list[i].r) != 0) &&
			(text.n == 0 || wants_quotation(list[i].r) ==
					    (text.p[0] == ' ' ||
						text.p[text.n - 1] != '.')),
		    "a sentence ends, or wants a quotation: %s", list[i].text);
	}
	return DONE();
}
