/*
 * exchange_log -- records an exchange that is over.
 */
#ifndef SERVER_EXCHANGE_LOG_H
#define SERVER_EXCHANGE_LOG_H

#include "server/conn.h"

/*
 * Writes the line of the exchange to the access log, and adds it to the
 * counters, where there are such; both have the same duration.  It uses the
 * buffer of the answer, which has been sent.
 */
void exchange_log(struct conn *);

#endif
