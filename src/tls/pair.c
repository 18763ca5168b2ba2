#include "tls/pair.h"

#define CHAIN SPAN("fullchain.pem")
#define LEAF SPAN("cert.pem")
#define KEY SPAN("privkey.pem")

static bool
ends(struct span s, struct span with)
{
	return s.n > with.n && span_eq(span_from(s, s.n - with.n), with);
}

/* Returns the length of the directory part, with its slash. */
static size_t
directory_length(struct span path)
{
	size_t n = path.n;

	while (n > 0 && path.p[n - 1] != '/')
		n--;
	return n;
}

static void
put(struct text *t, struct span directory, struct span name)
{
	text_put(t, directory);
	if (directory.n > 0 && directory.p[directory.n - 1] != '/')
		text_char(t, '/');
	text_put(t, name);
	text_char(t, '\0');
}

void
pair_names(struct span path, bool directory, struct span key,
    struct text *chain_file, struct text *key_file)
{
	struct span above = { path.p, directory_length(path) };
	struct span name = span_from(path, above.n);

	if (directory) {
		put(chain_file, path, CHAIN);
		if (key.n == 0)
			put(key_file, path, KEY);
	} else
		put(chain_file, SPAN(""), path);
	if (key.n > 0)
		put(key_file, SPAN(""), key);
	else if (!directory && (span_eq(name, CHAIN) || span_eq(name, LEAF)))
		put(key_file, above, KEY);
	else if (!directory && ends(name, SPAN(".crt"))) {
		text_put(key_file, (struct span){ path.p, path.n - 3 });
		put(key_file, SPAN(""), SPAN("key"));
	} else if (!directory)
		put(key_file, SPAN(""), SPAN(""));
}
