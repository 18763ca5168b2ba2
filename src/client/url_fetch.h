/*
 * url_fetch -- fetches one URL of the command line and chooses its exit code.
 *
 *	url_fetch_init(&setup);
 *	code = url_fetch_one(i, NULL);	for each
 */
#ifndef CLIENT_URL_FETCH_H
#define CLIENT_URL_FETCH_H

#include "client/options.h"
#include "client/parallel.h"
#include "client/payload.h"
#include "client/url_list.h"
#include "shelf/store.h"

struct url_fetch_setup {
	const struct options *o;
	const struct store *store;   /* NULL: no cache */
	struct span realm;           /* see cache/vary */
	const struct url_list *urls; /* of o */
	struct payload *payload;     /* collected already */
	int64_t started_ns;
};

/* *setup has to stay valid. */
void url_fetch_init(const struct url_fetch_setup *setup);

/*
 * Fetches URL number i, reports the outcome, and returns an exit code.  With -Z
 * the progress is noted in *place; otherwise place is NULL.
 */
int url_fetch_one(size_t i, struct parallel_place *place);

/* Returns by how many bytes the cache has grown since url_fetch_init. */
int64_t url_fetch_grown(void);

#endif
