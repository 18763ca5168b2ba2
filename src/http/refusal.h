/*
 * refusal -- every way in which we say no.
 *
 * The list is refusal.def.  A refusal travels in the plan, becomes a status
 * and a sentence for the peer, and its name ends the access line, so that
 * tests and operators see why, not only that.
 */
#ifndef HTTP_REFUSAL_H
#define HTTP_REFUSAL_H

#include "base/span.h"

enum refusal {
	REFUSE_NOT,
#define REFUSAL(id, status, name, text) REFUSE_##id,
#include "http/refusal.def"
#undef REFUSAL
	REFUSE_COUNT
};

/* The status to answer with; 0 where no answer is possible any more. */
int refusal_status(enum refusal);

/* The name in the log; "-" for REFUSE_NOT. */
struct span refusal_name(enum refusal);

/* The sentence for the peer; ends in a full stop, or wants a quotation. */
struct span refusal_text(enum refusal);

/* What follows cannot be trusted: answer, then hang up (9112 2.2, 6.3). */
bool refusal_closes(enum refusal);

#endif
