/*
 * listing_page -- a listing as a page: one table, no script, no other file.
 */
#ifndef SITE_LISTING_PAGE_H
#define SITE_LISTING_PAGE_H

#include "site/listing.h"

/* The Content-Security-Policy of the page; append the target of its form. */
#define LISTING_PAGE_POLICY                                                    \
	"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "     \
	"frame-ancestors 'self'; form-action "

/*
 * Appends the name as a relative reference (RFC 3986 4.2), with the slash of a
 * directory.  A colon is encoded, since the part before it would be taken for a
 * scheme.  JSON needs no more escapes; in HTML & and ' must be escaped.
 */
void listing_page_put_href(struct text *, const struct file_entry *);

void listing_page_put_head(struct text *, const struct listing *);
void listing_page_put_entry(
    struct text *, const struct listing *, const struct file_entry *);
void listing_page_put_tail(struct text *, const struct listing *);

#endif
