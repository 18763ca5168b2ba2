/*
 * upload_slice -- receives the content of one request for an upload that can be
 * resumed, while later requests for the same upload may wait for it.
 */
#ifndef SERVER_UPLOAD_SLICE_H
#define SERVER_UPLOAD_SLICE_H

#include "os/stage.h"
#include "server/conn.h"

/*
 * Tells the peer the URI of a new upload by 104 (Upload Resumption Supported),
 * if it understands that.
 */
enum refusal upload_slice_offer(struct conn *, const struct stage *);

/*
 * Appends the content to the upload, and tells the peer from time to time how
 * much of it is on the disk.  Returns REFUSE_UPLOAD_TAKEN if another request
 * waits for the upload, and no more content is there, or that still comes after
 * LIMIT_PART_YIELD_MS: the peer of an interrupted request comes back by a new
 * one, before this process can know that the line has broken.  The bytes that
 * arrived before are stored.
 */
enum refusal upload_slice_receive(struct conn *, struct stage *);

#endif
