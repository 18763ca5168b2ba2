/*
 * pipe -- tells pipes of pipe(2) from other files, and stops others from
 * opening them.
 *
 * A process that holds a pipe for writing can open it once more by its name in
 * /proc, and then read from it, if it has the same user.  Landlock allows that.
 */
#ifndef OS_PIPE_H
#define OS_PIPE_H

#include <stdbool.h>

/* Returns true for a pipe of pipe(2), and false for a FIFO of a directory. */
bool pipe_is_nameless(int fd);

/*
 * If fd is such a pipe and belongs to our user, makes sure that from now on
 * only root can open it once more.  Processes that have it open keep it.
 */
void pipe_shut(int fd);

#endif
