/*
 * exchange_log -- records an exchange that is over.
 *
 * Both functions use the buffer of the answer, which has been sent.
 */
#ifndef SERVER_EXCHANGE_LOG_H
#define SERVER_EXCHANGE_LOG_H

#include "server/conn.h"

/* Writes the line of the exchange to the access log, if there is one. */
void exchange_log(struct conn *);

/* Adds the exchange to the counters, if there are any. */
void exchange_count(struct conn *);

#endif
