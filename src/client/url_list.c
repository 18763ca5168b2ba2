#include "client/url_list.h"

#include "client/url_pattern.h"

#include <string.h>

static const char *
read_word(const struct options *o, size_t word, struct url_pattern *p)
{
	if (!o->globoff)
		return url_pattern_read(p, o->word[word]);
	*p = (struct url_pattern){ .n = 1, .npieces = 0 };
	return NULL;
}

const char *
url_list_read(struct url_list *l, const struct options *o, struct span *about)
{
	struct url_pattern p;

	*l = (struct url_list){ .o = o };
	if (o->mode == OPTIONS_HOST) {
		l->n = 1;
		return NULL;
	}
	for (size_t i = 0; i < o->nwords; i++) {
		const char *why = read_word(o, i, &p);

		*about = span_str(o->word[i]);
		if (why != NULL)
			return why;
		l->count[i] = p.n;
		l->n += p.n;
		if (l->n > URL_PATTERN_MOST)
			return "more than 100000 URLs";
	}
	return NULL;
}

/* Returns the word of URL number *i, and makes *i its number in that word. */
static size_t
find(const struct url_list *l, size_t *i)
{
	size_t word = 0;

	while (word + 1 < l->o->nwords && *i >= l->count[word])
		*i -= l->count[word++];
	return word;
}

size_t
url_list_word(const struct url_list *l, size_t i)
{
	return l->o->mode == OPTIONS_HOST ? 0 : find(l, &i);
}

void
url_list_put(const struct url_list *l, size_t i, struct text *t)
{
	struct url_pattern p;
	size_t word = find(l, &i);

	if (!l->o->globoff && read_word(l->o, word, &p) == NULL)
		url_pattern_put(&p, i, t);
	else
		text_put(t, span_str(l->o->word[word]));
}

static void
put_name(const struct url_list *l, size_t i, const char *name, struct text *t)
{
	struct url_pattern p;

	if (l->o->mode != OPTIONS_HOST &&
	    read_word(l->o, find(l, &i), &p) == NULL)
		url_pattern_put_name(&p, i, name, t);
	else
		text_put(t, span_str(name));
}

void
url_list_options(const struct url_list *l, size_t i, struct options *one,
    char buf[PLACE_ROOM])
{
	struct text t = { buf, PLACE_ROOM, 0 };

	options_for(l->o, url_list_word(l, i), one);
	if (one->output == NULL)
		return;
	put_name(l, i, one->output, &t);
	text_char(&t, '\0');
	if (text_fits(&t))
		one->output = buf;
}

/* The name has a "#" before its last slash. */
static bool
names_directories(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash != NULL &&
	       memchr(name, '#', (size_t)(slash - name)) != NULL;
}

void
url_list_each_file(const struct url_list *l, void (*fn)(const char *path))
{
	const struct options *o = l->o;
	bool by_url = o->name_all;

	for (size_t i = 0, url = 0; i < o->noutputs; url += l->count[i++]) {
		const char *name = o->outputs[i];
		size_t n = i < o->nwords ? l->count[i] : 1;

		by_url |= name == NULL;
		if (name == NULL || strcmp(name, "-") == 0)
			continue;
		if (!names_directories(name) || l->n == 0)
			n = 1;
		for (size_t k = 0; k < n; k++) {
			char buf[PLACE_ROOM];
			struct text t = TEXT(buf);

			put_name(l, url + k, name, &t);
			text_char(&t, '\0');
			if (text_fits(&t))
				place_name(o, buf, fn);
		}
	}
	if (by_url)
		place_name(o, ".", fn);
}
