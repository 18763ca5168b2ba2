/*
 * variant -- which form of a file to send: itself, or one that lies beside
 * it in a content coding (Precompressed).
 *
 * RFC 9110 12.5.3, 8.4.  Pure; server/selection opens what this names.
 *
 *	variant_rank(conf, &req->fields, &ranks);
 *	for (i = 0; i < ranks.n; i++)
 *		if there is a file of coding_suffix(ranks.at[i]), and
 *		    variant_is_fresh(&source, &facts)
 *			i < ranks.wanted: send it; else: the answer varies
 *
 * Where there is no such file, nothing is negotiated: the answer is the file,
 * whatever the request accepts (12.4.1), and does not vary.  Where there is
 * one, a request that accepts none of them and not the file either gets a 406:
 * the file "SHOULD" be sent "unless the identity coding is indicated as
 * unacceptable" (12.5.3), and who goes to that length means it.
 */
#ifndef SITE_VARIANT_H
#define SITE_VARIANT_H

#include "base/file.h"
#include "config/conf.h"
#include "http/field.h"
#include "http/precondition.h"

struct variant_ranks {
	enum coding at[CODING_COUNT];
	size_t n; /* to look for, in order */
	size_t
	    wanted; /* of them, at the front; the others tell that it varies */
	bool identity; /* the file itself is acceptable */
};

void variant_rank(
    const struct conf *, const struct fields *, struct variant_ranks *);

/* Not older than what it was made from: a stale one does not count. */
bool variant_is_fresh(
    const struct file_facts *source, const struct file_facts *variant);

/*
 * Names the coding in the tag, which validators_make wrote to the room: each
 * form of a file has its own (8.8.3.3), whatever the file system says.
 */
void variant_tag(enum coding, char room[ETAG_MAX], struct validators *);

#endif
