/*
 * rate_brake -- SendRate, SendRatePerSource, ReceiveRate and slow crawlers: how
 * fast the current request may be answered and its body received.
 */
#ifndef SERVER_RATE_BRAKE_H
#define SERVER_RATE_BRAKE_H

#include "server/conn.h"

/*
 * Sets the brake of the connection for the current request, which may be that
 * of a crawler that is to be slow.
 */
void rate_brake_set(struct conn *, bool slow);

#endif
