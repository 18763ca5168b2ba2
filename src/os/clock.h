/*
 * clock -- what time it is.
 *
 * Straight system calls: a request asks three times, most processes serve
 * one, and the first use of the vDSO costs more than that (it has to be found
 * and paged in; tests/bench/README.md has the figures).
 */
#ifndef OS_CLOCK_H
#define OS_CLOCK_H

#include <stdint.h>

/* Nanoseconds since 1970, for Date and the log. */
int64_t clock_wall_ns(void);

/* Nanoseconds and milliseconds since some moment, for time-outs. */
int64_t clock_mono_ns(void);
int64_t clock_mono_ms(void);

#endif
