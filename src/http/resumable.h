/*
 * resumable -- the fields of uploads that can be resumed.
 *
 * They are those of draft-ietf-httpbis-resumable-upload, and beside it of the
 * core of the tus protocol 1.0.0, whose states are the same.  Everything that a
 * new version of the draft may change is here: the interop version, the names
 * of the fields, the media type, and the problem types.  Pure.
 *
 *	struct resumable_wish wish;
 *
 *	resumable_read(&req->fields, &wish);
 *	if (wish.has_complete)
 *		the request begins or continues an upload of the draft
 *
 * Numbers and truth values are items of structured fields (RFC 9651 3.3).  A
 * field that has any other value, or that is sent twice, is ignored, as the
 * draft demands.
 */
#ifndef HTTP_RESUMABLE_H
#define HTTP_RESUMABLE_H

#include "base/text.h"
#include "http/field.h"
#include "http/method.h"

/* The iteration of the draft; peers that name another get no 104. */
#define RESUMABLE_INTEROP 8

/* The one version of tus. */
#define RESUMABLE_TUS "1.0.0"

/* The media types of a PATCH. */
#define RESUMABLE_TYPE "application/partial-upload"
#define RESUMABLE_TUS_TYPE "application/offset+octet-stream"

/* Digits of a token: 128 random bits. */
#define RESUMABLE_TOKEN 32

/* The largest integer of a structured field (RFC 9651 3.3.1). */
#define RESUMABLE_MOST UINT64_C(999999999999999)

enum resumable_dialect { RESUMABLE_DRAFT, RESUMABLE_OF_TUS };

/* The wish of a request for its upload. */
struct resumable_wish {
	enum resumable_dialect dialect;
	bool foreign; /* it names a version of tus that is not supported */
	bool interim; /* the client understands our 104 */
	bool has_complete, complete;
	bool has_offset, has_length;
	bool defers;  /* tus: the length comes later */
	bool concats; /* tus: it is to be a piece of another upload, or has
			 such pieces; this is not supported */
	uint64_t offset, length;
};

void resumable_read(const struct fields *, struct resumable_wish *);

/*
 * Returns the method of a request to the URI of an upload.  A client of tus
 * that can send neither PATCH nor DELETE sends POST, with the method that it
 * means in X-HTTP-Method-Override (tus core).
 */
enum method resumable_method(enum method, const struct fields *);

/*
 * The state of an upload that a response tells.  A has_ member says whether the
 * number with its name is sent, which may be 0.  max_age_s, expires_s and
 * metadata are not sent if they are 0 or empty.
 */
struct resumable_state {
	enum resumable_dialect dialect;
	bool interim; /* the response is a 104 */
	bool offers;  /* it answers OPTIONS, or a wrong version or type */
	bool has_complete, complete;
	bool has_offset, has_length;
	uint64_t offset, length;
	bool has_limit;
	uint64_t max_size;    /* with has_limit */
	uint64_t max_age_s;   /* with has_limit; 0: not known yet */
	int64_t expires_s;    /* since 1970, for tus */
	struct span metadata; /* tus: Upload-Metadata as received */
};

/* Appends the field lines. */
void resumable_put(struct text *, const struct resumable_state *);

enum resumable_problem {
	RESUMABLE_MISMATCHING_OFFSET,
	RESUMABLE_COMPLETED,
	RESUMABLE_INCONSISTENT_LENGTH
};

/*
 * Appends the problem (RFC 9457) as JSON.  The offsets belong to the first
 * problem only.
 */
void resumable_put_problem(struct text *, enum resumable_problem,
    uint64_t expected, uint64_t provided);

/*
 * Returns true if a query names an upload: "upload=" and the token, in
 * lower-case hexadecimal digits, and nothing else.
 */
bool resumable_find_token(struct span query, struct span *token);

/*
 * Appends the file name in a value of Upload-Metadata (tus): pairs of a key and
 * base64, with commas between.  Returns false, and appends nothing, if there is
 * none or it does not fit.
 */
bool resumable_find_name(struct span metadata, struct text *);

#endif
