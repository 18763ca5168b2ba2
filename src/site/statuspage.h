/*
 * statuspage -- the counters as a page: access to it, and its bytes.  The
 * MetricsPage has the same data in the form of site/metrics.
 *
 * The page is valid HTML5 with small inline SVG charts, for light and dark
 * mode, without scripts and external resources.  Its data is copied once, so
 * that its length is fixed, and it is sent in pieces.
 *
 *	statuspage_take(table, now_s, false, &page);
 *	for (size_t i = 0; i < statuspage_pieces(&page); i++) {
 *		struct text t = TEXT(buf);
 *
 *		statuspage_put(&t, &page, i);
 *		send it
 *	}
 */
#ifndef SITE_STATUSPAGE_H
#define SITE_STATUSPAGE_H

#include "base/attendance.h"
#include "base/counters.h"
#include "config/conf.h"
#include "http/request.h"
#include "site/metrics.h"

#define STATUSPAGE_ROWS 50

/* A browser asks for the page again after so many seconds. */
#define STATUSPAGE_REFRESH_S 60

/* The longest piece. */
#define STATUSPAGE_PIECE METRICS_PIECE

/*
 * The response's Content-Security-Policy: nothing may be loaded, and no script
 * may run.
 */
#define STATUSPAGE_POLICY                                                      \
	"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "     \
	"form-action 'none'; frame-ancestors 'none'"

struct statuspage {
	bool as_metrics;
	bool counted; /* false: no counters */
	bool still;   /* the page is not to refresh itself */
	const struct attendance *attendance; /* or NULL: there is no listener */
	int64_t now_s;
	struct metrics shown; /* its pointers lead to the members below */
	struct counters_totals totals;
	struct limited_row limited[LIMITED_ROWS];
	struct counters_row row[STATUSPAGE_ROWS];
	struct span key[STATUSPAGE_ROWS]; /* in room */
	char room[STATUSPAGE_ROWS][COUNTERS_KEY];
};

enum statuspage_answer {
	STATUSPAGE_NOT, /* another path */
	STATUSPAGE_YES,
	STATUSPAGE_METRICS, /* yes, as metrics */
	STATUSPAGE_DENIED,
	STATUSPAGE_MISNAMED /* the request must name a host of this server */
};

/*
 * Returns true if the target names the status page or the page of the metrics,
 * so that no file of that name is served.
 */
bool statuspage_is_at(const struct conf *, const struct target *);

/* Returns true if StatusFrom lets this peer see the page. */
bool statuspage_is_for(const struct conf *, const struct address *peer);

/*
 * Decides whether the request is for such a page, and whether the peer may see
 * it. vhost is as for site/servername; forwarded: a proxy of ours says that the
 * peer is the visitor.
 */
enum statuspage_answer statuspage_asked(const struct conf *,
    const struct request *, const struct address *peer, struct span vhost,
    bool forwarded);

/*
 * Fills *page, which then holds pointers into itself, so it must not be copied.
 * The table may be NULL.  The page refreshes itself until `still` is set, and
 * shows who is there if `attendance` is; metrics have the older format until
 * `shown.open` is set.
 */
void statuspage_take(const struct counters *, int64_t now_s, bool as_metrics,
    struct statuspage *page);

size_t statuspage_pieces(const struct statuspage *);
void statuspage_put(struct text *, const struct statuspage *, size_t i);

/* Returns the length of all pieces together, in bytes. */
uint64_t statuspage_length(const struct statuspage *);

#endif
