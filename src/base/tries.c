#include "base/tries.h"

#include <stddef.h>

#define MINUTE_MS 60000

/* Returns the first place of the source. */
static size_t
first_of(uint64_t source)
{
	uint64_t mixed = source * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)(mixed >> 32) % (TRIES_PLACES / TRIES_WAYS) * TRIES_WAYS;
}

int64_t
tries_level(const struct tries *t, uint64_t source, int64_t now_ms)
{
	size_t first = first_of(source);

	for (size_t i = first; source != 0 && i < first + TRIES_WAYS; i++)
		if (t->place[i].source == source)
			return t->place[i].forgiven_ms > now_ms
				   ? t->place[i].forgiven_ms - now_ms
				   : 0;
	return 0;
}

/* Returns the milliseconds after which one failure is forgiven. */
static int64_t
share(uint64_t most)
{
	return most < MINUTE_MS ? MINUTE_MS / (int64_t)most : 1;
}

uint32_t
tries_wait(
    const struct tries *t, uint64_t source, uint64_t most, int64_t now_ms)
{
	int64_t over_ms;

	if (most == 0)
		return 0;
	over_ms =
	    tries_level(t, source, now_ms) + share(most) - (int64_t)MINUTE_MS;
	return over_ms > 0 ? (uint32_t)((over_ms + 999) / 1000) : 0;
}

/* Returns the place of the source, or the one to replace with it. */
static size_t
place_of(const struct tries *t, uint64_t source)
{
	size_t first = first_of(source), best = first;

	for (size_t i = first; i < first + TRIES_WAYS; i++) {
		if (t->place[i].source == source)
			return i;
		if (t->place[i].forgiven_ms < t->place[best].forgiven_ms)
			best = i;
	}
	return best;
}

void
tries_failed(struct tries *t, uint64_t source, uint64_t most, int64_t now_ms)
{
	int64_t from_ms = now_ms;
	size_t at;

	if (source == 0 || most == 0)
		return;
	from_ms += tries_level(t, source, now_ms);
	at = place_of(t, source);
	t->place[at].source = source;
	t->place[at].forgiven_ms = from_ms + share(most);
}
