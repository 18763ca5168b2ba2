/*
 * list -- sends what a directory holds.
 *
 * Sorted, if LIMIT_LISTING holds all of it; else in the order of the file
 * system, each entry as it is read, and the page says so.
 */
#ifndef SERVER_LIST_H
#define SERVER_LIST_H

#include "server/conn.h"

/* The answer of BODY_LISTING, as transfer_answer would. */
enum refusal list_send(struct conn *);

#endif
