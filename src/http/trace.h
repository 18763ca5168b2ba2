/*
 * trace -- puts the received request into the response to TRACE.
 *
 * RFC 9110 9.3.8: fields that are likely to hold secrets of the peer are left
 * out, because a page could make its visitor's browser send the request, and
 * read them.
 */
#ifndef HTTP_TRACE_H
#define HTTP_TRACE_H

#include "http/request.h"

/*
 * Appends the request line, the remaining fields in their order, and the empty
 * line.
 */
void trace_put(struct text *, const struct request *);

#endif
