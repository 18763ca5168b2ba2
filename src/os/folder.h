/*
 * folder -- reads the names in a directory, and tells which of them a request
 * can get.
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
	int fd; /* open for reading; belongs to the caller */
	struct docroot *root;
	const char *path; /* path of the directory beneath the root */
	bool symlinks;    /* follow those that stay beneath the root */
	size_t at, n;     /* the part of buf that has not been returned yet */
	_Alignas(8) char buf[32768];
};

/*
 * Starts at the first name. path ends in a NUL and has to outlive the folder.
 */
void folder_init(struct folder *, int fd, struct docroot *root,
    const char *path, bool symlinks);

/*
 * Sets *name to the next name, in the order of the file system and without "."
 * and "..".  Returns 1, 0 at the end, or -errno.  A NUL follows the name, which
 * is valid until the next call.
 */
int folder_next(struct folder *, struct span *name);

/* Goes back to the first name.  Returns 0 or -errno. */
int folder_rewind(struct folder *);

/*
 * Describes the entry and returns true for a file that may be read and a
 * directory that may be entered.  Returns false for names whose request would
 * be refused: a link that is not followed, a FIFO, a device, a socket, and a
 * file that has been removed meanwhile.
 */
bool folder_look(struct folder *, struct span name, struct file_entry *);

/* The same, with all that is known of the file but its name. */
bool folder_facts(struct folder *, struct span name, struct file_facts *);

/*
 * Opens a regular file of the directory for reading; a NUL follows the name.
 * Returns a descriptor, which the caller closes, or -errno.
 */
int folder_open(struct folder *, struct span name);

/*
 * Allocates zeroed memory, of which only the used pages cost anything.  Returns
 * NULL if there is none.
 */
void *folder_map(size_t n);
void folder_unmap(void *, size_t n);

#endif
