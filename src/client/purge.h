/*
 * purge -- removes stored responses, and says how many.
 *
 *	code = purge_run(&store, &options, &result);
 */
#ifndef CLIENT_PURGE_H
#define CLIENT_PURGE_H

#include "client/options.h"
#include "shelf/store.h"

struct purge_result {
	uint64_t responses;
	uint64_t bytes; /* of their bodies */
};

/*
 * Removes the responses for the URLs in word[], or with FLAG_ALL every file.
 * Fills the result, reports errors, and returns the exit code.
 */
int purge_run(
    const struct store *, const struct options *, struct purge_result *);

#endif
