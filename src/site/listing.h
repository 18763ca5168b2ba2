/*
 * listing -- what a directory holds, as a page or as JSON.
 *
 * Asked for with ?sort=name|size|time&order=asc|desc&format=html|json; what
 * is none of these is as if it were not there.  Without a format the Accept
 * field decides, and the answer varies with it (RFC 9110 12.5.1, 12.5.5).
 *
 * It is written piece by piece, for its entries are read one by one:
 *
 *	listing_put_head(t, &listing);
 *	while (there is another)
 *		listing_put_entry(t, &listing, &entry);	and count it
 *	listing_put_tail(t, &listing);
 *
 * A name is any bytes.  In a link they are percent-encoded, each as it is;
 * shown, those that are no UTF-8 become U+FFFD, and what means something in
 * HTML or JSON is escaped.
 */
#ifndef SITE_LISTING_H
#define SITE_LISTING_H

#include "base/file.h"
#include "base/text.h"
#include "config/conf.h"
#include "http/refusal.h"
#include "site/listing_roster.h"

enum listing_format { LISTING_HTML, LISTING_JSON };

struct listing {
	enum listing_format format;
	enum listing_key key;
	enum listing_direction order;
	bool uploads;     /* this peer may: the page has a form */
	bool unsorted;    /* there was no room for that */
	struct span path; /* of the directory, decoded */
	uint64_t files, directories, bytes; /* entries so far */
};

/* The most that the calls below append: a path, a name, all of it escaped. */
#define LISTING_HEAD 32768
#define LISTING_ENTRY 4096
#define LISTING_TAIL 2048

struct asked;
struct plan;

/*
 * The answer to a GET or HEAD of a directory, as p->listing and p->reply;
 * REFUSE_NOT, or a precondition that fails.
 */
enum refusal listing_plan(const struct asked *, struct plan *);

/* A name that may be shown at all: others are never served. */
bool listing_shows(const struct conf *, struct span name);

void listing_put_head(struct text *, const struct listing *);
void listing_put_entry(
    struct text *, struct listing *, const struct file_entry *);
void listing_put_tail(struct text *, const struct listing *);

#endif
