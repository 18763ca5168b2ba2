/*
 * obituary_parts -- what of os/obituary runs when a process dies, apart from
 * what every start runs.
 */
#ifndef OS_OBITUARY_PARTS_H
#define OS_OBITUARY_PARTS_H

#include "os/obituary.h"

#include <signal.h>

/* The line, and the end. */
_Noreturn void obituary_write(
    const struct log *, int number, const siginfo_t *);

#endif
