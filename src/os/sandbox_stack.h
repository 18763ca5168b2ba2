/*
 * sandbox_stack -- the stack of the processes that a listener forks.
 *
 * A forked process gets a copy of its parent's stack: the arguments, the
 * environment, and whatever functions have left there.  It pays for that, too.
 * Each of the two copies every page to which it writes, and the stack is so far
 * from the program that it needs three pages of page tables.  So the children
 * of a listener run on a stack of their own, which lies near the program and
 * which nobody has used, and they do not have that of their parent.
 *
 *	void *top = sandbox_stack_part();
 *
 *	pid = sandbox_stack_fork(top, password, run, arg);
 */
#ifndef OS_SANDBOX_STACK_H
#define OS_SANDBOX_STACK_H

#include <stdint.h>
#include <sys/types.h>

/*
 * Makes the stack, and withholds the one in use from all processes that are
 * forked from now on.  Nothing that they use may be on it, also no argument and
 * no variable of the environment.  Call the function after all other memory has
 * been mapped, because the addresses below the new stack have to stay free: its
 * overflow is then a fault.  Returns the end of the stack, or NULL if this
 * machine or system cannot.
 */
void *sandbox_stack_part(void);

/*
 * Forks a process that runs this function on the stack that ends at `top`.  The
 * function must not return.  Its registers do not contain the password, which
 * the call needs inside the sandbox.  Returns the process, or -1 with errno.
 */
pid_t sandbox_stack_fork(
    void *top, uint64_t password, void (*run)(void *arg), void *arg);

#endif
