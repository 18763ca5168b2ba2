#include "site/forwarded_from.h"

#include "http/forwarded.h"

#include <string.h>

struct walk {
	const struct conf_forwarders *conf;
	bool present; /* the field exists */
	bool any;     /* there was a valid address */
	bool visitor; /* and it was not that of a proxy */
	struct address best;
};

/*
 * Adds one hop on the right: keeps the result that reading from the right would
 * give if the field ended here.
 */
static void
step(struct walk *w, bool good, const struct address *a)
{
	w->present = true;
	if (!good)
		w->any = w->visitor = false;
	else if (!conf_lists(&w->conf->from, a)) {
		w->best = *a;
		w->any = w->visitor = true;
	} else if (!w->any) {
		w->best = *a;
		w->any = true;
	}
}

static void
walk_x(struct walk *w, const struct fields *fields)
{
	struct span list, element;
	struct address a;
	bool more;

	for (size_t i = 0;
	     field_next(fields, SPAN("X-Forwarded-For"), &i, &list);)
		do { /* a quote does not hide a comma in X-Forwarded-For */
			bool good;

			more = span_cut(list, ',', &element, &list);
			element = span_trim(element);
			good = forwarded_node(element, &a);
			if (element.n > 0)
				step(w, good, &a);
		} while (more);
}

/* Returns false if a quoted string does not end. */
static bool
walk_forwarded(struct walk *w, const struct fields *fields)
{
	struct span list, element;
	struct address a;

	for (size_t i = 0; field_next(fields, SPAN("Forwarded"), &i, &list);) {
		while (forwarded_next(&list, &element)) {
			bool good = forwarded_for(element, &a);

			step(w, good, &a);
		}
		if (list.n > 0)
			return false;
	}
	return true;
}

static bool
same(const struct address *a, const struct address *b)
{
	return a->family == b->family &&
	       memcmp(a->byte, b->byte, a->family == ADDRESS_IPV4 ? 4 : 16) ==
		   0;
}

enum forwarded
forwarded_from_visitor(const struct conf *conf, const struct fields *fields,
    const struct address *peer, struct address *visitor)
{
	const struct conf_forwarders *ours = &conf->forwarders;
	struct walk x = { .conf = ours }, f = { .conf = ours };
	const struct walk *w;

	if (!conf_lists(&ours->from, peer))
		return FORWARDED_NOT;
	if (ours->by != CONF_FORWARDED_STANDARD)
		walk_x(&x, fields);
	if (ours->by != CONF_FORWARDED_X && !walk_forwarded(&f, fields))
		return FORWARDED_BAD;
	if (x.present && f.present &&
	    (x.any != f.any || (x.any && !same(&x.best, &f.best))))
		return FORWARDED_BAD;
	w = x.present ? &x : &f;
	if (!w->any)
		return FORWARDED_NOT;
	*visitor = w->best;
	return w->visitor ? FORWARDED_YES : FORWARDED_PROXY;
}
