/*
 * upload_record -- the lines that describe an upload that can be resumed.
 *
 * They are kept from its beginning on: who has begun it, under which name, and
 * those fields of the request that matter at its end.
 */
#ifndef SITE_UPLOAD_RECORD_H
#define SITE_UPLOAD_RECORD_H

#include "site/plan.h"

/*
 * Appends the lines that describe an upload.  user is empty if no password was
 * required.  The text does not fit if the lines are too long to be kept.
 */
void upload_record_put(
    struct text *, const struct asked *, const struct plan *, struct span user);

/*
 * Appends the line that notes the length. last: all bytes have arrived, and the
 * upload is about to be stored.
 */
void upload_record_note(struct text *, uint64_t length, bool last);

/*
 * Appends the first line, which is as long for every number: so many bytes
 * count.  Those behind them wait for a comparison with the checksum of their
 * request.  A process that is killed meanwhile leaves bytes that may be wrong.
 * UPLOAD_PART_ALL: every byte counts.
 */
void upload_record_stamp(struct text *, uint64_t trusted);

/*
 * Reads such lines; an incomplete one at the end is ignored.  fields points
 * into the lines.
 */
void upload_record_read(
    struct span lines, struct fields *fields, struct upload_part *);

/*
 * Returns true if the request may continue this upload: it has the same target,
 * and comes from the user who began it or, if no user is named, from that
 * address.
 */
bool upload_record_is_of(
    const struct fields *, const struct asked *, struct span user);

#endif
