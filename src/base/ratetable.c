#include "base/ratetable.h"

#include "base/siphash.h"

#include <string.h>

#define MAGIC "minihttp rates of sources\n"
#define ORDER UINT64_C(0x0102030405060708)
#define SECRET_AT offsetof(struct ratetable, rates.secret)

_Static_assert(offsetof(struct ratetable, rates.place) == RATETABLE_PAGE,
    "the places begin with a page of their own");

static uint64_t
check_of(const struct ratetable_head *h, const uint64_t secret[2])
{
	return siphash_word(secret, h->version ^ h->order ^ h->size);
}

static void
fill(struct ratetable_head *h, const uint64_t secret[2])
{
	memset(h, 0, sizeof *h);
	memcpy(h->magic, MAGIC, sizeof MAGIC);
	h->version = RATETABLE_VERSION;
	h->order = ORDER;
	h->size = RATETABLE_SIZE;
	h->check = check_of(h, secret);
}

bool
ratetable_check(const union ratetable_page *page)
{
	struct ratetable_head want;
	uint64_t secret[2];

	memcpy(secret, page->bytes + SECRET_AT, sizeof secret);
	fill(&want, secret);
	return memcmp(&page->head, &want, sizeof want) == 0;
}

void
ratetable_make(union ratetable_page *page, const uint64_t secret[2])
{
	memset(page, 0, sizeof *page);
	fill(&page->head, secret);
	memcpy(page->bytes + SECRET_AT, secret, 2 * sizeof *secret);
}

uint64_t
ratetable_take(struct ratetable *t, int64_t longest_ns,
    const struct rates_key *key, const struct bucket *b, uint64_t least,
    uint64_t most, int64_t now_ns, int64_t *wait_ns)
{
	rates_mend(&t->rates, key, now_ns + longest_ns + RATETABLE_SLACK);
	return rates_take(&t->rates, key, b, least, most, now_ns, wait_ns);
}
