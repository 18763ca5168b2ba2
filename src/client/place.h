/*
 * place -- chooses the file for the body of a URL: -o, -O, -J, --output-dir.
 */
#ifndef CLIENT_PLACE_H
#define CLIENT_PLACE_H

#include "client/options.h"
#include "client/output.h"

#define PLACE_ROOM 4096

/*
 * Chooses the path for this URL, which is in normal form.  Sets *path to NULL
 * for standard output, or else to a path in buf.  Returns NULL, or the reason
 * why there is none.
 */
const char *place_choose(const struct options *, const char *url,
    char buf[PLACE_ROOM], const char **path);

/*
 * For -J: takes the name that Content-Disposition in these lines gives, without
 * its directories, in place of the last part of *path.  An existing file is
 * never replaced in this way, since a stranger chose the name.  Returns NULL,
 * or the reason why the name cannot be used.
 */
const char *place_take_name(
    struct span lines, char buf[PLACE_ROOM], const char **path);

/*
 * Returns true if the user wants a progress bar and standard error is a
 * terminal.
 */
bool place_wants_bar(const struct options *, bool to_file);

/* Returns the flags of the output, such as OUTPUT_INCLUDE. */
unsigned place_output_flags(const struct options *);

/* Calls fn with the path of an output file, in --output-dir. */
void place_name(
    const struct options *, const char *name, void (*fn)(const char *path));

/* Creates the missing directories of the path.  Returns 0 or -errno. */
int place_make_directories(const char *path);

#endif
