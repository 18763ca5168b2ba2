/*
 * representation -- the answer that is a file, parts of it, or a page made
 * from what the server knows (9110 8, 13, 14).
 *
 * Each function fills in a plan that was begun, or says why it is to be a
 * refusal instead; fields of the file that a refusal has are there then.
 *
 *	why = representation_of_file(asked, plan);
 *	if (why != REFUSE_NOT)
 *		refuse
 */
#ifndef SITE_REPRESENTATION_H
#define SITE_REPRESENTATION_H

#include "site/plan.h"

/* 200, 206 or 304; REFUSE_PRECONDITION or REFUSE_RANGE. */
enum refusal representation_of_file(const struct asked *, struct plan *);

/*
 * The content of a refusal (ErrorPage): of a file, in place of the note.  It
 * has no validators, and no part of it is sent: it is not what was asked for.
 */
void representation_of_page(
    const struct asked *, const struct file_facts *page, struct plan *);

/* The same of asked.status: 200 or 304; REFUSE_PRECONDITION. */
enum refusal representation_of_status(const struct asked *, struct plan *);

/* The media type of a file of this name. */
struct span representation_type(const struct conf *, struct span name);

/*
 * The coding that a file of this name is in by itself, such as gzip of
 * "a.svgz": unless ContentType gives it a type in which it is something else.
 */
enum coding representation_coding(const struct conf *, struct span name);

#endif
