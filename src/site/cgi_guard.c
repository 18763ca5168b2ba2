#include "site/cgi_guard.h"

#include "base/prefix.h"
#include "site/hidden.h"

/* Returns true if each name of the path is one that a request could have. */
static bool
is_served(const struct conf *conf, struct span path)
{
	struct span name;
	bool more = true;

	while (more) {
		more = span_cut(path, '/', &name, &path);
		if (name.n == 0 || *name.p == '.' || hidden_name(conf, name))
			return false;
	}
	return true;
}

static bool
climbs(struct span path)
{
	struct span name;
	bool more = path.n > 0;

	while (more) {
		more = span_cut(path, '/', &name, &path);
		if (span_eq(name, SPAN("..")))
			return true;
	}
	return false;
}

/* Takes the start off *s.  Returns false if s starts otherwise. */
static bool
skip(struct span *s, struct span start)
{
	if (!span_starts(*s, start))
		return false;
	*s = span_from(*s, start.n);
	return true;
}

/* Returns true if the rest of the value is "/cgi-bin/git". */
static bool
is_name(struct span rest, struct span prefix, struct span script)
{
	if (!skip(&rest, SPAN("/")))
		return false;
	if (prefix.n > 0 && (!skip(&rest, prefix) || !skip(&rest, SPAN("/"))))
		return false;
	return span_eq(rest, script);
}

enum { SCRIPT_NAME = 1, SCRIPT_FILENAME = 2, DOCUMENT_ROOT = 4, ALL = 7 };

/*
 * Adds to *seen which of the three variables this is.  Returns false if its
 * value is wrong.
 */
static bool
is_right(const struct conf *conf, const struct cgi_guard_job *job,
    struct span name, struct span value, unsigned *seen)
{
	struct span prefix = prefix_bare(conf->cgi.at[job->which]);
	unsigned which = 0;
	bool right = true;

	if (span_eq(name, SPAN("SCRIPT_NAME"))) {
		which = SCRIPT_NAME;
		right = is_name(value, prefix, job->script);
	} else if (span_eq(name, SPAN("SCRIPT_FILENAME"))) {
		which = SCRIPT_FILENAME;
		right = skip(&value, job->root) &&
			is_name(value, prefix, job->script);
	} else if (span_eq(name, SPAN("DOCUMENT_ROOT"))) {
		which = DOCUMENT_ROOT;
		right = span_eq(value, job->root);
	} else if (span_eq(name, SPAN("PATH_INFO"))) {
		right = !climbs(value);
	} else if (span_eq(name, SPAN("PATH_TRANSLATED"))) {
		right = skip(&value, job->root) && !climbs(value) &&
			(value.n == 0 || *value.p == '/');
	} else if (span_eq(name, SPAN("REMOTE_USER")) ||
		   span_eq(name, SPAN("AUTH_TYPE"))) {
		right = conf->auth.n > 0;
	}
	right = right && !(*seen & which);
	*seen |= which;
	return right;
}

bool
cgi_guard_permits(const struct conf *conf, const struct cgi_guard_job *job)
{
	struct span rest = job->environment, one, name, value;
	unsigned seen = 0;

	if (job->which >= conf->cgi.n || !is_served(conf, job->script))
		return false;
	while (rest.n > 0) {
		(void)span_cut(rest, '\0', &one, &rest);
		if (!span_cut(one, '=', &name, &value) ||
		    !is_right(conf, job, name, value, &seen))
			return false;
	}
	return seen == ALL;
}
