/* status -- the status codes that we send, or tell of (RFC 9110 15). */
#ifndef HTTP_STATUS_H
#define HTTP_STATUS_H

#include "base/span.h"

/* The reason phrase, as registered; empty for others. */
struct span status_reason(int status);

#endif
