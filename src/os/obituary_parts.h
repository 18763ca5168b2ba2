/*
 * obituary_parts -- the part of os/obituary that runs when a process dies,
 * apart from the part that runs at every start.
 */
#ifndef OS_OBITUARY_PARTS_H
#define OS_OBITUARY_PARTS_H

#include "os/obituary.h"

#include <signal.h>

/* Writes the line and ends the process. */
_Noreturn void obituary_write(
    const struct log *, int number, const siginfo_t *);

#endif
