/*
 * filename -- makes names for uploaded files from what their senders ask for.
 *
 * The name that comes with an upload is only a wish (RFC 9110 does not treat
 * it; RFC 6266 4.3 and RFC 7578 4.2 warn).  Its directories are cut off, and
 * the rest is made into a name that can be stored, listed and requested.
 */
#ifndef SITE_FILENAME_H
#define SITE_FILENAME_H

#include "base/limits.h"
#include "base/text.h"
#include "http/request.h"

/* Numbers that are tried for one name, from "name-1.ext" on. */
#define FILENAME_TRIES 1000

/*
 * Returns true if the name can be stored unchanged: it is not hidden, has no
 * slash or control character, and is not too long.
 */
bool filename_is_good(struct span name);

/*
 * Appends a good name with room for a number.  It is the last component (after
 * either kind of slash) without dots and blanks at its ends.  Controls become
 * "_", and the middle of a long name is cut out.  If nothing is left, the name
 * is the time: "20261121-100000".
 */
void filename_clean(struct text *, struct span wish, int64_t now_s);

/*
 * Does the same for the name in a request's Content-Disposition; without one
 * the name is the time.
 */
void filename_of_request(struct text *, const struct request *, int64_t now_s);

/* Appends "name-7.ext" for 7, or the name itself for 0, and a NUL. */
void filename_number(struct text *, struct span name, unsigned number);

#endif
