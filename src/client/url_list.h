/*
 * url_list -- lists all URLs of a command line, in which one pattern makes many
 * URLs.
 *
 *	why = url_list_read(&l, &o, &about)
 *	url_list_put(&l, i, &t)			for each i below l.n
 */
#ifndef CLIENT_URL_LIST_H
#define CLIENT_URL_LIST_H

#include "client/place.h"

struct url_list {
	const struct options *o;
	size_t n;
	size_t count[OPTIONS_WORDS]; /* URLs of each word */
};

/*
 * Reads the words of *o, which has to stay valid.  Returns NULL, or an error,
 * and sets *about to the word that it is about.
 */
const char *url_list_read(
    struct url_list *, const struct options *o, struct span *about);

/* Returns the index of the word that makes URL number i. */
size_t url_list_word(const struct url_list *, size_t i);

/* Appends URL number i. */
void url_list_put(const struct url_list *, size_t i, struct text *);

/*
 * Sets *one to the options of URL number i; "#1" in the name of its output is
 * replaced in buf.
 */
void url_list_options(const struct url_list *, size_t i, struct options *one,
    char buf[PLACE_ROOM]);

/*
 * Calls fn with the path of each file of -o and -O.  It may leave out a file in
 * a directory for which it has called fn already.  For all names that come from
 * a URL it calls fn once, with ".".
 */
void url_list_each_file(const struct url_list *, void (*fn)(const char *path));

#endif
