/*
 * place -- chooses the file for the body of a URL: -o, -O, -J, --output-dir.
 */
#ifndef CLIENT_PLACE_H
#define CLIENT_PLACE_H

#include "client/options.h"
#include "client/output.h"

#define PLACE_ROOM 4096

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

/*
 * Fills *how for the output of the URL *what, which is in normal form, and
 * creates missing directories if that is wanted.  how->path is NULL for
 * standard output, or else a path in buf.  Returns NULL, or the reason why
 * there is no output; *what is then the URL or the path that the reason is
 * about.
 */
const char *place_output(const struct options *, const char **what,
    char buf[PLACE_ROOM], struct output_how *);

/* Calls fn with the path of an output file, in --output-dir. */
void place_name(
    const struct options *, const char *name, void (*fn)(const char *path));

/* Creates the missing directories of the path.  Returns 0 or -errno. */
int place_make_directories(const char *path);

#endif
