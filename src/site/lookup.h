/*
 * lookup -- turns a request into the file to open, or a refusal.
 *
 * It decides what can be decided before a file is touched: the method, the
 * target, the expectation, the size of the body.  Pure.
 */
#ifndef SITE_LOOKUP_H
#define SITE_LOOKUP_H

#include "base/file.h"
#include "config/conf.h"
#include "http/request.h"
#include "site/cgi.h"

struct lookup {
	struct file_want want;
	struct cgi_script script; /* if want.runs: where to begin */
	const struct conf_rule
	    *redirect; /* the Redirect that applies, or NULL */
};

/*
 * Sets *found with REFUSE_NOT; it points into the request and the
 * configuration.  found->want.any is false if no file is needed (OPTIONS *,
 * Redirect).
 */
enum refusal lookup_make(
    const struct conf *, const struct request *, struct lookup *found);

/* Returns the set of methods that a target allows, for the Allow field. */
unsigned lookup_allowed(const struct conf *, const struct request *);

/* Returns the bounds that the configuration sets for a request. */
struct request_bounds lookup_bounds(const struct conf *);

#endif
