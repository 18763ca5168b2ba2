/*
 * part -- the temporary file, beside the final one, that a download is written
 * to.
 *
 *	".name.part"			which a later run finds and overwrites
 *	".name.0123456789abcdef.part"	while another process has the first
 *
 * The next run thus takes over the file of a run that was killed, and such
 * files do not pile up.
 */
#ifndef CLIENT_PART_H
#define CLIENT_PART_H

#include <stddef.h>

/*
 * Creates the temporary file for this path.  Returns a descriptor, which the
 * caller closes, and writes the name of the file to name.  After an error it
 * returns -errno, and the name is empty.
 */
int part_create(const char *path, char *name, size_t room);

/*
 * From now on a signal that ends the program first removes the file that `name`
 * names at that moment, if it is not empty.  The caller must not move or free
 * the name.
 */
void part_guard(const char *name);

#endif
