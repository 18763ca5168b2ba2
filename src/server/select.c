#include "server/select.h"

#include "site/variant.h"

static bool
reads(const struct request *req)
{
	return req->method == METHOD_GET || req->method == METHOD_HEAD;
}

/* A descriptor of this form if it is there and fresh, or -1. */
static int
open_variant(const struct conn *c, const struct file_want *want,
    enum coding coding, struct file_facts *facts)
{
	int fd = docroot_open_beside(
	    c->service->root, want, &c->facts, coding_suffix(coding), facts);

	if (fd >= 0 && !variant_is_fresh(&c->facts, facts))
		docroot_close(&fd);
	return fd;
}

void
select_variant(
    struct conn *c, const struct file_want *want, struct asked *asked)
{
	struct variant_ranks ranks;
	struct file_facts facts;
	int fd = -1;

	if (c->fd < 0 || c->facts.kind != FILE_REGULAR || !reads(&c->req))
		return;
	variant_rank(c->service->conf, &c->req.fields, &ranks);
	for (size_t i = 0; i < ranks.n && (asked->varies & VARY_CODING) == 0;
	     i++) {
		fd = open_variant(c, want, ranks.at[i], &facts);
		if (fd < 0)
			continue;
		asked->varies |= VARY_CODING;
		if (i >= ranks.wanted) {
			docroot_close(&fd);
			asked->not_acceptable = !ranks.identity;
			return;
		}
		docroot_close(&c->fd);
		c->fd = fd;
		facts.name = c->facts.name; /* its type is that of the source */
		c->facts = facts;
		asked->coding = ranks.at[i];
	}
}
