/*
 * options_file -- -K FILE: more words of the command line, from a file.
 *
 * A line is an option, with or without its dashes, then blanks, "=" or ":",
 * then its value, in quotes if it has blanks; "#" begins a comment, as with
 * curl.  No file is read that is not named.
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
