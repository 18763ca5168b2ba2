/*
 * representation -- responses that are a file, parts of it, or the status page
 * (9110 8, 13, 14).
 *
 * Each function completes a plan, or returns the reason why it must become a
 * refusal.  In that case the fields of the file that the refusal carries are
 * set.
 *
 *	why = representation_of_file(asked, plan);
 *	if (why != REFUSE_NOT)
 *		refuse
 */
#ifndef SITE_REPRESENTATION_H
#define SITE_REPRESENTATION_H

#include "site/plan.h"

/* Plans 200, 206 or 304; may return REFUSE_PRECONDITION or REFUSE_RANGE. */
enum refusal representation_of_file(const struct asked *, struct plan *);

/*
 * Makes a file the content of a refusal, in place of the note (ErrorPage). It
 * has no validators and is never sent in part: it is not the requested file.
 */
void representation_of_page(
    const struct asked *, const struct file_facts *page, struct plan *);

/*
 * Plans the status page, asked.status: 200 or 304; may return
 * REFUSE_PRECONDITION.
 */
enum refusal representation_of_status(const struct asked *, struct plan *);

/* Returns the media type of a file with this name. */
struct span representation_type(const struct conf *, struct span name);

/*
 * Returns the coding that a file with this name has by definition, such as gzip
 * for "a.svgz", unless ContentType gives the extension another type.
 */
enum coding representation_coding(const struct conf *, struct span name);

#endif
