/*
 * filename -- names for files that their senders named, or did not.
 *
 * A name that comes with an upload is a wish (RFC 9110 has no say, RFC 6266
 * 4.3 and RFC 7578 4.2 warn): what leads to it is cut off, and it is made
 * into one that can be stored, listed and asked for.
 */
#ifndef SITE_FILENAME_H
#define SITE_FILENAME_H

#include "base/limits.h"
#include "base/text.h"
#include "http/request.h"

/* So many files of one name, "name-1.ext" and on, until it is given up. */
#define FILENAME_TRIES 1000

/*
 * A name that is stored as it is: not hidden, without a slash or a control
 * character, and not too long.
 */
bool filename_is_good(struct span name);

/*
 * Appends a good name with room for a number: the last component (of either
 * kind of slash), without the dots and blanks at its ends, controls made
 * into "_", and the middle cut out of one that is too long.  If nothing is
 * left, the moment: "20261121-100000".
 */
void filename_clean(struct text *, struct span wish, int64_t now_s);

/* The same with the wish of a request's Content-Disposition, if any. */
void filename_of_request(struct text *, const struct request *, int64_t now_s);

/* Appends "name-7.ext" for 7; for 0 the name; and a NUL behind it. */
void filename_number(struct text *, struct span name, unsigned number);

#endif
