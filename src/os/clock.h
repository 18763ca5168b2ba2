/*
 * clock -- reads the clocks.
 *
 * The functions make system calls directly instead of using the vDSO.  A
 * request reads the clock three times and most processes serve one request,
 * whereas the first use of the vDSO costs more than that because it has to be
 * located and paged in (tests/bench/README.md has the figures).  A process that
 * reads the clocks more often calls clock_often.
 */
#ifndef OS_CLOCK_H
#define OS_CLOCK_H

#include <stdint.h>

/* Makes this process read the clocks by the vDSO from now on. */
void clock_often(void);

/*
 * Locates the vDSO, for processes that will be forked without the stack, where
 * the kernel has noted its place.
 */
void clock_locate(void);

/* Returns nanoseconds since 1970, for Date and the log. */
int64_t clock_wall_ns(void);

/*
 * Return nanoseconds and milliseconds since an arbitrary moment, for time-outs.
 */
int64_t clock_mono_ns(void);
int64_t clock_mono_ms(void);

#endif
