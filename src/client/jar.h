/*
 * jar -- the file of cookies that -c writes.
 *
 * libcurl would write it without looking whether that goes well.  Here it is
 * written beside its place and renamed into it, so that a disk that is full
 * costs the new cookies and not the old file too.
 *
 *	err = jar_write("cookies.txt", lines);
 */
#ifndef CLIENT_JAR_H
#define CLIENT_JAR_H

#include "base/span.h"

/*
 * Writes the lines, which have the form of libcurl and their line ends.  The
 * path "-" stands for standard output.  Returns 0 or -errno.
 */
int jar_write(const char *path, struct span lines);

#endif
