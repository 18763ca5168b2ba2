/*
 * wipe -- erases what a connection leaves in the memory of a process that
 * serves another one.
 *
 * The TLS library erases keys, but not the bytes that it has decrypted, and
 * memory that is freed keeps its content.  So free(3) and realloc(3) of the
 * program are those of this file: after wipe_begin they erase what they free.
 * wipe_stack erases the stack below its caller.
 */
#ifndef TLS_WIPE_H
#define TLS_WIPE_H

#include <stdbool.h>
#include <stdlib.h> /* defines __GLIBC__ */

/* Another C library leaves no way to do so. */
#ifdef __GLIBC__
#define WIPE_POSSIBLE true
#else
#define WIPE_POSSIBLE false
#endif

/* From now on whatever is freed is erased. */
void wipe_begin(void);

/* Erases the stack below the caller, as deep as a connection uses it. */
void wipe_stack(void);

#endif
