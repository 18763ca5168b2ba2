/* status -- the status codes that this program sends (RFC 9110 15). */
#ifndef HTTP_STATUS_H
#define HTTP_STATUS_H

#include "base/span.h"

/* The reason phrase, as registered; empty for a code we do not send. */
struct span status_reason(int status);

#endif
