/*
 * relro -- what is constant after relocation becomes read-only.
 *
 * A dynamic linker does this; a static program of musl's does not, although
 * it was linked with -z relro.
 */
#ifndef OS_RELRO_H
#define OS_RELRO_H

/* Harmless where it has been done already, or there is nothing to do. */
void relro_protect(void);

#endif
