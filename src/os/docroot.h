/*
 * docroot -- files beneath one directory, and never outside of it.
 *
 * openat2(2) with RESOLVE_BENEATH does the work in the kernel, in one call
 * and without a race; where the kernel lacks it a walk with O_NOFOLLOW, one
 * component at a time, gives the same answers (tests/unit/os compares
 * them).  Symbolic links are followed if they stay beneath the root, which
 * an absolute link never does.
 *
 *	struct docroot root;
 *	struct file_facts facts;
 *
 *	if (docroot_open_root(&root, "/srv/www") == 0)
 *		fd = docroot_open(&root, &want, &facts);
 */
#ifndef OS_DOCROOT_H
#define OS_DOCROOT_H

#include "base/file.h"

#include <sys/types.h>

struct docroot {
	int fd;    /* O_PATH; -1 if there is none */
	bool walk; /* openat2 is not there, or a test wants the walk */
};

/* 0, or -errno with fd -1. */
int docroot_open_root(struct docroot *, const char *path);
void docroot_close_root(struct docroot *);

/*
 * A directory in it as a root of its own: what is asked for there stays
 * beneath that one.  The name may be a link that stays beneath the first.
 * 0, or -errno with fd -1.
 */
int docroot_enter(struct docroot *, const char *name, struct docroot *beneath);

/*
 * Opens what is wanted for reading and says what it is.  A descriptor with
 * FILE_REGULAR, and with a FILE_DIRECTORY that has no index if the want
 * lists; the caller closes it.  -1 with every other kind.  Never blocks,
 * whatever the name turns out to be.  One read more tells of a file without
 * blocks if it is unsized; one that cannot be read so is FILE_SPECIAL.
 */
int docroot_open(
    struct docroot *, const struct file_want *, struct file_facts *);

/*
 * The same of the file beside one that docroot_open described: of its name
 * with this suffix.  Only a FILE_REGULAR has a descriptor.
 */
int docroot_open_beside(struct docroot *, const struct file_want *,
    const struct file_facts *, struct span suffix, struct file_facts *beside);

/* A path beneath the root with the flags of open(2), or -errno. */
int docroot_open_beneath(
    struct docroot *, const char *path, int flags, bool symlinks);

/*
 * The directory want->parent for writing in it (os/stage), through no
 * symbolic link: a descriptor, which the caller closes, or -errno.
 */
int docroot_open_parent(struct docroot *, const struct file_want *);

/* How many directories a path from the root has. */
unsigned docroot_depth(struct span path);

/*
 * Makes what is missing of want->parent, with this mode.  0 or -errno; what
 * others make at the same time is no error.  Nothing is made of a path of more
 * than LIMIT_DEPTH directories: -ENAMETOOLONG.  *made: how many were made, also
 * after an error.
 */
int docroot_make_parent(
    struct docroot *, const struct file_want *, unsigned mode, unsigned *made);

/*
 * Removes the last `made` directories of want->parent again, the deepest first,
 * until one is not empty.
 */
void docroot_unmake_parent(
    struct docroot *, const struct file_want *, unsigned made);

/* What an inode is; what a failure to open one means. */
struct stat;
void docroot_describe(const struct stat *, struct file_facts *);
enum file_kind docroot_kind_of_error(int err);

/* What is by this path beneath the root; nothing stays open. */
enum file_kind docroot_kind(struct docroot *, const char *path, bool symlinks);

/* The path from / on; 0 or -errno.  It is cut at a slash at its end. */
struct text;
int docroot_absolute(struct span path, struct text *);

/* What is there of n bytes from offset on, 0 at the end, or -errno. */
ssize_t docroot_read_some(int fd, void *, size_t n, uint64_t offset);

/* All n bytes from offset on: 0, -errno, or -ENODATA if there are fewer. */
int docroot_read(int fd, void *, size_t n, uint64_t offset);

/* Closes *fd, unless it is -1, and makes it so. */
void docroot_close(int *fd);

#endif
