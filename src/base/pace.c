#include "base/pace.h"

/* A century: later than any deadline matters, and far from overflow. */
#define FOREVER_MS ((int64_t)100 * 365 * 86400 * 1000)

int64_t
pace_deadline(const struct pace *p, uint64_t done)
{
	uint64_t earned;

	if (p->rate == 0)
		return p->start_ms + p->grace_ms;
	earned = done / p->rate * 1000 + done % p->rate * 1000 / p->rate;
	if (done / p->rate > (uint64_t)FOREVER_MS / 1000)
		earned = (uint64_t)FOREVER_MS;
	return p->start_ms + p->grace_ms + (int64_t)earned;
}
