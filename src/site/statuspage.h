/*
 * statuspage -- the counters as a page: who may see it, and its bytes.
 *
 * Valid HTML5 with small inline SVG charts, light and dark, without scripts
 * and without anything from elsewhere.  What it shows is taken once, so that
 * it has one length, and put in pieces.
 *
 *	statuspage_take(table, now_s, &page);
 *	for (size_t i = 0; i < statuspage_pieces(&page); i++) {
 *		struct text t = TEXT(buf);
 *
 *		statuspage_put(&t, &page, i);
 *		send it
 *	}
 */
#ifndef SITE_STATUSPAGE_H
#define SITE_STATUSPAGE_H

#include "base/counters.h"
#include "config/conf.h"
#include "http/request.h"

#define STATUSPAGE_ROWS 50

/* No piece is longer. */
#define STATUSPAGE_PIECE 16384

/* Of the response: nothing may be loaded, and no script may run. */
#define STATUSPAGE_POLICY                                                      \
	"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "     \
	"form-action 'none'; frame-ancestors 'none'"

struct statuspage {
	bool counted; /* false: there are no counters */
	int64_t now_s, since_s;
	struct counters_totals totals;
	size_t nrows;
	struct counters_row row[STATUSPAGE_ROWS];
	struct span key[STATUSPAGE_ROWS]; /* in room */
	char room[STATUSPAGE_ROWS][COUNTERS_KEY];
};

enum statuspage_answer {
	STATUSPAGE_NOT, /* another path */
	STATUSPAGE_YES,
	STATUSPAGE_DENIED,
	STATUSPAGE_MISNAMED /* it has to be for a name of this server */
};

/* The target names it, and so no file: there is none of that name. */
bool statuspage_is_at(const struct conf *, const struct target *);

/*
 * Is it what the request is for, and may the peer see it?  vhost is as for
 * site/servername; forwarded: a proxy of ours says that the peer is the
 * visitor.
 */
enum statuspage_answer statuspage_asked(const struct conf *,
    const struct request *, const struct address *peer, struct span vhost,
    bool forwarded);

/* The table may be NULL.  *page holds pointers into itself. */
void statuspage_take(
    const struct counters *, int64_t now_s, struct statuspage *page);

size_t statuspage_pieces(const struct statuspage *);
void statuspage_put(struct text *, const struct statuspage *, size_t i);

/* Of all pieces together, in bytes. */
uint64_t statuspage_length(const struct statuspage *);

#endif
