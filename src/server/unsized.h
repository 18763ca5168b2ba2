/*
 * unsized -- sends a file that has contents but no size, up to its end.
 *
 * The kernel generates the content of files in /proc and /sys when they are
 * read, and reports a size of zero or of a page.  os/docroot recognises such
 * files, site/representation plans an answer without length and validators, and
 * this module sends it through server/stream.
 */
#ifndef SERVER_UNSIZED_H
#define SERVER_UNSIZED_H

#include "server/conn.h"

/*
 * Sends the answer of CONTENT_UNSIZED, as transfer_answer would.  If reading
 * fails or LIMIT_UNSIZED is reached, the answer breaks off without its end.
 */
enum refusal unsized_send(struct conn *);

#endif
