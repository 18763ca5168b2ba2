#include "client/fetch_use.h"

/*
 * Returns true for a part that was not asked for, or that is not the one that
 * was.
 */
static bool
is_unfit(const struct fetch_use_facts *f)
{
	if (f->status == 206)
		return f->resuming || !f->may_be_part;
	return f->status == 416 && f->resuming;
}

enum fetch_use
fetch_use_of(const struct fetch_use_facts *f)
{
	if (f->replaceable)
		return FETCH_USE_STAND_IN;
	if (f->status == 304 && f->conditional)
		return FETCH_USE_VALID;
	if (f->resuming && f->is_rest)
		return FETCH_USE_CONTINUE;
	if (is_unfit(f))
		return FETCH_USE_PLAIN;
	if (f->changed)
		return FETCH_USE_CHANGED;
	return f->silent ? FETCH_USE_SILENT : FETCH_USE_SHOW;
}
