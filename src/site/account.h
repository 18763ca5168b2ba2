/*
 * account -- what an exchange adds to the counters.
 *
 * Every exchange counts by its status.  By resource count those that came
 * to a representation: 2xx and 304.  So the resources of the table are those
 * of the site, and nobody fills it with names that are not there: what
 * Fallback answers counts as its file.
 *
 *	struct text room = TEXT(buf);
 *
 *	account_make(&asked, &plan, content, room, &event);
 *	tally_count(table, &event);
 */
#ifndef SITE_ACCOUNT_H
#define SITE_ACCOUNT_H

#include "base/limits.h"
#include "base/tally.h"
#include "base/text.h"
#include "http/request.h"
#include "site/plan.h"

/*
 * The path is put into the room, which should have ACCOUNT_MOST bytes: as
 * it was decoded, from its first slash on, without the query.  With
 * VirtualHosts the name of the host's directory is in front of it, so that
 * nobody fills the table with hosts either: "example.org/index.html".
 */
#define ACCOUNT_MOST (LIMIT_HOST + LIMIT_PATH + 2)
void account_make(const struct asked *, const struct plan *, uint64_t content,
    struct text room, struct tally_event *);

#endif
