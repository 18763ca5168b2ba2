/*
 * stamp -- tells whether the files of certificates, and of authorities, have
 * changed.
 *
 *	struct stamp s;
 *
 *	stamp_take(&s, &options);
 *	if (stamp_has_changed(&s, &options))
 *		read them anew
 */
#ifndef TLS_STAMP_H
#define TLS_STAMP_H

#include "tls/options.h"

struct stamp {
	uint64_t known, seen; /* of what was read, and at the last look */
};

/* Notes the state of the files.  Call it before they are read. */
void stamp_take(struct stamp *, const struct options *);

/*
 * Returns true if the files have changed since stamp_take, or since it last
 * returned true, and have stayed the same since the previous call.  The second
 * condition is there because a program that writes both files needs a moment.
 */
bool stamp_has_changed(struct stamp *, const struct options *);

#endif
