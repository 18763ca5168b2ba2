/*
 * resumption -- decides how the upload of a file goes on after a broken line,
 * by draft-ietf-httpbis-resumable-upload (http/resumable).  Pure.
 *
 *	PUT, Upload-Complete: ?1	resumption_put_first
 *	  104, Location			resumption_offer
 *	  the line breaks
 *	HEAD of that Location		resumption_put_question
 *	  Upload-Offset			resumption_judge_offset
 *	PATCH of it with the rest	resumption_put_rest
 *	  the answer of both		resumption_judge_answer
 *
 * A server that does not know the draft sends no 104, and its PUT is like any
 * other.  client/resumption_run has the effects.
 */
#ifndef CLIENT_RESUMPTION_H
#define CLIENT_RESUMPTION_H

#include "base/limits.h"
#include "base/text.h"

/*
 * The file that is sent.  If one of these numbers differs, it is another file
 * or has other content, and its upload begins anew.
 */
struct resumption_file {
	uint64_t device, inode, size;
	int64_t modified_ns;
};

bool resumption_is_same(
    const struct resumption_file *, const struct resumption_file *);

/*
 * Returns true if an upload by this method and with these field lines can be
 * one of the draft: it is a PUT, and the caller speaks no such protocol itself.
 */
bool resumption_applies(const char *method, struct span fields);

/* Append the field lines of the request, given those of the PUT. */
void resumption_put_first(struct text *, struct span fields, uint64_t length);
void resumption_put_question(struct text *, struct span fields);
void resumption_put_rest(struct text *, struct span fields, uint64_t offset);

/*
 * Reads an interim head.  Returns true, and appends the URL of the upload, if
 * it is a 104 that names one.  It has to be of the same origin as url, since it
 * gets the same credentials.
 */
bool resumption_offer(struct span head, struct span url, struct text *location);

enum resumption_offset {
	RESUMPTION_REST,    /* send the bytes from *offset on */
	RESUMPTION_WHOLE,   /* the server has all of it, and has used it */
	RESUMPTION_LATER,   /* ask again later */
	RESUMPTION_ANEW,    /* there is no such upload: begin anew */
	RESUMPTION_REFUSED, /* the same, but it may be there for other users */
	RESUMPTION_UNSURE   /* whether the conditions were met is not known */
};

/* Judges the answer to the question. */
enum resumption_offset resumption_judge_offset(
    struct span head, struct span fields, uint64_t length, uint64_t *offset);

enum resumption_answer {
	RESUMPTION_OVER, /* it is the answer to the upload */
	RESUMPTION_KEPT, /* the same, but another try can go on from there */
	RESUMPTION_BUSY, /* of a PATCH: ask for the offset again */
	RESUMPTION_GONE  /* of a PATCH: there is no such upload any more */
};

/* Judges the answer to a PUT that was offered resumption, or to a PATCH. */
enum resumption_answer resumption_judge_answer(struct span head, bool patched);

/*
 * Returns true if a libcurl code means that the line broke, or that nobody
 * answers: a further try may go on.
 */
bool resumption_is_break(int code);

/* The lines that remember an upload across processes. */
#define RESUMPTION_NOTE (LIMIT_URI + 128)
void resumption_put_note(
    struct text *, const struct resumption_file *, struct span location);

/*
 * Returns true, and appends the URL, if the note is about this file.  The URL
 * has to be of the same origin as url.
 */
bool resumption_read_note(struct span note, const struct resumption_file *,
    struct span url, struct text *location);

#endif
