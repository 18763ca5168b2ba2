/*
 * The environment of a script (RFC 3875 4.1).  For any valid request, each
 * variable is there at most once, well formed and within its bound, and no peer
 * can add another.
 */
#include "site/cgi.h"

#include "fuzz/fuzz.h"

static char room[LIMIT_CGI], path[LIMIT_PATH];

static void
check_name(struct span name, struct span rest)
{
	struct span one, other, value;

	MUST(name.n > 0);
	for (size_t i = 0; i < name.n; i++)
		MUST((name.p[i] >= 'A' && name.p[i] <= 'Z') ||
		     (name.p[i] >= '0' && name.p[i] <= '9') ||
		     name.p[i] == '_');
	MUST(!span_starts(name, SPAN("HTTP_PROXY")));
	MUST(!span_eq(name, SPAN("HTTP_AUTHORIZATION")));
	MUST(!span_starts(name, SPAN("LD_")) && !span_eq(name, SPAN("PATH")));
	while (span_cut(rest, '\0', &one, &rest))
		if (span_cut(one, '=', &other, &value))
			MUST(!span_eq(name, other));
}

/*
 * PATH_INFO holds no "..", and without its empty and "." segments it is the
 * rest of the path that the rules of access have judged.
 */
static void
check_info(struct span info, struct span rest)
{
	struct span segment;
	bool more;

	MUST(info.n > 0 && *info.p == '/');
	info = span_from(info, 1);
	do {
		more = span_cut(info, '/', &segment, &info);
		MUST(!span_eq(segment, SPAN("..")));
		if (segment.n == 0 || span_eq(segment, SPAN(".")))
			continue;
		MUST(rest.n > segment.n && *rest.p == '/');
		rest = span_from(rest, 1);
		MUST(span_starts(rest, segment));
		rest = span_from(rest, segment.n);
	} while (more);
	MUST(rest.n == 0);
}

/* Tries each split of the path into a script and the rest behind it. */
static void
check_script(const struct conf *conf, const struct request *req,
    const struct cgi_script *script)
{
	static const struct address peer = { ADDRESS_IPV6, { [15] = 1 }, 80 };
	struct cgi_call call = { conf, req, script, &peer, SPAN("/srv"), 1,
		SPAN("Basic"), SPAN("u"), NULL };
	struct span rest, one, name, value;
	struct text t = TEXT(room);
	size_t n = 0;

	MUST(script->n <= req->target.path.n);
	MUST(inside(cgi_name(req->target.path, script), req->target.path));
	(void)cgi_is_nph(req->target.path, script);
	cgi_put_environment(&t, &call);
	MUST(text_fits(&t));
	rest = TEXT_SPAN(t);
	while (span_cut(rest, '\0', &one, &rest)) {
		MUST(span_cut(one, '=', &name, &value));
		check_name(name, rest);
		if (span_eq(name, SPAN("PATH_INFO")))
			check_info(
			    value, span_from(req->target.path, script->n));
		n++;
	}
	MUST(rest.n == 0 && n < LIMIT_FIELDS + 24);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char text[][24] = { "CGI /", "CGI /a/", "CGI /a/ /a/b" };
	struct span in = { (const char *)bytes, n };
	struct request_bounds bounds = { LIMIT_TARGET, LIMIT_FIELDS_SIZE,
		LIMIT_FIELDS };
	struct request_scan scan = { 0 };
	struct cgi_script script;
	struct conf_error e;
	struct request req;
	struct conf conf;
	enum refusal why;
	size_t head_n, turns = 0;

	conf_init(&conf);
	MUST(conf_parse(&conf, span_str(text[choose(&in) % COUNT(text)]), &e));
	if (in.n == 0 ||
	    request_scan(&scan, in, &bounds, &head_n, &why) != REQUEST_HEAD)
		return 0;
	in.n = head_n;
	if (request_parse(in, &bounds, TEXT(path), &req) != REFUSE_NOT ||
	    req.target_why != REFUSE_NOT ||
	    !cgi_claims(&conf, &req.target, &script))
		return 0;
	while (cgi_next(&conf, req.target.path, &script)) {
		MUST(++turns < LIMIT_PATH);
		if (turns < 8)
			check_script(&conf, &req, &script);
	}
	return 0;
}
