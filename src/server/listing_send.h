/*
 * listing_send -- sends the list of a directory.
 *
 * The list is sorted if all of it fits into LIMIT_LISTING.  Otherwise each
 * entry is sent as it is read, in the order of the file system, and the page
 * says so.
 */
#ifndef SERVER_LISTING_SEND_H
#define SERVER_LISTING_SEND_H

#include "server/conn.h"

/*
 * Returns a hash of what the kernel shows of the entries of the directory c->fd
 * that are listed, or 0 if there are more than LIMIT_LISTING_TAGGED or it
 * cannot be read.  Two equal hashes mean that the list is the same.
 */
uint64_t listing_send_state(struct conn *);

/*
 * Sends the answer of CONTENT_LISTING, as transfer_answer would.  Returns
 * REFUSE_NOT, or the reason why the answer broke off.
 */
enum refusal listing_send(struct conn *);

#endif
