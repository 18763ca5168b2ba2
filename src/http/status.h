/* status -- the status codes that are sent or counted (RFC 9110 15). */
#ifndef HTTP_STATUS_H
#define HTTP_STATUS_H

#include "base/span.h"

/* Returns the registered reason phrase; empty for other codes. */
struct span status_reason(int status);

#endif
