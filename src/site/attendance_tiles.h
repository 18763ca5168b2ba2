/*
 * attendance_tiles -- who is there now, as part of the status page.
 */
#ifndef SITE_ATTENDANCE_TILES_H
#define SITE_ATTENDANCE_TILES_H

#include "base/attendance.h"
#include "base/text.h"

/* Puts nothing if there is no attendance (NULL), or if it was never taken. */
void attendance_tiles_put(
    struct text *, const struct attendance *, int64_t now_s);

#endif
