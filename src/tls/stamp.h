/*
 * stamp -- tells whether the files of certificates have changed.
 *
 *	struct stamp s;
 *
 *	stamp_take(&s, pairs, n);
 *	if (stamp_has_changed(&s, pairs, n))
 *		read them anew
 */
#ifndef TLS_STAMP_H
#define TLS_STAMP_H

#include "tls/options.h"

struct stamp {
	uint64_t known, seen; /* of what was read, and at the last look */
};

/* Call it before the files are read. */
void stamp_take(struct stamp *, const struct options_pair *, size_t n);

/*
 * Returns true if a file is another one or has other contents than at the last
 * time that it returned true, and has stayed so since the last call, as a
 * program that writes both files needs a moment.
 */
bool stamp_has_changed(struct stamp *, const struct options_pair *, size_t n);

#endif
