/*
 * docroot -- opens files beneath one directory, and never outside of it.
 *
 * openat2(2) with RESOLVE_BENEATH resolves a path in the kernel, in one call
 * and without a race.  If the kernel lacks openat2, a walk with O_NOFOLLOW, one
 * component at a time, gives the same results (tests/unit/os compares them).
 * Symbolic links are followed if they stay beneath the root, which an absolute
 * link never does.
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
	int fd;    /* O_PATH; -1: not open */
	bool walk; /* openat2 is missing, or a test asks for the walk */
};

/* Returns 0, or -errno and sets fd to -1. */
int docroot_open_root(struct docroot *, const char *path);
void docroot_close_root(struct docroot *);

/*
 * Opens a directory beneath the root as a root of its own: everything that is
 * opened through it stays beneath that directory.  The name may be a symbolic
 * link that stays beneath the first root.  Returns 0, or -errno and sets fd to
 * -1.
 */
int docroot_enter(struct docroot *, const char *name, struct docroot *beneath);

/*
 * Opens the wanted file for reading and describes it in the facts.  Returns a
 * descriptor, which the caller closes, for FILE_REGULAR, and for a
 * FILE_DIRECTORY without an index if the want asks for a listing.  Returns -1
 * for every other kind.  Never blocks, whatever the name turns out to be.  For
 * a file that has no blocks, one more read finds out whether it is unsized; if
 * it cannot be read in that way, it is FILE_SPECIAL.
 */
int docroot_open(
    struct docroot *, const struct file_want *, struct file_facts *);

/*
 * Opens the file beside the one that docroot_open described, whose name has
 * this suffix in addition, and describes it in *beside.  Returns a descriptor,
 * which the caller closes, if it is a FILE_REGULAR, and -1 otherwise.
 */
int docroot_open_beside(struct docroot *, const struct file_want *,
    const struct file_facts *, struct span suffix, struct file_facts *beside);

/*
 * Opens a path beneath the root with these flags of open(2).  Returns a
 * descriptor, which the caller closes, or -errno.
 */
int docroot_open_beneath(
    struct docroot *, const char *path, int flags, bool symlinks);

/*
 * Opens the directory want->parent for writing in it (os/stage), without
 * following symbolic links.  Returns a descriptor, which the caller closes, or
 * -errno.
 */
int docroot_open_parent(struct docroot *, const struct file_want *);

/* Returns the number of directories on a path from the root. */
unsigned docroot_depth(struct span path);

/*
 * Creates the missing directories of want->parent, with this mode.  It is not
 * an error if another process creates them at the same time.  *made is set to
 * the number of directories created, even after an error.  Returns 0 or -errno:
 * -ENAMETOOLONG, with nothing created, if the path has more than LIMIT_DEPTH
 * directories.
 */
int docroot_make_parent(
    struct docroot *, const struct file_want *, unsigned mode, unsigned *made);

/*
 * Creates a directory of this name in dir, with this mode.  Returns 0, -EEXIST
 * if the name is taken, or -errno.
 */
int docroot_make_name(int dir, const char *name, unsigned mode);

/*
 * Removes the last `made` directories of want->parent again, beginning with the
 * deepest, and stops at one that is not empty.
 */
void docroot_unmake_parent(
    struct docroot *, const struct file_want *, unsigned made);

/*
 * Translate an inode into facts, and the -errno of a failed open into a kind.
 */
struct stat;
void docroot_facts(const struct stat *, struct file_facts *);
enum file_kind docroot_kind_of_error(int err);

/* Describes an open file or directory.  Returns 0 or -errno. */
int docroot_describe(int fd, struct file_facts *);

/*
 * Returns the kind of file at this path beneath the root.  Leaves nothing open.
 */
enum file_kind docroot_kind(struct docroot *, const char *path, bool symlinks);

/*
 * Appends the absolute form of the path, without a trailing slash.  Returns 0
 * or -errno.
 */
struct text;
int docroot_absolute(struct span path, struct text *);

/*
 * Reads up to n bytes from offset on.  Returns a count, 0 at the end, or
 * -errno.
 */
ssize_t docroot_read_some(int fd, void *, size_t n, uint64_t offset);

/*
 * Reads n bytes from offset on.  Returns 0, -errno, or -ENODATA if the file has
 * fewer.
 */
int docroot_read(int fd, void *, size_t n, uint64_t offset);

/* Closes *fd and sets it to -1. Does nothing if it is -1 already. */
void docroot_close(int *fd);

#endif
