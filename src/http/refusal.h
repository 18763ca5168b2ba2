/*
 * refusal -- every reason for which a request is refused.
 *
 * The list is refusal.def.  A refusal is part of the plan, becomes a status and
 * a sentence for the peer, and its name ends the access line, so that tests and
 * operators see the reason, not only the status.
 */
#ifndef HTTP_REFUSAL_H
#define HTTP_REFUSAL_H

#include "base/file.h"

enum refusal {
	REFUSE_NOT,
#define REFUSAL(id, status, name, text) REFUSE_##id,
#include "http/refusal.def"
#undef REFUSAL
	REFUSE_COUNT
};

/* Returns the status to answer with; 0 if no answer is possible any more. */
int refusal_status(enum refusal);

/* Returns the name in the log; "-" for REFUSE_NOT. */
struct span refusal_name(enum refusal);

/*
 * Returns the sentence for the peer.  If it begins with a blank, the caller
 * quotes the name in question before it.  If it does not end in a full stop,
 * the caller quotes the name after it.
 */
struct span refusal_text(enum refusal);

/*
 * Returns true if the bytes after the request cannot be trusted: the server
 * answers, and then closes the connection (9112 2.2, 6.3).
 */
bool refusal_closes(enum refusal);

/*
 * Returns the refusal for a kind of file, unless a method or directive decides
 * otherwise.  Returns REFUSE_NOT for a file and for a directory.
 */
enum refusal refusal_of_kind(enum file_kind);

#endif
