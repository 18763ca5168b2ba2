/*
 * conn -- one connection, from its first byte to its close.
 *
 *	do {
 *		read a request		=> inbox
 *		lookup_make, open	=> descriptor and facts
 *		plan_make		the whole answer, as data
 *		carry it out		=> body in, answer out, log line
 *	} while the plan does not close;
 *
 * The struct holds every buffer: its size is the most that a connection
 * takes, and the pages that are not written to cost nothing.
 */
#ifndef SERVER_CONN_H
#define SERVER_CONN_H

#include "base/address.h"
#include "base/counters.h"
#include "base/patience.h"
#include "os/docroot.h"
#include "os/log.h"
#include "os/wire.h"
#include "server/inbox.h"
#include "server/transfer.h"
#include "site/forwarded_from.h"

/* So much of a path shares a page with what follows it. */
#define CONN_PATH_SLACK 256

/*
 * What all connections of a process share.
 *
 * admit is asked once for a connection that a proxy relays (ProxyProtocol),
 * when its real peer is known and before its first request: whoever accepted
 * the connection has seen the proxy only, and could not count it for its
 * source.  False: it is answered with 503 and closed.  NULL is true.
 */
struct service {
	const struct conf *conf;
	struct docroot *root;
	const struct log *access, *error;
	struct counters *counters;  /* or NULL */
	struct statuspage *status;  /* room for it */
	int passwords;              /* of WriteAuth, or -1 */
	int spawner;                /* that starts scripts, or -1 */
	struct span root_name;      /* if it does: the root, from / on */
	int auth[LIMIT_CONF_AUTHS]; /* of each Auth, or -1 */
	bool broken; /* the configuration is: every request gets a 500 */
	bool (*admit)(const struct address *peer, void *arg);
	/*
	 * Both for a password of this peer, around its check, if not NULL:
	 * crew_may_check and crew_checked of os/crew.
	 */
	int (*may_check)(
	    const struct address *peer, const struct patience *, void *arg);
	void (*checked)(bool failed, void *arg);
	void *admit_arg; /* of all three */
};

/*
 * The order is for the pages that a small request touches: one holds the
 * path, which is written to the end of its room, everything up to the plan,
 * and the start of the inbox; the other the start of the outbox.  Each page
 * costs a fault of 2 us.
 */
struct conn {
	char path_room[LIMIT_PATH + CONN_PATH_SLACK];
	const struct service *service;
	struct wire *wire;
	const struct address *peer; /* the visitor of the request at hand */
	const struct address *link; /* of the connection: for ForwardedFrom */
	uint64_t served;            /* requests so far */
	int64_t began_ns;           /* when the request at hand had been read */
	uint64_t content;           /* bytes of content sent in answer to it */
	bool gone;            /* the wire is broken: nothing more can be said */
	int fd;               /* the file that is being sent, or -1 */
	struct docroot *root; /* that the request is for: the service's, or */
	struct docroot site;  /* with VirtualHosts that of its host */
	struct span host;     /* and its name, in host_room; or "" */
	struct span user;  /* whose password was right, in user_room; or "" */
	uint64_t room;     /* for an upload, by its quota */
	uint64_t counted;  /* of its bytes when the quota was counted */
	uint64_t replaced; /* what the quota gains from the old file */
	unsigned wait_s;   /* before this peer may try another password */
	struct span local; /* where a script says that the answer is, or "" */
	struct cgi_script script; /* that is to make the answer */
	struct file_facts facts;
	struct request req;
	struct plan plan;
	struct inbox in;
	struct address relayed; /* *link, where that is not the wire's */
	struct address
	    visitor; /* *peer, where a field of the request names it */
	enum forwarded forwarded;
	_Alignas(4096) struct outbox out;
	char name[LIMIT_NAME]; /* that was found for an upload */
	char local_room[LIMIT_CGI_HEAD];
	char host_room[LIMIT_HOST + 1];
	char user_room[LIMIT_USER];
	char clean_room[LIMIT_PATH + 8]; /* the path by CleanURLs */
	struct byte_range ranges[LIMIT_RANGES];
};

/*
 * Serves until the peer or the plan closes.  *c need not be initialised;
 * the wire stays the caller's to close.  peer is who is at its other end;
 * if that is a proxy of ours, what it says comes first, and whom it speaks
 * for is the peer from then on.
 */
void conn_serve(struct conn *c, const struct service *, struct wire *,
    const struct address *peer);

#endif
