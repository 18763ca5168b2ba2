/*
 * options_file -- -K FILE: reads more words of the command line from a file.
 *
 * As for curl, a line consists of an option, with or without its dashes, of
 * blanks, "=" or ":", and of the value, in quotes if it contains blanks; "#"
 * begins a comment.  Unlike curl, it reads no file unless -K names it.
 */
#ifndef CLIENT_OPTIONS_FILE_H
#define CLIENT_OPTIONS_FILE_H

/*
 * Replaces *argv by a list in which each -K is followed by the words of its
 * file, and sets *argc.  The memory is never freed.  Returns NULL, or an error,
 * and sets *about to the file that it is about.
 */
const char *options_file_expand(
    int *argc, const char *const **argv, const char **about);

#endif
