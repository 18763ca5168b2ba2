/*
 * unsized -- a file that has bytes and no size, sent to its end.
 *
 * The kernel makes the files of /proc and /sys when they are read, and says
 * that they have no bytes, or a page of them.  os/docroot finds them, site/
 * representation plans the answer without length and validators, and this
 * sends it through server/stream.
 */
#ifndef SERVER_UNSIZED_H
#define SERVER_UNSIZED_H

#include "server/conn.h"

/*
 * The answer of CONTENT_UNSIZED, as transfer_answer would.  It breaks off, and
 * is not ended, where reading fails or LIMIT_UNSIZED is reached.
 */
enum refusal unsized_send(struct conn *);

#endif
