/*
 * file -- the words that os/ and site/ share: what to open, what it was.
 *
 * site/lookup fills a want from a request, os/docroot answers with facts,
 * and site/plan decides from them.  Facts are read from the descriptor that
 * will be sent, never from a path that was looked at earlier.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/span.h"

enum file_kind {
	FILE_ABSENT, /* no such name, or not one that can exist */
	FILE_REGULAR,
	FILE_DIRECTORY, /* wanted without its slash, or it has no index */
	FILE_DENIED,    /* permissions of the file system */
	FILE_OUTSIDE,   /* a symbolic link that leaves the root */
	FILE_SYMLINK,   /* a link where links are refused, or too many */
	FILE_SPECIAL,   /* FIFO, device or socket */
	FILE_BUSY,      /* out of descriptors or memory: may pass */
	FILE_BROKEN,    /* the system failed: EIO and the like */
	FILE_NO_PARENT  /* absent, and so is the directory it would be in */
};

struct file_want {
	struct span path; /* relative to the root, NUL behind it, "" is it */
	bool any;         /* false: no file is wanted at all */
	bool directory;   /* the path ends in a slash, or is the root */
	bool symlinks;    /* follow those that stay beneath the root */
	bool lists;       /* a directory without an index is to be read */
	const struct span *index; /* names to try in a directory, in order */
	size_t nindex;
	bool runs;                /* it is no file, but a script: site/cgi */
	bool writes;              /* and then never through a link: */
	struct span parent, name; /* the path, cut at its last slash */
};

/*
 * What os/stage names a file that is not yet where it is to be: this, or
 * this and more behind it.  Never served, and never to be listed.
 */
#define FILE_STAGED ".minihttp-staged"

struct file_facts {
	enum file_kind kind;
	struct span name; /* of the file opened: the path, or the index */
	uint64_t size, inode, device;
	bool unsized;     /* it has bytes, and its size is not their number */
	int64_t mtime_ns; /* of the content, or as somebody has set it */
	int64_t ctime_ns; /* of the last change; nobody can set it */
};

/* One name in a directory. */
struct file_entry {
	struct span name; /* a single component, of any bytes but '/' */
	bool directory;
	uint64_t size; /* of a file */
	int64_t mtime_s;
};

#endif
