#include "cache/vary.h"

#include <string.h>

static void
add_lower(struct sha2 *h, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		sha2_feed(h, (struct span){ &c, 1 });
	}
}

/*
 * Appends "name:member,member" and a line feed.  If the request has no such
 * field, the name stands alone, and matches only requests without the field.
 */
static bool
add_field(struct sha2 *h, const struct fields *fields, struct span name)
{
	struct span list, item;
	bool found = false;

	add_lower(h, name);
	for (size_t i = 0; field_next(fields, name, &i, &list);) {
		if (!found)
			sha2_feed(h, SPAN(":"));
		found = true;
		while (field_list_next(&list, &item)) {
			sha2_feed(h, item);
			sha2_feed(h, SPAN(","));
		}
	}
	sha2_feed(h, SPAN("\n"));
	return found;
}

void
vary_owner(const struct fields *request, enum vary_trust trust,
    struct span realm, unsigned char owner[SHA2_256_BYTES])
{
	struct sha2 h;
	bool any = trust == VARY_UNVERIFIED;

	memset(owner, 0, SHA2_256_BYTES);
	sha2_init(&h, SHA2_256);
	sha2_feed(&h, any ? SPAN("unverified\n") : SPAN("verified\n"));
	any |= add_field(&h, request, SPAN("Authorization"));
	any |= add_field(&h, request, SPAN("Cookie"));
	any |= add_field(&h, request, SPAN("Host"));
	if (realm.n > 0) {
		sha2_feed(&h, realm);
		any = true;
	}
	if (any)
		(void)sha2_end(&h, owner);
}

bool
vary_select(const struct fields *request, const struct fields *response,
    unsigned char select[SHA2_256_BYTES])
{
	struct span list, name;
	struct sha2 h;
	bool any = false;

	memset(select, 0, SHA2_256_BYTES);
	for (size_t i = 0; field_next(response, SPAN("Vary"), &i, &list);)
		while (field_list_next(&list, &name)) {
			if (span_eq(name, SPAN("*")))
				return false;
			if (!any)
				sha2_init(&h, SHA2_256);
			any = true;
			(void)add_field(&h, request, name);
		}
	if (any)
		(void)sha2_end(&h, select);
	return true;
}
