#include "http/request.h"

#include "http/authority.h"
#include "http/octet.h"

#include <string.h>

/* Room for the method, two spaces and the version beside the longest target. */
#define LINE_SLACK 256

/*
 * Reads "HTTP/" DIGIT "." DIGIT (9112 2.3).  A higher minor version is read
 * like 1.1 (9110 2.5, 6.2), so minor may be anything up to 9.
 */
static enum refusal
parse_version(struct span s, int *minor)
{
	if (s.n != 8 || !span_starts(s, SPAN("HTTP/")) || s.p[6] != '.' ||
	    s.p[5] < '0' || s.p[5] > '9' || s.p[7] < '0' || s.p[7] > '9')
		return REFUSE_NOT_HTTP;
	if (s.p[5] != '1')
		return REFUSE_VERSION;
	*minor = s.p[7] - '0';
	return REFUSE_NOT;
}

/*
 * Returns whether the token has neither white space nor controls; target_parse
 * checks high octets.
 */
static bool
is_plain(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
			return false;
	return s.n > 0;
}

struct start {
	struct span method, target;
	int minor;
};

/* Reads method SP request-target SP HTTP-version (9112 3), without its CRLF. */
static enum refusal
parse_line(struct span line, struct start *start)
{
	struct span rest, version;

	if (line.n > 0 && memchr(line.p, '\r', line.n) != NULL)
		return REFUSE_BARE_CR;
	if (!span_cut(line, ' ', &start->method, &rest) ||
	    !span_cut(rest, ' ', &start->target, &version) ||
	    !octet_all(start->method, OCTET_TOKEN) || !is_plain(start->target))
		return REFUSE_NOT_HTTP;
	return parse_version(version, &start->minor);
}

/*
 * Cuts the first line off *s; *line is without CR and LF.  A bare LF is allowed
 * only in the empty line after the fields.
 */
static enum refusal
cut_line(struct span *s, struct span *line)
{
	if (!span_cut(*s, '\n', line, s))
		return REFUSE_HEAD_CUT;
	if (line->n == 0)
		return REFUSE_NOT;
	if (line->p[line->n - 1] != '\r')
		return REFUSE_BARE_LF;
	line->n--;
	return REFUSE_NOT;
}

/* Refuses a first octet that no method starts with: TLS, SSH, a stray line. */
static enum refusal
judge_first(struct span bytes)
{
	if (bytes.n == 0 || *bytes.p == '\r' || *bytes.p == '\n' ||
	    octet_is(*bytes.p, OCTET_TOKEN))
		return REFUSE_NOT;
	return REFUSE_NOT_HTTP;
}

/*
 * Judges a first line that is too long.  Only the bytes up to the bound count,
 * so that it does not matter whether more have arrived.
 */
static enum refusal
judge_line_length(struct span line, const struct request_bounds *bounds)
{
	size_t most = bounds->target + LINE_SLACK;
	struct span method, rest;

	if (line.n <= most)
		return REFUSE_NOT;
	line.n = most + 1;
	if (span_cut(line, ' ', &method, &rest))
		return REFUSE_TARGET_LONG;
	/* 9112 3: a method longer than any that we implement is a 501. */
	return octet_all(line, OCTET_TOKEN) ? REFUSE_METHOD_INVALID
					    : REFUSE_NOT_HTTP;
}

/* Judges the request line alone, as soon as it has arrived. */
static enum refusal
judge_line(struct span bytes, const struct request_bounds *bounds)
{
	struct start start;
	struct span line, rest;
	enum refusal why = judge_first(bytes);

	(void)span_cut(bytes, '\n', &line, &rest);
	if (why == REFUSE_NOT)
		why = judge_line_length(line, bounds);
	if (why == REFUSE_NOT)
		why = cut_line(&bytes, &line);
	return why != REFUSE_NOT ? why : parse_line(line, &start);
}

/* Judges a head that is not complete yet. */
static enum refusal
judge_partial(const struct request_scan *scan, struct span bytes,
    const struct request_bounds *bounds)
{
	struct span line = span_from(bytes, scan->start);
	enum refusal why;

	if (scan->lines > 0)
		return bytes.n - scan->fields > bounds->fields_size
			   ? REFUSE_FIELDS_LONG
			   : REFUSE_NOT;
	why = judge_first(line);
	return why != REFUSE_NOT ? why : judge_line_length(line, bounds);
}

/*
 * Counts one line, whose LF is bytes.p[scan->seen - 1]. Returns true for the
 * empty line that ends the head.
 */
static bool
scan_line(struct request_scan *scan, struct span bytes, size_t begin,
    const struct request_bounds *bounds, enum refusal *why)
{
	size_t n = scan->seen - begin;
	bool empty = n == 1 || (n == 2 && bytes.p[begin] == '\r');

	if (scan->lines > 0) {
		scan->lines++;
		return empty;
	}
	if (empty) { /* 9112 2.2: an empty line before the request is ignored */
		if (begin > 0)
			*why = REFUSE_EMPTY_LINES;
		else if (n == 1)
			*why = REFUSE_BARE_LF;
		scan->start = scan->seen;
		return false;
	}
	*why = judge_line(span_from(bytes, begin), bounds);
	scan->lines = 1;
	scan->fields = scan->seen;
	return false;
}

enum request_answer
request_scan(struct request_scan *scan, struct span bytes,
    const struct request_bounds *bounds, size_t *head_n, enum refusal *why)
{
	size_t begin = scan->seen; /* start of the current line */
	const char *lf;

	*why = REFUSE_NOT;
	while (*why == REFUSE_NOT && scan->seen < bytes.n &&
	       (lf = memchr(bytes.p + scan->seen, '\n',
		    bytes.n - scan->seen)) != NULL) {
		scan->seen = (size_t)(lf - bytes.p) + 1;
		if (scan_line(scan, bytes, begin, bounds, why)) {
			*head_n = scan->seen;
			return REQUEST_HEAD;
		}
		begin = scan->seen;
	}
	if (*why == REFUSE_NOT)
		*why = judge_partial(scan, bytes, bounds);
	return *why == REFUSE_NOT ? REQUEST_MORE : REQUEST_REFUSED;
}

static enum refusal
parse_fields(struct span rest, const struct request_bounds *bounds,
    struct fields *fields)
{
	fields_init(fields, rest.p);
	if (rest.n > bounds->fields_size)
		return REFUSE_FIELDS_LONG;
	for (;;) {
		struct span line;
		struct field f;
		enum refusal why = cut_line(&rest, &line);

		if (why == REFUSE_NOT && line.n == 0)
			return REFUSE_NOT;
		if (why == REFUSE_NOT)
			why = field_parse(line, &f);
		if (why != REFUSE_NOT)
			return why;
		if (fields->n >= bounds->fields || !fields_add(fields, &f))
			return REFUSE_FIELDS_MANY;
	}
}

/*
 * 9112 3.2: one valid Host in HTTP/1.1, at most one in 1.0.  An http URI always
 * has a host (9110 4.2.1), so the field is never empty.
 */
static enum refusal
judge_host(const struct fields *fields, int minor, struct span *host)
{
	*host = (struct span){ "", 0 };
	switch (field_count(fields, SPAN("Host"))) {
	case 0:
		return minor >= 1 ? REFUSE_HOST_MISSING : REFUSE_NOT;
	case 1:
		(void)field_only(fields, SPAN("Host"), host);
		return authority_is_valid(*host) ? REFUSE_NOT : REFUSE_HOST;
	default:
		return REFUSE_HOSTS;
	}
}

enum refusal
request_parse(struct span head, const struct request_bounds *bounds,
    struct text path_room, struct request *req)
{
	struct start start;
	struct span line;
	enum refusal why;

	if (span_starts(head, SPAN("\r\n")))
		head = span_from(head, 2);
	why = cut_line(&head, &line);
	if (why == REFUSE_NOT)
		why = parse_line(line, &start);
	if (why == REFUSE_NOT)
		why = parse_fields(head, bounds, &req->fields);
	if (why == REFUSE_NOT)
		why = framing_judge(&req->fields, start.minor, &req->framing);
	if (why == REFUSE_NOT)
		why = judge_host(&req->fields, start.minor, &req->host);
	if (why != REFUSE_NOT)
		return why;
	req->method_token = start.method;
	req->method = method_parse(start.method);
	req->raw_target = start.target;
	req->minor = start.minor;
	req->target.path = SPAN("");
	req->target_why = req->raw_target.n > bounds->target
			      ? REFUSE_TARGET_LONG
			      : target_parse(req->raw_target, req->method,
				    path_room, &req->target);
	if (req->target_why == REFUSE_NOT && req->target.authority.n > 0)
		req->host = req->target.authority; /* 9112 3.2.2 */
	return REFUSE_NOT;
}

struct span
request_first_line(struct span bytes)
{
	struct span line, rest;

	if (span_starts(bytes, SPAN("\r\n")))
		bytes = span_from(bytes, 2);
	/* without LF: the line is all of the bytes */
	(void)span_cut(bytes, '\n', &line, &rest);
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

void
request_salvage(struct span bytes, struct request *req)
{
	struct span line = request_first_line(bytes), method, rest, version;

	(void)span_cut(line, ' ', &method, &rest);
	(void)span_cut(rest, ' ', &req->raw_target, &version);
	if (!octet_all(method, OCTET_TOKEN))
		method.n = 0;
	req->method_token = method;
	req->method = method_parse(method);
	req->minor = 1;
	req->framing = (struct framing){ FRAMING_NONE, 0, false };
	req->host = (struct span){ "", 0 };
	req->target_why = REFUSE_NOT_HTTP;
	fields_init(&req->fields, bytes.p);
}
