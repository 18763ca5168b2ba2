/*
 * method -- the request methods that this program knows (RFC 9110 9).
 *
 * A set of methods is an unsigned, with the METHOD_BIT of each.
 */
#ifndef HTTP_METHOD_H
#define HTTP_METHOD_H

#include "base/text.h"

enum method {
	METHOD_UNKNOWN,
	METHOD_GET,
	METHOD_HEAD,
	METHOD_OPTIONS,
	METHOD_POST,
	METHOD_PUT,
	METHOD_DELETE,
	METHOD_TRACE,
	METHOD_CONNECT,
	METHOD_PATCH,
	METHOD_COUNT
};

#define METHOD_BIT(m) (1u << (m))

/* Methods that read a resource or ask about it. */
#define METHODS_READING                                                        \
	(METHOD_BIT(METHOD_GET) | METHOD_BIT(METHOD_HEAD) |                    \
	    METHOD_BIT(METHOD_OPTIONS))

/* Methods that change a resource. */
#define METHODS_WRITING                                                        \
	(METHOD_BIT(METHOD_POST) | METHOD_BIT(METHOD_PUT) |                    \
	    METHOD_BIT(METHOD_DELETE))

/*
 * Returns the method with this name, or METHOD_UNKNOWN.  Case matters (9110
 * 9.1).
 */
enum method method_parse(struct span token);

/* Returns "GET" and the like; "-" for METHOD_UNKNOWN. */
struct span method_name(enum method);

/* Appends "GET, HEAD": the value of an Allow field (9110 10.2.1). */
void method_put_set(struct text *, unsigned set);

#endif
