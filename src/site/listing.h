/*
 * listing -- the contents of a directory, as a page or as JSON.
 *
 * site/listing_query has the parameters.  If the query names no format, the
 * Accept field decides, and the response varies with it (RFC 9110 12.5.1,
 * 12.5.5).
 *
 * It is written piece by piece, as the entries are read one by one:
 *
 *	listing_put_head(t, &listing);
 *	while (there is another)
 *		listing_put_entry(t, &listing, &entry);	and count it
 *	listing_put_tail(t, &listing);
 *	if (there is a README) {
 *		listing_page_put_readme(t, name);	and its text, escaped
 *		...
 *	}
 *	listing_put_end(t, &listing);
 *
 * A name may be any bytes.  In a link each byte is percent-encoded.  In text,
 * bytes that are not UTF-8 become U+FFFD, and characters that are special in
 * HTML or JSON are escaped.
 */
#ifndef SITE_LISTING_H
#define SITE_LISTING_H

#include "base/file.h"
#include "base/text.h"
#include "config/conf.h"
#include "http/refusal.h"
#include "site/listing_query.h"

struct listing {
	struct listing_query query;
	bool uploads;         /* this peer may upload: show the form */
	bool removes;         /* and delete files */
	bool makes;           /* and make directories */
	bool archives;        /* link to archives of the directory */
	bool unsorted;        /* too many entries to sort */
	bool readme;          /* the text of one has begun */
	uint64_t upload_most; /* MaxBodySize */
	struct span title;    /* ListingTitle, or empty */
	struct span sheet;    /* ListingStyle, or empty */
	bool secure;          /* the scheme is https */
	struct span host;     /* the authority that was asked, or empty */
	struct span path;     /* of the directory, decoded */
	uint64_t files, directories, bytes; /* entries so far */
};

/* The most that the calls below append: a path or a name, fully escaped. */
#define LISTING_HEAD 57344
#define LISTING_ENTRY 4096
#define LISTING_TAIL 2048
#define LISTING_END 20480

struct asked;
struct plan;

/*
 * Plans the response to a GET or HEAD of a directory, as p->listing and
 * p->reply.  Returns REFUSE_NOT, or a precondition that fails.
 */
enum refusal listing_plan(const struct asked *, struct plan *);

/* Returns true if the name may be shown; other names are never served. */
bool listing_shows(const struct conf *, struct span name);

/*
 * Returns 0, or a number above 0 if the name is that of a file that introduces
 * a directory.  If a directory has several, the one with the highest number is
 * shown.
 */
unsigned listing_readme(struct span name);

/* Returns true if such a file is HTML, and its text is to be made first. */
bool listing_readme_is_html(struct span name);

void listing_put_head(struct text *, const struct listing *);
void listing_put_entry(
    struct text *, struct listing *, const struct file_entry *);
void listing_put_tail(struct text *, const struct listing *);
void listing_put_end(struct text *, const struct listing *);

#endif
