/*
 * output -- writes a body to standard output or to a file.
 *
 * The body is written to a file beside the final one, which is renamed when the
 * body is complete.  A body from the cache is first compared with the existing
 * file: a file that has the same content is not touched.  With OUTPUT_CONTINUE
 * a 206 is appended to the file if it fits: the last bytes of the file are
 * fetched once more and compared.  A 200 is compared with the whole file.
 *
 *	output_init(&out, &how);
 *	fetch with the sink { &out, output_head, output_body, output_restart }
 *	output_finish(&out, good)
 */
#ifndef CLIENT_OUTPUT_H
#define CLIENT_OUTPUT_H

#include "base/sha2.h"
#include "client/fetch.h"
#include "client/follow.h"
#include "shelf/writebehind.h"

enum output_flag {
	OUTPUT_INCLUDE = 1,     /* heads too */
	OUTPUT_REMOTE_TIME = 2, /* mtime from Last-Modified */
	OUTPUT_NO_ERRORS = 4,   /* omit the body of a status of 400 or more */
	OUTPUT_PROGRESS = 8,
	OUTPUT_HASH = 16,     /* compare with `sha256` */
	OUTPUT_CONTINUE = 32, /* append to the file (-C) */
	OUTPUT_AS_SENT = 64   /* heads without the client's Cache-Status */
};

struct output_how {
	const char *path; /* NULL: standard output */
	unsigned flags;
	const unsigned char *sha256;
	uint64_t offset; /* the body starts at this byte (-C N); 0: unknown */
};

enum output_state {
	OUTPUT_CLOSED,
	OUTPUT_STREAM, /* written as it arrives */
	OUTPUT_FILE,   /* standard output, which is a file */
	OUTPUT_SAME,   /* the file equals the bytes so far */
	OUTPUT_TEMP    /* a temporary file beside the final one */
};

struct output {
	struct output_how how;
	enum output_state state;
	int fd;
	const char *error; /* what failed, for the message */
	uint64_t n;        /* bytes of the body, and of heads before it */
	uint64_t have;     /* -C: bytes that the file has already */
	bool part;         /* -C: a 206 that starts within the file arrives */
	bool unfit;    /* -C: the response does not fit the end of the file */
	bool refused;  /* -C: the response does not go on where it has to */
	bool bodiless; /* a 304 to the caller's condition, or the like */
	bool kept; /* the file had the content already and was not touched */
	uint64_t whole;
	int64_t modified;
	struct sha2 hash;
	int64_t began_ms, drawn_ms;
	/* The path of the temporary file, and of the file that it replaces. */
	char temp[4096], target[FOLLOW_ROOM];
	/*
	 * OUTPUT_TEMP and OUTPUT_FILE use large writes, since nobody waits for
	 * them.
	 */
	struct writebehind writer;
};

void output_init(struct output *, const struct output_how *);

bool output_head(void *output, const struct fetch_head *);
bool output_body(void *output, struct span);
bool output_restart(void *output);

/*
 * Writes the bytes that have arrived to their place, so that messages follow
 * the data.
 */
void output_drain(struct output *);

enum output_end { OUTPUT_WHOLE, OUTPUT_BROKEN };
enum output_answer {
	OUTPUT_GOOD,
	OUTPUT_FAILED, /* a local file; `error` says why */
	/*
	 * The SHA-256 differs, and the file was not put in place.  If no body
	 * came, it is that of the file which stays.
	 */
	OUTPUT_MISMATCH
};
enum output_answer output_finish(struct output *, enum output_end);

/*
 * With OUTPUT_CONTINUE, returns the offset of the first byte to request: a
 * little before the end of the file, so that a change of the file is noticed; 0
 * if there is no file.
 */
uint64_t output_from(const struct output *);

#endif
