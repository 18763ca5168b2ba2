/*
 * link_key -- reads the key of SignedLinks, while the process still has the
 * right to.
 *
 * The file contains the key itself, 16 to 4096 bytes; a newline at its end is
 * not a part of the key.  Only its owner and its group may have access to the
 * file.
 */
#ifndef SERVER_LINK_KEY_H
#define SERVER_LINK_KEY_H

#include "base/hmac.h"

/*
 * Reads the key.  Returns NULL, or a string with the reason why there is none.
 */
const char *link_key_read(const char *path, struct hmac_key *);

#endif
