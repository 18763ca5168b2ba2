#include "site/cgi.h"

#include "base/prefix.h"
#include "http/authority.h"
#include "site/cgi_tls.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

bool
cgi_claims(const struct conf *conf, const struct target *target,
    struct cgi_script *script)
{
	struct prefix_longest longest = { 0 };

	for (size_t i = 0; i < conf->cgi.n; i++)
		if (prefix_is_longest(&longest, conf->cgi.at[i], target->path,
			PREFIX_ANY_CASE))
			*script =
			    (struct cgi_script){ i, longest.n, longest.n };
	return longest.found;
}

bool
cgi_next(const struct conf *conf, struct span path, struct cgi_script *script)
{
	size_t n = script->n;

	if (!prefix_covers(conf->cgi.at[script->which], path, PREFIX_EXACT))
		return false;
	if (n > 0 && n < path.n)
		n++; /* the slash before the segment */
	if (n >= path.n || path.p[n] == '.')
		return false;
	while (n < path.n && path.p[n] != '/')
		n++;
	script->n = n;
	return true;
}

struct span
cgi_name(struct span path, const struct cgi_script *script)
{
	size_t from = script->prefix_n > 0 ? script->prefix_n + 1 : 0;

	if (from >= script->n)
		return (struct span){ path.p, 0 };
	return (struct span){ path.p + from, script->n - from };
}

bool
cgi_is_nph(struct span path, const struct cgi_script *script)
{
	size_t n = script->n;

	while (n > 0 && path.p[n - 1] != '/')
		n--;
	return span_starts(
	    (struct span){ path.p + n, script->n - n }, SPAN("nph-"));
}

bool
cgi_overlaps(const struct conf *conf)
{
	for (size_t i = 0; i < conf->cgi.n; i++)
		for (size_t j = 0; j < conf->upload.n; j++) {
			struct span cgi = prefix_bare(conf->cgi.at[i]);
			struct span upload = prefix_bare(conf->upload.at[j]);

			if (prefix_covers(upload, cgi, PREFIX_ANY_CASE) ||
			    prefix_covers(cgi, upload, PREFIX_ANY_CASE))
				return true;
		}
	return false;
}

static void
put(struct text *t, struct span name, struct span value)
{
	text_put(t, name);
	text_char(t, '=');
	text_put(t, value);
	text_char(t, '\0');
}

/* Returns the path of the target as the peer spelled it, without its slash. */
static struct span
raw_path(const struct request *req)
{
	struct span path = req->raw_target, query;

	/* the target is in absolute form: "http://a/x" */
	if (req->target.authority.n > 0)
		path = span_from(path,
		    (size_t)(req->target.authority.p - req->raw_target.p) +
			req->target.authority.n);
	(void)span_cut(path, '?', &path, &query);
	return path.n > 0 ? span_from(path, 1) : path;
}

/* Returns true for an empty segment or ".", which name no directory. */
static bool
is_idle(struct span name)
{
	return name.n == 0 || span_eq(name, SPAN("."));
}

/* Drops the last segment that is not idle, and the idle ones after it. */
static void
drop(struct text *t, size_t from)
{
	struct span name;

	do {
		size_t end = t->n;

		while (t->n > from && t->p[t->n - 1] != '/')
			t->n--;
		name = (struct span){ t->p + t->n, end - t->n };
		if (t->n > from)
			t->n--; /* the slash before the segment */
	} while (t->n > from && is_idle(name));
}

/*
 * Appends the rest of the path after its first `depth` names.  http/target
 * counts depth in the same way, so the result leads to the rest of the
 * normalised path: ".." is resolved, and "//" and "/./" are kept.
 */
static void
put_rest(struct text *t, struct span raw, size_t depth)
{
	size_t from = t->n, at = 0;
	struct span segment;
	bool more;

	do {
		size_t before = t->n;
		struct span name;

		more = span_cut(raw, '/', &segment, &raw);
		text_char(t, '/');
		if (target_decode(segment, t) != REFUSE_NOT || !text_fits(t))
			return;
		name = (struct span){ t->p + before + 1, t->n - before - 1 };
		if (is_idle(name)) {
			if (at < depth)
				t->n = from;
		} else if (!span_eq(name, SPAN(".."))) {
			if (++at <= depth)
				t->n = from;
		} else {
			t->n = before;
			if (at-- > depth)
				drop(t, from);
			else
				t->n = from;
			if (!more && at >= depth)
				text_char(t, '/');
		}
	} while (more);
}

/* 4.1.5, 4.1.6: the path after the script, and that path on the site. */
static void
put_path(struct text *t, const struct cgi_call *c)
{
	const struct target *target = &c->req->target;
	struct span script = { target->path.p, c->script->n };
	struct span info = span_from(target->path, c->script->n);
	bool slash = target->directory;
	size_t depth = 1;

	/* the script's path never ends in a slash, but the target may */
	if (info.n == 0 && !slash)
		return;
	for (size_t i = 0; i < script.n; i++)
		depth += script.p[i] == '/';
	text_put(t, SPAN("PATH_INFO="));
	put_rest(t, raw_path(c->req), depth);
	text_char(t, '\0');
	text_put(t, SPAN("PATH_TRANSLATED="));
	text_put(t, c->root);
	text_put(t, info);
	text_put(t, slash ? SPAN("/") : SPAN(""));
	text_char(t, '\0');
}

/* 4.1.13: puts the path of the script decoded, like PATH_INFO. */
static void
put_script(struct text *t, const struct cgi_call *c)
{
	struct span name = { c->req->target.path.p, c->script->n };

	text_put(t, SPAN("SCRIPT_NAME=/"));
	text_put(t, name);
	text_char(t, '\0');
	text_put(t, SPAN("SCRIPT_FILENAME="));
	text_put(t, c->root);
	text_char(t, '/');
	text_put(t, name);
	text_char(t, '\0');
	put(t, SPAN("DOCUMENT_ROOT"), c->root);
}

static void
put_number(struct text *t, struct span name, uint64_t n)
{
	text_put(t, name);
	text_char(t, '=');
	text_u64(t, n);
	text_char(t, '\0');
}

/* 4.1.8, 4.1.9: the address serves as the name as well, which 4.1.9 allows. */
static void
put_peer(struct text *t, const struct cgi_call *c)
{
	text_put(t, SPAN("REMOTE_ADDR="));
	address_put(t, c->peer);
	text_char(t, '\0');
	text_put(t, SPAN("REMOTE_HOST="));
	address_put(t, c->peer);
	text_char(t, '\0');
	if (c->peer->port > 0)
		put_number(t, SPAN("REMOTE_PORT"), c->peer->port);
	if (c->user.n == 0)
		return;
	put(t, SPAN("AUTH_TYPE"), c->auth);
	put(t, SPAN("REMOTE_USER"), c->user);
}

/* 4.1.14, 4.1.15: the name under which the peer called this server. */
static void
put_server(struct text *t, const struct cgi_call *c)
{
	uint64_t number = c->tls != NULL ? 443 : 80;
	struct authority a;

	/* The request was valid, so its host is. */
	(void)authority_cut(c->req->host, &a);
	(void)authority_port(&a, &number);
	put(t, SPAN("SERVER_NAME"), a.host.n > 0 ? a.host : SPAN("localhost"));
	put_number(t, SPAN("SERVER_PORT"), c->port > 0 ? c->port : number);
	put(t, SPAN("SERVER_PROTOCOL"),
	    c->req->minor > 0 ? SPAN("HTTP/1.1") : SPAN("HTTP/1.0"));
	put(t, SPAN("SERVER_SOFTWARE"), SPAN("minihttp/" VERSION));
	put(t, SPAN("GATEWAY_INTERFACE"), SPAN("CGI/1.1"));
}

/* 4.1.2, 4.1.3: puts type and length if there is a body of known length. */
static void
put_body(struct text *t, const struct cgi_call *c)
{
	struct span type;

	if (c->req->framing.body == FRAMING_NONE)
		return;
	if (c->req->framing.body == FRAMING_LENGTH)
		put_number(t, SPAN("CONTENT_LENGTH"), c->req->framing.length);
	if (field_only(&c->req->fields, SPAN("Content-Type"), &type))
		put(t, SPAN("CONTENT_TYPE"), type);
}

/*
 * 4.1.18.  Returns true for fields that have a variable of their own, hold a
 * password, concern the connection, or were handled by the server.  Many
 * programs take their proxy from HTTP_PROXY, so a field named Proxy is withheld
 * too.
 */
static bool
is_withheld(struct span name)
{
	static const char list[][20] = { "Authorization", "Connection",
		"Content-Length", "Content-Type", "Expect", "Keep-Alive", "TE",
		"Trailer", "Transfer-Encoding", "Upgrade" };
	struct span start = { name.p, name.n < 5 ? name.n : 5 };

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (span_eq_nocase(name, span_str(list[i])))
			return true;
	return span_eq_nocase(start, SPAN("Proxy"));
}

/* Returns false for names with "_", since X_Y and X-Y would be one variable. */
static bool
has_variable(struct span name)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return true;
}

static void
put_name(struct text *t, struct span name)
{
	text_put(t, SPAN("HTTP_"));
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		text_char(t, c == '-' ? '_' : c);
	}
	text_char(t, '=');
}

/* Puts a field.  Its lines make one value (RFC 9110 5.2). */
static void
put_field(struct text *t, const struct fields *fields, struct span name)
{
	bool cookie = span_eq_nocase(name, SPAN("Cookie"));
	struct span value;
	bool more = false;

	put_name(t, name);
	for (size_t i = 0; field_next(fields, name, &i, &value); more = true) {
		/* RFC 6265 5.4: Cookie is not a comma-separated list */
		if (more)
			text_put(t, cookie ? SPAN("; ") : SPAN(", "));
		text_put(t, value);
	}
	text_char(t, '\0');
}

static bool
was_there(const struct fields *fields, size_t n)
{
	struct span name = field_at(fields, n).name;

	for (size_t i = 0; i < n; i++)
		if (span_eq_nocase(field_at(fields, i).name, name))
			return true;
	return false;
}

void
cgi_put_environment(struct text *t, const struct cgi_call *c)
{
	const struct fields *fields = &c->req->fields;

	put_server(t, c);
	put(t, SPAN("REQUEST_METHOD"), method_name(c->req->method));
	put(t, SPAN("REQUEST_URI"), c->req->raw_target);
	put(t, SPAN("QUERY_STRING"), c->req->target.query);
	put_script(t, c);
	put_path(t, c);
	put_peer(t, c);
	if (c->tls != NULL)
		cgi_tls_put(t, c->tls);
	put_body(t, c);
	for (size_t i = 0; i < fields->n; i++) {
		struct span name = field_at(fields, i).name;

		if (has_variable(name) && !is_withheld(name) &&
		    !was_there(fields, i))
			put_field(t, fields, name);
	}
}
