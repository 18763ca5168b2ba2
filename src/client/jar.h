/*
 * jar -- writes the file of cookies of -c.
 *
 * libcurl would write it without checking for errors.  This module writes a new
 * file and renames it.  If the disk is full, the new cookies are lost, but the
 * old file stays.
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
