/*
 * counters_event -- what an exchange adds to the counters.
 *
 * Every exchange counts by its status.  By resource count those that came
 * to a representation: 2xx and 304.  So the resources of the table are those
 * of the site, and nobody fills it with names that are not there: what
 * Fallback answers counts as its file.
 *
 *	struct text room = TEXT(buf);
 *
 *	counters_event_make(&asked, &plan, content, room, &event);
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
 * The path is put into the room, which should have COUNTERS_EVENT_MOST bytes:
 * as it was decoded, from its first slash on, without the query.  With
 * VirtualHosts the name of the host's directory is in front of it, so that
 * nobody fills the table with hosts either: "example.org/index.html".
 */
#define COUNTERS_EVENT_MOST (LIMIT_HOST + LIMIT_PATH + 2)
void counters_event_make(const struct asked *, const struct plan *,
    uint64_t content, struct text room, struct counters_event *);

#endif
