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
 * Creates it for this path: a descriptor and its name, or -errno and an empty
 * name.
 */
int part_create(const char *path, char *name, size_t room);

/*
 * From now on a signal that ends the program first removes the file that `name`
 * names at that moment, if it is not empty.  The name has to stay where it is.
 */
void part_guard(const char *name);

#endif
