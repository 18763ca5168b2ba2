/*
 * pipe -- tells pipes of pipe(2) from other files, and shuts them behind us.
 *
 * A process of the same user can open a pipe that it holds for writing anew,
 * by its name in /proc, and read from it.  Landlock allows that.
 */
#ifndef OS_PIPE_H
#define OS_PIPE_H

#include <stdbool.h>

/* Returns true for a pipe of pipe(2), and false for a FIFO of a directory. */
bool pipe_is_nameless(int fd);

/*
 * If it is such a pipe, and of our user: from now on nobody but root can open
 * it anew.  Those that have it open keep it.
 */
void pipe_shut(int fd);

#endif
