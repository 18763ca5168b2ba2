/*
 * The head of a request.  Choices: where the first piece ends and how long
 * those after it are, a bound on the target and one on the fields.
 */
#include "base/text.h"
#include "http/request.h"

#include "fuzz/fuzz.h"

/* Returns the final answer of the scan or of the parser. */
struct outcome {
	enum request_answer answer;
	enum refusal why;
	size_t head_n;
	struct request req;
	char path[LIMIT_PATH];
};

static void
run(struct span in, size_t first, size_t step,
    const struct request_bounds *bounds, struct outcome *o)
{
	struct request_scan scan = { 0 };
	size_t end = first < in.n ? first : in.n;

	o->head_n = 0;
	for (;;) {
		o->answer = request_scan(&scan, (struct span){ in.p, end },
		    bounds, &o->head_n, &o->why);
		if (o->answer != REQUEST_MORE || end == in.n)
			break;
		end = step < in.n - end ? end + step : in.n;
	}
	MUST(scan.seen <= end);
	MUST((o->answer == REQUEST_REFUSED) == (o->why != REFUSE_NOT));
	if (o->answer != REQUEST_HEAD)
		return;
	/* The head is not longer than the input, and ends with a line. */
	MUST(o->head_n > 0 && o->head_n <= end);
	MUST(in.p[o->head_n - 1] == '\n');
	o->why = request_parse(
	    (struct span){ in.p, o->head_n }, bounds, TEXT(o->path), &o->req);
	if (o->why != REFUSE_NOT)
		o->answer = REQUEST_REFUSED;
}

static bool
same_target(const struct target *a, const struct target *b)
{
	return a->form == b->form && a->has_query == b->has_query &&
	       a->directory == b->directory && span_eq(a->query, b->query) &&
	       span_eq(a->path, b->path) && span_eq(a->authority, b->authority);
}

static bool
same_request(const struct request *a, const struct request *b)
{
	for (size_t i = 0; i < a->fields.n && i < b->fields.n; i++) {
		struct field f = field_at(&a->fields, i);
		struct field g = field_at(&b->fields, i);

		if (!span_eq(f.name, g.name) || !span_eq(f.value, g.value))
			return false;
	}
	return a->fields.n == b->fields.n && a->method == b->method &&
	       span_eq(a->method_token, b->method_token) &&
	       span_eq(a->raw_target, b->raw_target) && a->minor == b->minor &&
	       a->framing.body == b->framing.body &&
	       a->framing.length == b->framing.length &&
	       a->framing.persist == b->framing.persist &&
	       span_eq(a->host, b->host) && a->target_why == b->target_why &&
	       (a->target_why != REFUSE_NOT ||
		   same_target(&a->target, &b->target));
}

static bool
is_text(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0')
			return false;
	return true;
}

/* Every line of the head is the request line, a field or the empty one. */
static void
check_lines(struct span head, const struct request *req)
{
	size_t lines = 0;
	const char *end = head.p;

	/* 9112 2.2: CRLF ends a line; LF alone may end the last. */
	for (size_t i = 0; i < head.n; i++) {
		lines += head.p[i] == '\n';
		if (head.p[i] == '\n' && i + 1 < head.n)
			MUST(i > 0 && head.p[i - 1] == '\r');
		if (head.p[i] == '\r')
			MUST(i + 1 < head.n && head.p[i + 1] == '\n');
	}
	lines -= span_starts(head, SPAN("\r\n")); /* 9112 2.2 */
	MUST(lines == req->fields.n + 2);
	MUST(inside(req->method_token, head) && inside(req->raw_target, head));
	MUST(req->method_token.n > 0 && req->raw_target.n > 0);
	MUST(is_text(req->method_token) && is_text(req->raw_target));
	for (size_t i = 0; i < req->fields.n; i++) {
		struct field f = field_at(&req->fields, i);

		/* 9112 5.1: a name, then a value, after the line before. */
		MUST(inside(f.name, head) && inside(f.value, head));
		MUST(f.name.p > end && f.value.p > f.name.p + f.name.n - 1);
		MUST(f.name.p[f.name.n] == ':' && f.name.p[-1] == '\n');
		end = f.value.p + f.value.n - (f.value.n > 0);
		/*
		 * 9110 5.5, 5.6.2: neither name nor value can hide the end of a
		 * line.
		 */
		MUST(f.name.n > 0 && is_text(f.name) && is_text(f.value));
		MUST(memchr(f.name.p, ' ', f.name.n) == NULL);
		MUST(memchr(f.name.p, ':', f.name.n) == NULL);
		/* 9110 5.5: white space around it does not belong to a value.
		 */
		MUST(span_eq(f.value, span_trim(f.value)));
	}
}

/* Returns how many fields have this name; *value is that of the last one. */
static size_t
count(const struct fields *fields, const char *name, struct span *value)
{
	size_t n = 0;

	for (size_t i = 0; i < fields->n; i++) {
		struct field f = field_at(fields, i);

		if (!span_eq_nocase(f.name, span_str(name)))
			continue;
		*value = f.value;
		n++;
	}
	MUST(n == field_count(fields, span_str(name)));
	return n;
}

/* 9112 6.3: a request says in one way only where it ends. */
static void
check_framing(const struct request *req)
{
	struct span length = { 0 }, coding = { 0 }, host = { 0 };
	size_t lengths = count(&req->fields, "Content-Length", &length);
	size_t codings = count(&req->fields, "Transfer-Encoding", &coding);
	size_t hosts = count(&req->fields, "Host", &host);

	/* A request never has both: such requests smuggle others (11.2). */
	MUST(lengths == 0 || codings == 0);
	MUST(lengths <= 1);
	/*
	 * 6.1: only HTTP/1.1 has codings, and chunked is the only one we know.
	 */
	MUST(codings == 0 || req->minor >= 1);
	MUST((codings > 0) == (req->framing.body == FRAMING_CHUNKED));
	/*
	 * 9110 8.6: the value is digits, and all of them are part of the
	 * length.
	 */
	for (size_t i = 0; i < length.n; i++)
		MUST(length.p[i] >= '0' && length.p[i] <= '9');
	MUST(lengths == 0 || length.n > 0);
	if (length.n > 0 && length.n < 20)
		MUST(req->framing.length == strtoull(length.p, NULL, 10));
	MUST(
	    (req->framing.body == FRAMING_LENGTH) == (req->framing.length > 0));
	MUST(lengths == 1 || req->framing.length == 0);
	/* 3.2: a request has one Host; only HTTP/1.0 may do without. */
	MUST(hosts == 1 || (hosts == 0 && req->minor == 0));
	MUST(hosts == 0 || host.n > 0); /* 9110 4.2.1 */
	/* 3.2.2: the target's own authority comes first. */
	if (req->target_why == REFUSE_NOT && req->target.authority.n > 0)
		host = req->target.authority;
	MUST(span_eq(req->host, host));
}

/* The request, written again as the RFC asks, is read as the same one. */
static void
check_again(const struct request *req, size_t target_bound)
{
	static char buf[3 * LIMIT_HEAD];
	static struct outcome again;
	struct request_bounds bounds = { target_bound, LIMIT_FIELDS_SIZE * 2,
		LIMIT_FIELDS };
	struct text t = TEXT(buf);

	text_put(&t, req->method_token);
	text_char(&t, ' ');
	text_put(&t, req->raw_target);
	text_put(&t, SPAN(" HTTP/1."));
	text_u64(&t, (uint64_t)req->minor);
	text_put(&t, SPAN("\r\n"));
	for (size_t i = 0; i < req->fields.n; i++) {
		struct field f = field_at(&req->fields, i);

		text_put(&t, f.name);
		text_put(&t, SPAN(": "));
		text_put(&t, f.value);
		text_put(&t, SPAN("\r\n"));
	}
	text_put(&t, SPAN("\r\n"));
	MUST(text_fits(&t));
	if (t.n > UINT16_MAX) /* more than fields_init can take */
		return;
	run(TEXT_SPAN(t), t.n, 1, &bounds, &again);
	MUST(again.answer == REQUEST_HEAD && again.head_n == t.n);
	MUST(same_request(req, &again.req));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct outcome whole, split;
	struct span in = { (const char *)data, n };
	size_t first = choose(&in), step = choose(&in) + 1;
	struct request_bounds bounds;

	bounds.target = 16 + 8 * choose(&in);
	bounds.fields_size = 64 + 8 * choose(&in);
	bounds.fields = 1 + bounds.fields_size / 32 % LIMIT_FIELDS;
	if (in.n > LIMIT_HEAD) /* the server reads no longer head */
		return 0;
	run(in, in.n, 1, &bounds, &whole);
	run(in, first, step, &bounds, &split);
	/* Any split of the input gives the same answer. */
	MUST(whole.answer == split.answer);
	MUST(whole.why == split.why);
	if (whole.answer != REQUEST_HEAD)
		return 0;
	MUST(whole.head_n == split.head_n);
	MUST(same_request(&whole.req, &split.req));
	/* The bounds hold. */
	MUST(whole.req.fields.n <= bounds.fields);
	MUST(whole.req.raw_target.n <= bounds.target ||
	     whole.req.target_why == REFUSE_TARGET_LONG);
	check_lines((struct span){ in.p, whole.head_n }, &whole.req);
	check_framing(&whole.req);
	check_again(&whole.req, bounds.target);
	return 0;
}
