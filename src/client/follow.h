/*
 * follow -- finds what the name of an output file leads to.
 *
 * A file is put in place by rename(2), which would replace a symbolic link
 * itself: the file beyond it would stay as it was, and /dev/stdout would no
 * longer be standard output.
 *
 *	fd = follow_descriptor(path);	/dev/stdout and the like
 *	follow_links(path, target)	the file that is to be replaced
 */
#ifndef CLIENT_FOLLOW_H
#define CLIENT_FOLLOW_H

#include <stdbool.h>

#define FOLLOW_ROOM 4096

/*
 * Returns the number of the descriptor that the path is a name of, such as 1
 * for /dev/stdout or a link of the user's to it, or -1 if it names a file.
 */
int follow_descriptor(const char *path);

/*
 * Writes the path to target, or the path of the file that it leads to, if it is
 * a symbolic link of the user or of root.  Other links are not followed,
 * because anybody may put a link into /tmp.  The file need not exist.  Returns
 * false if the name is too long.
 */
bool follow_links(const char *path, char target[FOLLOW_ROOM]);

/*
 * Duplicates a descriptor that the program was started with.  Returns the
 * duplicate, which the caller closes, or -errno: -EBADF for a descriptor that
 * the program has opened itself.
 */
int follow_open(int fd);

#endif
