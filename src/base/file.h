/*
 * file -- what os/ and site/ tell each other about files: which to open, and
 * what was found.
 *
 * site/lookup fills a want from a request, os/docroot answers with facts, and
 * site/plan decides from them.  Facts are read from the descriptor that will be
 * sent, never from a path that was looked at earlier.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/span.h"

enum file_kind {
	FILE_ABSENT, /* no such name, or an impossible one */
	FILE_REGULAR,
	FILE_DIRECTORY, /* requested without slash, or has no index */
	FILE_DENIED,    /* permissions of the file system */
	FILE_OUTSIDE,   /* a symbolic link that leaves the root */
	FILE_SYMLINK,   /* a link where links are refused, or too many */
	FILE_SPECIAL,   /* FIFO, device or socket */
	FILE_BUSY,      /* out of descriptors or memory: temporary */
	FILE_BROKEN,    /* a system error such as EIO */
	FILE_NO_PARENT  /* absent, and so is its directory */
};

struct file_want {
	struct span path; /* relative to the root (""), with a NUL after */
	bool any;         /* false: the request needs no file */
	bool directory;   /* the path ends in a slash, or is the root */
	bool symlinks;    /* follow links that stay beneath the root */
	bool lists;       /* list a directory that has no index */
	const struct span *index; /* names to try in a directory, in order */
	size_t nindex;
	bool runs;                /* not a file but a script: site/cgi */
	bool writes;              /* to be written: links are not followed */
	struct span parent, name; /* the path, cut at its last slash */
	struct span token; /* an upload to that place that is resumed, or "" */
};

/*
 * Names of files that os/stage has not yet moved into place start with this.
 * They are never served and never listed.
 */
#define FILE_STAGED ".minihttp-staged"

struct file_facts {
	enum file_kind kind;
	struct span name; /* of the opened file: the path, or an index */
	uint64_t size, inode, device;
	bool unsized;     /* the size says nothing, as in /proc */
	bool executable;  /* by anybody */
	int64_t mtime_ns; /* of the content; utimes(2) can set it */
	int64_t ctime_ns; /* of the last change; cannot be set */
};

/* One name in a directory. */
struct file_entry {
	struct span name; /* one component: any bytes but '/' and NUL */
	bool directory;
	uint64_t size; /* of a regular file */
	int64_t mtime_s;
};

#endif
