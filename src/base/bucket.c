#include "base/bucket.h"

int64_t
bucket_time(const struct bucket *b, uint64_t tokens)
{
	uint64_t per = (uint64_t)b->per_ns, whole;

	if (b->n == 0)
		return 0;
	whole = tokens / b->n;
	if (whole >= (uint64_t)BUCKET_FOREVER / per)
		return BUCKET_FOREVER;
	return (int64_t)(whole * per + tokens % b->n * per / b->n);
}

/*
 * Returns the nanoseconds until the bucket is full, from 0 to the time that an
 * empty one needs.
 */
static int64_t
missing(const struct bucket *b, int64_t full_ns, int64_t now_ns)
{
	int64_t most = bucket_time(b, b->burst), left;

	if (full_ns <= now_ns)
		return 0;
	/* unsigned, since the difference of two times may overflow int64_t */
	left = (int64_t)((uint64_t)full_ns - (uint64_t)now_ns);
	return left < 0 || left > most ? most : left;
}

uint64_t
bucket_level(const struct bucket *b, int64_t full_ns, int64_t now_ns)
{
	uint64_t per = (uint64_t)b->per_ns, left, level;

	if (b->n == 0)
		return b->burst;
	left =
	    (uint64_t)(bucket_time(b, b->burst) - missing(b, full_ns, now_ns));
	level = left / per * b->n + left % per * b->n / per;
	/* bucket_time rounds down, so one more token may be in the bucket */
	if (bucket_time(b, level + 1) <= (int64_t)left)
		level++;
	return level < b->burst ? level : b->burst;
}

int64_t
bucket_wait(
    const struct bucket *b, int64_t full_ns, int64_t now_ns, uint64_t tokens)
{
	uint64_t wanted = tokens < b->burst ? tokens : b->burst;
	int64_t over = missing(b, full_ns, now_ns) + bucket_time(b, wanted) -
		       bucket_time(b, b->burst);

	return over > 0 ? over : 0;
}

/* Returns now_ns + ns, or INT64_MAX if that would overflow. */
static int64_t
later(int64_t now_ns, int64_t ns)
{
	return now_ns > INT64_MAX - ns ? INT64_MAX : now_ns + ns;
}

int64_t
bucket_take(
    const struct bucket *b, int64_t full_ns, int64_t now_ns, uint64_t tokens)
{
	return later(
	    now_ns, missing(b, full_ns, now_ns) + bucket_time(b, tokens));
}

int64_t
bucket_put_back(
    const struct bucket *b, int64_t full_ns, int64_t now_ns, uint64_t tokens)
{
	int64_t left = missing(b, full_ns, now_ns) - bucket_time(b, tokens);

	return later(now_ns, left > 0 ? left : 0);
}
