/*
 * rate_note -- notes in the file of counters which sources are limited, so that
 * minihttp-stats and the status page can show them.
 *
 * Only the listener writes these notes.  Its children cannot, because they do
 * not inherit the memory of the list (os/counters_file).
 *
 *	rate_note_open(&service, &note);	as root, before the sandbox
 *	rate_note_limited(&note, source, rule);
 */
#ifndef SERVER_RATE_NOTE_H
#define SERVER_RATE_NOTE_H

#include "base/limited.h"
#include "server/conn.h"

struct rate_note {
	const struct conf *conf;
	struct limited_list *list; /* NULL: nothing is noted */
};

/*
 * Maps the list.  If there are no rates, or no counters that can be used, the
 * list is NULL, and nothing will be noted.
 */
void rate_note_open(const struct service *, struct rate_note *);

/* Notes that a rule of conf.rate has limited a source. */
void rate_note_limited(
    const struct rate_note *, uint64_t source, uint32_t rule);

#endif
