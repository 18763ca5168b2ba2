/*
 * patience -- asked now and then by whatever takes long, whether it is to go
 * on.  The work ends without a result if not.
 *
 *	struct patience p = { is_there_still, &peer };
 *
 *	for (uint64_t i = 0; i < rounds; i++) {
 *		if (i % 256 == 0 && !patience_lasts(&p))
 *			return false;
 */
#ifndef BASE_PATIENCE_H
#define BASE_PATIENCE_H

#include <stdbool.h>
#include <stddef.h>

struct patience {
	bool (*lasts)(void *arg);
	void *arg;
};

/* NULL is endless. */
static inline bool
patience_lasts(const struct patience *p)
{
	return p == NULL || p->lasts(p->arg);
}

#endif
