#include "site/variant.h"

#include "http/accept.h"

/*
 * Inserts the coding after those of equal weight, so that these stay in the
 * server's order.
 */
static void
insert(enum coding coding, const unsigned *weight, struct variant_ranks *r)
{
	size_t i = r->n++;

	for (; i > 0 && weight[r->at[i - 1]] < weight[coding]; i--)
		r->at[i] = r->at[i - 1];
	r->at[i] = coding;
}

void
variant_rank(const struct conf *conf, const struct fields *fields,
    struct variant_ranks *r)
{
	unsigned weight[CODING_COUNT];

	accept_codings(fields, weight);
	r->n = r->wanted = 0;
	r->identity = weight[CODING_IDENTITY] > 0;
	for (size_t i = 0; i < conf->precompressed.n; i++) {
		enum coding coding = conf->precompressed.at[i];

		insert(coding, weight, r);
		/* of equal weights, prefer the coded copy, which is smaller */
		if (weight[coding] > 0 &&
		    weight[coding] >= weight[CODING_IDENTITY])
			r->wanted++;
	}
}

bool
variant_is_fresh(
    const struct file_facts *source, const struct file_facts *variant)
{
	return variant->kind == FILE_REGULAR &&
	       variant->mtime_ns >= source->mtime_ns;
}

void
variant_tag(enum coding coding, char room[ETAG_MAX], struct validators *v)
{
	struct text t = { room, ETAG_MAX, v->etag.opaque.n - 1 };

	text_char(&t, '-');
	text_put(&t, coding_name(coding));
	text_char(&t, '"');
	v->etag.opaque = TEXT_SPAN(t);
}
