/*
 * trace -- a request as we received it, for the answer to TRACE.
 *
 * RFC 9110 9.3.8: without the fields that are likely to hold secrets of the
 * peer, for a page that makes its visitor's browser ask could read them.
 */
#ifndef HTTP_TRACE_H
#define HTTP_TRACE_H

#include "http/request.h"

/* The request line, the other fields in their order, and the empty line. */
void trace_put(struct text *, const struct request *);

#endif
