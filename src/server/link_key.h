/*
 * link_key -- reads the key of SignedLinks, while the process may.
 *
 * The file has the key itself, of 16 to 4096 bytes; a newline at its end is no
 * part of it.  Others than its owner and group may have no access to it.
 */
#ifndef SERVER_LINK_KEY_H
#define SERVER_LINK_KEY_H

#include "base/hmac.h"

/* Returns NULL, or the reason why there is no key. */
const char *link_key_read(const char *path, struct hmac_key *);

#endif
