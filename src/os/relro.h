/*
 * relro -- makes data that is constant after relocation read-only.
 *
 * A dynamic linker does this itself.  A static program of musl does not, even
 * if it was linked with -z relro.
 */
#ifndef OS_RELRO_H
#define OS_RELRO_H

/*
 * Makes that data of this program read-only.  Does nothing if it is read-only
 * already, or if there is none.
 */
void relro_protect(void);

#endif
