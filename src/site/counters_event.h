/*
 * counters_event -- what a request adds to the counters.
 *
 * Every request is counted by its status.  Only requests that led to a
 * representation (2xx and 304) are counted by resource.  So the table holds
 * only resources of the site, and nobody can fill it with names that do not
 * exist.  A response by Fallback counts for the file sent.
 *
 *	struct text room = TEXT(buf);
 *
 *	counters_event_make(&asked, &plan, content, took_us, room, &event);
 *	counters_count(table, &event);
 */
#ifndef SITE_COUNTERS_EVENT_H
#define SITE_COUNTERS_EVENT_H

#include "base/counters.h"
#include "base/limits.h"
#include "base/text.h"
#include "http/request.h"
#include "site/plan.h"

/*
 * Fills the event.  The path is stored in the room, which should have
 * COUNTERS_EVENT_MOST bytes: decoded, with its first slash, without the query.
 * With VirtualHosts, the name of the host's directory comes first, so that
 * nobody can fill the table with hosts either: "example.org/index.html".
 */
#define COUNTERS_EVENT_MOST (LIMIT_HOST + LIMIT_PATH + 2)
void counters_event_make(const struct asked *, const struct plan *,
    uint64_t content, uint64_t took_us, struct text room,
    struct counters_event *);

#endif
