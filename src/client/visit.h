/*
 * visit -- fetches one URL of the command line and determines its exit code.
 *
 *	visit_init(&setup);
 *	code = visit_url(i, NULL);	for each
 */
#ifndef CLIENT_VISIT_H
#define CLIENT_VISIT_H

#include "client/options.h"
#include "client/parallel.h"
#include "client/payload.h"
#include "client/url_list.h"
#include "shelf/store.h"

struct visit_setup {
	const struct options *o;
	const struct store *store;   /* NULL: no cache */
	struct span realm;           /* see cache/vary */
	const struct url_list *urls; /* of o */
	struct payload *payload;     /* collected already */
	int64_t started_ns;
};

/* *setup has to stay valid. */
void visit_init(const struct visit_setup *setup);

/*
 * Fetches URL number i, reports the outcome, and returns an exit code.  With -Z
 * the progress is noted in *place; otherwise place is NULL.
 */
int visit_url(size_t i, struct parallel_place *place);

/* Returns by how many bytes the cache has grown since visit_init. */
int64_t visit_grown(void);

#endif
