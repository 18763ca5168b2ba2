/*
 * folder -- the names in a directory, and what a request for each would get.
 *
 *	folder_init(&f, fd, &root, path, true);
 *	while ((more = folder_next(&f, &name)) > 0)
 *		if (folder_look(&f, name, &entry))
 *			it can be asked for
 */
#ifndef OS_FOLDER_H
#define OS_FOLDER_H

#include "base/file.h"
#include "os/docroot.h"

struct folder {
	int fd; /* a directory open for reading, the caller's */
	struct docroot *root;
	const char *path; /* of the directory, beneath the root */
	bool symlinks;    /* those that stay beneath it are followed */
	size_t at, n;     /* of what has been read, and not been given out */
	_Alignas(8) char buf[32768];
};

/* At the first name.  path ends in a NUL and outlives the folder. */
void folder_init(struct folder *, int fd, struct docroot *root,
    const char *path, bool symlinks);

/*
 * 1 and the next name, in the order of the file system and without "." and
 * ".."; 0 at the end; or -errno.  The name has a NUL behind it and is valid
 * until the next call.
 */
int folder_next(struct folder *, struct span *name);

/* Back to the first name: 0 or -errno. */
int folder_rewind(struct folder *);

/*
 * True, and what it is, for a file that may be read and a directory that
 * may be entered; false for what would be refused: a link that is not
 * followed, a FIFO, a device, a socket, and what has gone meanwhile.
 */
bool folder_look(struct folder *, struct span name, struct file_entry *);

/* Memory that costs what is used of it, all zero; NULL if there is none. */
void *folder_map(size_t n);
void folder_unmap(void *, size_t n);

#endif
