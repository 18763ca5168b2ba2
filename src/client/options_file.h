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
 * Replaces *argv by one with the words of each -K behind it; the memory stays.
 * NULL, or why not; *about is the file then.
 */
const char *options_file_expand(
    int *argc, const char *const **argv, const char **about);

#endif
