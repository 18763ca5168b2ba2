#include "site/hidden.h"

#include "base/file.h"
#include "base/glob.h"

bool
hidden_name(const struct conf *conf, struct span name)
{
	if (span_starts(name, SPAN(FILE_STAGED)))
		return true;
	for (size_t i = 0; i < conf->hidden_files.n; i++)
		if (glob_match(conf->hidden_files.at[i], name))
			return true;
	return false;
}

bool
hidden_path(const struct conf *conf, struct span path)
{
	struct span name;
	bool more = path.n > 0;

	for (size_t i = 0; more; i++) {
		more = span_cut(path, '/', &name, &path);
		if (i == 0 && span_eq(name, SPAN(".well-known")))
			return false;
		if (hidden_name(conf, name))
			return true;
	}
	return false;
}
