/*
 * rate_brake -- SendRate, SendRatePerSource, ReceiveRate and slow crawlers:
 * limits how fast the current request is answered and its body received.
 */
#ifndef SERVER_RATE_BRAKE_H
#define SERVER_RATE_BRAKE_H

#include "server/conn.h"

/*
 * Sets the brake of the connection for the current request.  slow: Crawler
 * slows its sender down.
 */
void rate_brake_set(struct conn *, bool slow);

#endif
