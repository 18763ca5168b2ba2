/*
 * selection -- which file an answer is made of, where the configuration leaves
 * more than one: its precompressed forms (site/variant), CleanURLs or Fallback
 * in place of one that is not there, ErrorPage in place of a note (site/rules).
 *
 * The selected representation of RFC 9110 3.2.  Each has been asked for by a
 * directive; without one, nothing here is called.
 */
#ifndef SERVER_SELECTION_H
#define SERVER_SELECTION_H

#include "server/conn.h"

/*
 * Puts a form of the file that c->fd and c->facts are in their place, if the
 * request prefers one, and tells what the answer depends on.
 */
void selection_variant(struct conn *, const struct file_want *, struct asked *);

/*
 * Where nothing is there, the file that takes its place: that of CleanURLs, a
 * compressed form without its file (Precompressed), or that of Fallback, if it
 * is for this request.  The first and the last change *want.
 */
void selection_other(struct conn *, struct file_want *, struct asked *);

/*
 * Where the directory has no index, a compressed form of one (Precompressed),
 * in place of a listing or a refusal.
 */
void selection_index(struct conn *, const struct file_want *, struct asked *);

/* The file of ErrorPage, if it is there, for a plan that refuses. */
void selection_page(struct conn *, const struct asked *);

#endif
