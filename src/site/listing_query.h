/*
 * listing_query -- reads what the query of a listing asks for.
 *
 *	?sort=name|size|time&order=asc|desc&format=html|json&q=WORDS&qr
 *
 * Other parameters are ignored.  "+" is a blank in a value, as in a form.
 *
 *	?stored=NAME&stored=NAME...
 *	?made=NAME
 *
 * An upload by a form leads to the listing with the names under which its files
 * were stored, or with that of a new directory.  The page reports only names
 * that it finds in the directory, so a link cannot make it report a file that
 * was not stored.
 */
#ifndef SITE_LISTING_QUERY_H
#define SITE_LISTING_QUERY_H

#include "base/text.h"
#include "site/listing_roster.h"

enum listing_format { LISTING_HTML, LISTING_JSON };

/* A filter that is longer, decoded, matches nothing. */
#define LISTING_FILTER 128

/* The most names of one upload that are looked for. */
#define LISTING_STORED 32

struct listing_query {
	enum listing_format format;
	enum listing_key key;
	enum listing_direction order;
	bool formatted;     /* the query names the format */
	bool coded;         /* with a QR code of the page's address */
	struct span filter; /* not decoded; empty: none */
	struct span text;   /* the query */
	unsigned stored;    /* names in it, LISTING_STORED at most */
	unsigned made;      /* directories among these */
	uint32_t found;     /* of these, by listing_query_meet: a set */
};

/* Reads the query, which must outlive the struct.  It never fails. */
void listing_query_read(struct span query, struct listing_query *);

/*
 * Returns true if the name contains the filter, in any case of the letters that
 * utf8_small knows.
 */
bool listing_query_takes(const struct listing_query *, struct span name);

/* Appends the filter, decoded. */
void listing_query_put_filter(struct text *, const struct listing_query *);

/*
 * Returns true if the name is one of those stored, and remembers that the
 * directory has it.
 */
bool listing_query_meet(struct listing_query *, struct span name);

/* Appends name i of those stored, decoded. */
void listing_query_put_stored(
    struct text *, const struct listing_query *, size_t i);

/* Appends the value of "sort". */
void listing_query_put_key(struct text *, enum listing_key);

/* Appends a value, encoded so that listing_query_read returns it. */
void listing_query_encode(struct text *, struct span value);

#endif
