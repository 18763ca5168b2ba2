/*
 * variant -- chooses which form of a file to send: the file itself, or a copy
 * beside it in a content coding (Precompressed).
 *
 * RFC 9110 12.5.3, 8.4.  Pure; server/selection opens the files named here.
 *
 *	variant_rank(conf, &req->fields, &ranks);
 *	for (i = 0; i < ranks.n; i++)
 *		if there is a file of coding_suffix(ranks.at[i]), and
 *		    variant_is_fresh(&source, &facts)
 *			i < ranks.wanted: send it; else: the answer varies
 *
 * Without such a copy nothing is negotiated: the file is sent whatever the
 * request accepts (12.4.1), and the response does not vary.  If there is a
 * copy, a request that accepts neither it nor the file gets 406: the file
 * "SHOULD" be sent "unless the identity coding is indicated as unacceptable"
 * (12.5.3), and a client that says so means it.
 */
#ifndef SITE_VARIANT_H
#define SITE_VARIANT_H

#include "base/file.h"
#include "config/conf.h"
#include "http/field.h"
#include "http/precondition.h"

struct variant_ranks {
	enum coding at[CODING_COUNT];
	size_t n;      /* copies to look for, in order */
	size_t wanted; /* the first so many are acceptable */
	bool identity; /* the file itself is acceptable */
};

/* Ranks the codings of Precompressed by the request, the best first. */
void variant_rank(
    const struct conf *, const struct fields *, struct variant_ranks *);

/*
 * Returns true if the copy is not older than its original; stale copies are
 * ignored.
 */
bool variant_is_fresh(
    const struct file_facts *source, const struct file_facts *variant);

/*
 * Adds the coding to the tag that validators_make wrote to the room: each form
 * of a file has a tag of its own (8.8.3.3), whatever the file system says.
 */
void variant_tag(enum coding, char room[ETAG_MAX], struct validators *);

#endif
