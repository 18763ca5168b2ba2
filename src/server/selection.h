/*
 * selection -- selects the file for an answer if the configuration allows
 * several: compressed copies (site/variant), the file of CleanURLs or Fallback
 * for one that is missing, and the file of ErrorPage in place of a note
 * (site/rules).
 *
 * This is the selected representation of RFC 9110 3.2.  Each selection is
 * enabled by a directive; without one, nothing here is called.
 */
#ifndef SERVER_SELECTION_H
#define SERVER_SELECTION_H

#include "server/conn.h"

/*
 * If the request prefers a compressed copy of the file, replaces c->fd and
 * c->facts by those of the copy.  Notes what the answer depends on.
 */
void selection_variant(struct conn *, const struct file_want *);

/*
 * If the file does not exist, opens a substitute: the file of CleanURLs, a
 * compressed copy without its original (Precompressed), or the file of
 * Fallback, if it applies to this request.  The first and the last change the
 * want.
 */
void selection_other(struct conn *, struct file_want *);

/*
 * If the directory has no index, opens a compressed copy of one
 * (Precompressed), in place of a listing or a refusal.
 */
void selection_index(struct conn *, const struct file_want *);

/* Opens the file of ErrorPage for a plan that refuses, if the file exists. */
void selection_page(struct conn *);

#endif
