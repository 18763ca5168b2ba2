/*
 * rules -- what the operator wants beyond the files: Redirect, Header,
 * CacheControl, ErrorPage and Fallback, for one request.
 *
 * Patterns are compared with the path that was asked for and with that of the
 * file that answers: /docs/ and /docs/index.html.  Where Fallback answers it
 * is the latter alone, or a rule for /assets/ would have caches keep a page
 * under the name of a script.
 *
 *	if (conf->nrules > 0)
 *		rules_apply(asked, plan);
 */
#ifndef SITE_RULES_H
#define SITE_RULES_H

#include "site/plan.h"

/* NULL, or the number of the Redirect that answers: the first that matches. */
const struct conf_rule *rules_redirect(
    const struct conf *, const struct request *);

/* Makes it the plan. */
void rules_be_redirect(
    const struct asked *, const struct conf_rule *, struct plan *);

/* Puts Header and CacheControl into a plan that is otherwise finished. */
void rules_apply(const struct asked *, struct plan *);

/* The file of the last ErrorPage for this status, or an empty span. */
struct span rules_page(const struct conf *, int status);

enum rules_fallback {
	FALLBACK_NOT,  /* it is not for this */
	FALLBACK_TYPE, /* it would be, for who accepts HTML */
	FALLBACK_YES
};

/*
 * Whether Fallback answers, where nothing is there: GET and HEAD of a path
 * without an extension, of who accepts text/html (9110 12.5.1).  Names that
 * begin with a dot are left out: what is below /.well-known/ has to be able
 * to be absent (RFC 8615).
 */
enum rules_fallback rules_fallback(
    const struct conf *, const struct request *, const struct file_facts *);

#endif
