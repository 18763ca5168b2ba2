#include "site/hidden.h"

#include "base/file.h"
#include "base/glob.h"
#include "base/prefix.h"

static bool
matches(const struct conf *conf, struct span name)
{
	struct span front = { name.p, sizeof FILE_STAGED - 1 };

	if (name.n >= front.n && span_eq_nocase(front, SPAN(FILE_STAGED)))
		return true;
	for (size_t i = 0; i < conf->hidden_files.n; i++)
		if (glob_match(conf->hidden_files.at[i], name, GLOB_ANY_CASE))
			return true;
	return false;
}

bool
hidden_name(const struct conf *conf, struct span name)
{
	char last = name.n > 0 ? name.p[name.n - 1] : '\0';

	if (matches(conf, name))
		return true;
	/* nearly always true; the rest is on another page of memory */
	if (last != '.' && last != ' ')
		return false;
	name = prefix_trim(name);
	return name.n > 0 && matches(conf, name);
}

bool
hidden_path(const struct conf *conf, struct span path)
{
	struct span name;
	bool more = path.n > 0;

	if (conf->only.n > 0) /* Only replaces HiddenFiles */
		return more && !span_eq(path, conf->only);
	for (size_t i = 0; more; i++) {
		more = span_cut(path, '/', &name, &path);
		if (i == 0 && span_eq(name, SPAN(".well-known")))
			return false;
		if (hidden_name(conf, name))
			return true;
	}
	return false;
}
