/*
 * listing_page -- a listing as a page that stands alone: a table, and scripts
 * that the page can do without: listing.js, and upload.js where there is a
 * form.
 */
#ifndef SITE_LISTING_PAGE_H
#define SITE_LISTING_PAGE_H

#include "base/qr.h"
#include "site/listing.h"
#include "site/listing_script.h"

/*
 * The Content-Security-Policy of the page.  sheets: further sources of style
 * sheets.  targets: where its scripts may send requests.
 */
#define LISTING_PAGE_POLICY(sheets, targets)                                   \
	"default-src 'none'; script-src " LISTING_SCRIPT_HASH                  \
	" " LISTING_UPLOAD_HASH "; style-src " sheets                          \
	"'unsafe-inline'; base-uri 'none'; "                                   \
	"frame-ancestors 'self'; connect-src " targets "; form-action 'self'"

/*
 * Appends the name as a relative reference (RFC 3986 4.2), with the slash of a
 * directory.  A colon is encoded, since the part before it would be taken for a
 * scheme.  JSON needs no more escapes; in HTML & and ' must be escaped.
 */
void listing_page_put_href(struct text *, const struct file_entry *);

void listing_page_put_head(struct text *, const struct listing *);
void listing_page_put_entry(
    struct text *, struct listing *, const struct file_entry *);
void listing_page_put_tail(struct text *, const struct listing *);

/* Appends a QR code of the address, at most LISTING_PAGE_CODE bytes. */
#define LISTING_PAGE_CODE (QR_SVG + 1024)
void listing_page_put_code(struct text *, const struct listing *);

/*
 * Begins the section for the file that introduces the directory.  The caller
 * appends its text by shown_put_lines.
 */
void listing_page_put_readme(struct text *, struct span name);

/* Ends the page. */
void listing_page_put_end(struct text *, const struct listing *);

#endif
