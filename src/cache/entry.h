/*
 * entry -- converts a stored response into the bytes of a file, and back.
 *
 * The file is read as if a stranger had written it: a file that is damaged or
 * of another version is not an entry.  Pure.  All numbers are little-endian.
 *
 *	 0  magic "mhcache\n", 8      56  offset in the whole of what is held
 *	 8  version, 4                64  how many bytes are held
 *	12  CRC32C of all behind it   72  the whole, or all ones: unknown
 *	16  length of the file, 4     80  blob, 8: which file has the body
 *	20  length of the URI, 4      88  blob, 8: where in it
 *	24  length of the head, 4     96  owner, 32: cache/vary
 *	28  length of the body, 4    128  selecting key, 32: cache/vary
 *	32  flags, 4                 160  URI, head, body
 *	36  zero, 4
 *	40  request time, 8: seconds since 1970
 *	48  response time, 8
 */
#ifndef CACHE_ENTRY_H
#define CACHE_ENTRY_H

#include "base/sha2.h"
#include "cache/message.h"

#define ENTRY_HEAD 160
#define ENTRY_UNKNOWN UINT64_MAX

enum entry_flag {
	ENTRY_BLOB = 1,  /* the body is in a file of its own */
	ENTRY_CODED = 2, /* stored for a request with --compressed: any reader
			    decodes it */
	ENTRY_STALE = 4  /* must be validated, whatever the head says */
};

struct entry {
	struct span uri;  /* in normal form */
	struct span head; /* status line and field lines, as stored */
	struct span
	    body; /* all of it that is stored; empty if it is in a blob */
	unsigned flags;
	int64_t request_time, response_time;
	uint64_t first, held, whole; /* bytes of the representation */
	uint64_t blob, blob_at;
	unsigned char owner[SHA2_256_BYTES], select[SHA2_256_BYTES];
	struct message message; /* the parsed head; entry_put ignores it */
};

enum entry_answer { ENTRY_GOOD, ENTRY_DAMAGED, ENTRY_VERSION };

/* Returns true if the entry holds the whole body. */
bool entry_is_complete(const struct entry *);

/*
 * Returns true if the entry holds no response, but only the tag that the server
 * gave to what the user has stored there (PUT).
 */
bool entry_is_tag(const struct entry *);

/*
 * Appends the bytes of the file.  The entry has to be one that entry_parse
 * would accept.
 */
void entry_put(struct text *, const struct entry *);

/*
 * Reads a file.  Sets *e, whose spans point into the file, with ENTRY_GOOD
 * only.
 */
enum entry_answer entry_parse(struct span file, struct entry *e);

/*
 * Writes the checksum into the bytes of an entry, of which there are at least
 * ENTRY_HEAD.
 */
void entry_seal(char *file, size_t n);

#endif
