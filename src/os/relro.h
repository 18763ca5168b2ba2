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

/*
 * The entry of the program on x86-64 (src/launch.mk), in front of the C
 * library's _start, which finds its arguments on the stack as ever.
 *
 * _start reads its page of these data before it writes there, which takes two
 * page faults.  This function writes first, so that the page is copied at once.
 */
void relro_start(void);

#endif
