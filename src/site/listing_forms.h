/*
 * listing_forms -- the part of a listing above its table: what was stored, and
 * the forms to upload, to make a directory and to filter.
 */
#ifndef SITE_LISTING_FORMS_H
#define SITE_LISTING_FORMS_H

#include "site/listing.h"

/* A form is there if the visitor may do what it is for. */
void listing_forms_put(struct text *, const struct listing *);

#endif
