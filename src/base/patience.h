/*
 * patience -- lets a long computation ask whether its result is still wanted.
 * If not, it ends without a result.
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

/* Returns whether to continue; NULL means always. */
static inline bool
patience_lasts(const struct patience *p)
{
	return p == NULL || p->lasts(p->arg);
}

#endif
