/*
 * listing_json -- a listing as JSON (RFC 8259), one entry a line:
 *
 *	{"path":"/a/","sorted":true,"uploads":false,"entries":[
 *	{"name":"b c","href":"b%20c","type":"file","size":12,
 *	"modified":"2026-11-21T10:00:00Z"}
 *	]}
 *
 * The name is for people: bytes that are not UTF-8 are replaced.  The href is
 * exact, and relative to the directory.
 */
#ifndef SITE_LISTING_JSON_H
#define SITE_LISTING_JSON_H

#include "site/listing.h"

void listing_json_put_head(struct text *, const struct listing *);
void listing_json_put_entry(
    struct text *, const struct listing *, const struct file_entry *);
void listing_json_put_tail(struct text *, const struct listing *);
void listing_json_put_end(struct text *, const struct listing *);

#endif
