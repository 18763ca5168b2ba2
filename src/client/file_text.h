/* file_text -- reads a small file that the user has named. */
#ifndef CLIENT_FILE_TEXT_H
#define CLIENT_FILE_TEXT_H

#include <stddef.h>

/*
 * Returns the bytes of the file, with a NUL behind them, or NULL and sets
 * errno; EFBIG means that it has more than `most` bytes.  The path "-" is
 * standard input.  The caller frees the text.
 */
char *file_text_read(const char *path, size_t most);

#endif
