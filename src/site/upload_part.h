/*
 * upload_part -- decides about uploads that can be resumed (UploadExpiry).
 *
 * Such an upload is a resource of its own while it lasts: the URI of its target
 * with the query "upload=TOKEN" (http/resumable).  The place, its permissions
 * and its quota are therefore those of the target.
 *
 *	upload_part_asked	is the request for an upload?
 *	upload_part_begin	a PUT or POST: does it begin one?
 *	upload_part_plan	HEAD, PATCH, DELETE of one	400 409 412 413
 *								415 507
 *	upload_part_check	as the bytes arrive: may there be so many?
 *	upload_part_end		all have arrived: is it complete?
 *
 * site/upload_reply makes the answers, and site/upload_record the lines that
 * describe an upload from its beginning on.
 */
#ifndef SITE_UPLOAD_PART_H
#define SITE_UPLOAD_PART_H

#include "http/checksum.h"
#include "site/plan.h"

/*
 * Returns true if the request asks for an upload, sends more of one, or cancels
 * one.  *token then points into the request.
 */
bool upload_part_is_named(
    const struct conf *, const struct request *, struct span *token);

static inline bool
upload_part_asked(
    const struct conf *conf, const struct request *req, struct span *token)
{
	/* without UploadExpiry no request pays for a page of code */
	return conf->upload_expiry_ms > 0 &&
	       upload_part_is_named(conf, req, token);
}

/* Returns the methods that an upload allows. */
unsigned upload_part_allowed(void);

/*
 * Completes the plan of a PUT or POST that stores its content: if it begins an
 * upload, sets p->resumes.
 */
enum refusal upload_part_begin(const struct asked *, struct plan *);

/* Makes the plan for a request about the upload asked->part. */
enum refusal upload_part_plan(const struct asked *, struct plan *);

/* Checks whether the upload may have this many bytes. */
enum refusal upload_part_check(
    const struct conf *, const struct plan *, uint64_t total);

enum upload_part_end { UPLOAD_PART_MORE, UPLOAD_PART_WHOLE, UPLOAD_PART_WRONG };

/* Returns whether the upload, which has this many bytes now, is complete. */
enum upload_part_end upload_part_end(const struct plan *, uint64_t total);

/*
 * Returns true if the content of the request may be only a part of the upload:
 * its Repr-Digest then belongs to more than this content.
 */
bool upload_part_is_slice(const struct plan *);

/* Returns the method of a request, which may be to an upload (http/resumable).
 */
enum method upload_part_method(const struct conf *, const struct request *);

/* Returns true if the target accepts such uploads. */
bool upload_part_offered(const struct conf *, const struct target *);

/*
 * Starts with the checksum that a request of tus announces for its content;
 * there is none in other requests.  Returns false if it cannot be checked.
 */
bool upload_part_checksum(
    const struct plan *, const struct fields *, struct checksum *);

/*
 * Returns true if the request has such a checksum.  Its bytes belong to the
 * upload only when all of them have been compared with it.
 */
bool upload_part_is_compared(const struct plan *, const struct fields *);

/*
 * Appends the name that a POST wishes for its file: that of tus, or that of
 * Content-Disposition.
 */
void upload_part_wish(struct text *, const struct request *, int64_t now_s);

#endif
