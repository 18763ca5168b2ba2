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
 * Replaces *argv by a list in which the words of its file follow each -K; the
 * memory is never freed.  Returns NULL, or an error about the file *about.
 */
const char *options_file_expand(
    int *argc, const char *const **argv, const char **about);

#endif
