/*
 * lookup -- from a request to the file that it wants, or a refusal.
 *
 * All that can be said before a file is touched: the method, the target,
 * the expectation, the size of the body.  Pure.
 */
#ifndef SITE_LOOKUP_H
#define SITE_LOOKUP_H

#include "base/file.h"
#include "config/conf.h"
#include "http/request.h"

/*
 * REFUSE_NOT fills *want, which holds pointers into the request and the
 * configuration; want->any is false if no file is wanted (OPTIONS *, Redirect).
 */
enum refusal lookup_make(
    const struct conf *, const struct request *, struct file_want *want);

/* The methods that a target allows: those of an Allow field. */
unsigned lookup_allowed(const struct conf *, const struct request *);

/* The bounds on a request that the configuration sets. */
struct request_bounds lookup_bounds(const struct conf *);

#endif
