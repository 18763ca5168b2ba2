/*
 * payload -- prepares the body of a request: the data of -d, or the file of -T.
 *
 * Each function returns false after reporting an error.
 *
 *	payload_collect(&p, &o)		once; the memory stays
 *	payload_open(&p, &o)		for each URL; close p.fd if it is not -1
 */
#ifndef CLIENT_PAYLOAD_H
#define CLIENT_PAYLOAD_H

#include "client/options.h"

struct payload {
	char *data; /* NULL if there was no -d */
	size_t n;
	char *input; /* standard input, if a -F names it */
	size_t input_n;
	char *query; /* what --url-query adds to the URL, or NULL */
	size_t query_n;
	int fd; /* -1 if there is no -T */
	uint64_t fd_n;
};

bool payload_collect(struct payload *, const struct options *);
bool payload_open(struct payload *, const struct options *);

#endif
