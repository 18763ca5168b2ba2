/*
 * listing_send -- sends what a directory holds.
 *
 * Sorted, if LIMIT_LISTING holds all of it; else in the order of the file
 * system, each entry as it is read, and the page says so.
 */
#ifndef SERVER_LISTING_SEND_H
#define SERVER_LISTING_SEND_H

#include "server/conn.h"

/* The answer of CONTENT_LISTING, as transfer_answer would. */
enum refusal listing_send(struct conn *);

#endif
