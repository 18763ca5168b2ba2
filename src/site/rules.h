/*
 * rules -- applies Redirect, Header, CacheControl, ErrorPage and Fallback to
 * one request.
 *
 * Patterns are compared with the requested path and with that of the file sent:
 * /docs/ and /docs/index.html.  With Fallback only the path of the file is
 * compared; otherwise a rule for /assets/ would let caches keep a page under
 * the name of a script.
 *
 *	if (conf->nrules > 0)
 *		rules_apply(asked, plan);
 */
#ifndef SITE_RULES_H
#define SITE_RULES_H

#include "site/plan.h"

/*
 * Returns the first Redirect that matches the request, or NULL.  With
 * RedirectToHTTPS it returns a rule of its own for a request that did not come
 * by TLS, before any Redirect; only the challenges of ACME are exempt.
 */
const struct conf_rule *rules_redirect(
    const struct conf *, const struct request *);

/* Makes the redirect the plan. */
void rules_be_redirect(
    const struct asked *, const struct conf_rule *, struct plan *);

/* Adds Header and CacheControl to a plan that is otherwise complete. */
void rules_apply(const struct asked *, struct plan *);

/* Returns the file of the last ErrorPage for this status, or an empty span. */
struct span rules_page(const struct conf *, int status);

enum rules_fallback {
	FALLBACK_NOT,  /* Fallback does not apply */
	FALLBACK_TYPE, /* the client does not accept HTML */
	FALLBACK_YES
};

/*
 * Decides whether Fallback answers for a missing path: for GET and HEAD of a
 * path without an extension, if the client accepts text/html (9110 12.5.1).
 * Names that start with a dot are excluded: files below /.well-known/ must be
 * able to be absent (RFC 8615).
 */
enum rules_fallback rules_fallback(
    const struct conf *, const struct request *, const struct file_facts *);

#endif
