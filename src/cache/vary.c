#include "cache/vary.h"

#include <string.h>

static void
add_lower(struct sha256 *h, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		sha256_add(h, (struct span){ &c, 1 });
	}
}

/*
 * "name:member,member" and a line feed; the name alone if there is no such
 * field, which matches only where there is none either.
 */
static bool
add_field(struct sha256 *h, const struct fields *fields, struct span name)
{
	struct span list, item;
	bool found = false;

	add_lower(h, name);
	for (size_t i = 0; field_next(fields, name, &i, &list);) {
		if (!found)
			sha256_add(h, SPAN(":"));
		found = true;
		while (field_list_next(&list, &item)) {
			sha256_add(h, item);
			sha256_add(h, SPAN(","));
		}
	}
	sha256_add(h, SPAN("\n"));
	return found;
}

void
vary_owner(const struct fields *request, enum vary_trust trust,
    unsigned char owner[SHA256_BYTES])
{
	struct sha256 h;
	bool any = trust == VARY_UNVERIFIED;

	memset(owner, 0, SHA256_BYTES);
	sha256_init(&h);
	sha256_add(&h, any ? SPAN("unverified\n") : SPAN("verified\n"));
	any |= add_field(&h, request, SPAN("Authorization"));
	any |= add_field(&h, request, SPAN("Cookie"));
	if (any)
		sha256_done(&h, owner);
}

bool
vary_select(const struct fields *request, const struct fields *response,
    unsigned char select[SHA256_BYTES])
{
	struct span list, name;
	struct sha256 h;
	bool any = false;

	memset(select, 0, SHA256_BYTES);
	for (size_t i = 0; field_next(response, SPAN("Vary"), &i, &list);)
		while (field_list_next(&list, &name)) {
			if (span_eq(name, SPAN("*")))
				return false;
			if (!any)
				sha256_init(&h);
			any = true;
			(void)add_field(&h, request, name);
		}
	if (any)
		sha256_done(&h, select);
	return true;
}
