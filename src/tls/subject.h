/*
 * subject -- makes the names in a certificate safe to pass on.  Pure.
 *
 * A client chooses what its certificate says, and an authority may sign more
 * than it reads.
 */
#ifndef TLS_SUBJECT_H
#define TLS_SUBJECT_H

#include "base/limits.h"
#include "base/text.h"

/*
 * Appends a subject in the form of RFC 4514.  A byte that is neither printable
 * nor UTF-8 is appended as "\" and two hexadecimal digits, as that form allows.
 */
void subject_put(struct text *, struct span);

/*
 * Returns true if a common name can name a client: it is not empty, not longer
 * than LIMIT_HOST, and printable throughout.
 */
bool subject_is_name(struct span);

#endif
