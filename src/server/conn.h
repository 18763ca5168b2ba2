/*
 * conn -- serves one connection, from its first byte to its close.
 *
 *	do {
 *		read a request		=> inbox
 *		lookup_make, open	=> descriptor and facts
 *		plan_make		the whole answer, as data
 *		carry it out		=> body in, answer out, log line
 *	} while the plan does not close;
 *
 * The struct contains every buffer, so its size is the most that a connection
 * takes.  Pages that are never written cost nothing.
 *
 * c->asked holds the values that the plan is made from.  They are collected
 * step by step:
 *
 *	conn		conf, req, now_ns, ranges, peer, last, redirect, script,
 *			facts, status
 *	vhost_enter	host
 *	access_check	realm, link_until, wait_s (rate_ask: wait_s)
 *	upload_store	room
 *	archive_gather	archive, and facts in place of the directory's
 *	selection	coding, varies, not_acceptable, clean, stands_in
 */
#ifndef SERVER_CONN_H
#define SERVER_CONN_H

#include "base/address.h"
#include "base/counters.h"
#include "base/hmac.h"
#include "base/patience.h"
#include "os/brake.h"
#include "os/crew.h"
#include "os/docroot.h"
#include "os/log.h"
#include "os/stage.h"
#include "os/wire.h"
#include "server/inbox.h"
#include "server/proxy_read.h"
#include "server/transfer.h"
#include "site/forwarded_from.h"
#include "site/lookup.h"

#include <stddef.h>

/* This much of a path shares a page with the fields after it. */
#define CONN_PATH_SLACK 256

/*
 * The data that all connections of a process share.
 *
 * admit is called once for a connection that a proxy relays (ProxyProtocol),
 * when its real peer is known and before its first request.  The process that
 * accepted the connection saw only the proxy, and could not count the
 * connection for its source.  If admit returns false, the answer is 503 and the
 * connection is closed.  NULL admits every connection.
 */
struct service {
	const struct conf *conf;
	struct docroot *root;
	const struct log *access, *error;
	struct counters *counters;           /* or NULL */
	struct statuspage *status;           /* room for it */
	const struct attendance *attendance; /* for it, or NULL */
	attendance_note *note;               /* for that of others, or NULL */
	int passwords;                       /* of WriteAuth, or -1 */
	int spawner;                /* the process that starts scripts, or -1 */
	struct span root_name;      /* with a spawner: the path of the root */
	int auth[LIMIT_CONF_AUTHS]; /* of each Auth, or -1 */
	const struct hmac_key *link_key; /* of SignedLinks */
	struct sums *sums;               /* of members of archives, or NULL */
	bool broken; /* the configuration is wrong: every answer is 500 */
	bool tls;    /* every connection comes from minihttp-tls */
	bool sealed; /* fd 1 is the connection, and the kernel decrypts it */
	bool (*admit)(const struct address *peer, void *arg);
	/*
	 * Called before and after the check of a password of this peer, if not
	 * NULL: crew_may_check and crew_checked of os/crew.
	 */
	int (*may_check)(
	    const struct address *peer, const struct patience *, void *arg);
	void (*checked)(bool failed, void *arg);
	/*
	 * Take tokens of a rate, and give some back; or NULL: crew_take and
	 * crew_give_back, or take of server/rate_file.
	 */
	bool (*take)(const struct crew_wish *, struct crew_grant *, void *arg);
	void (*give_back)(uint64_t tokens, void *arg);
	void *admit_arg; /* of all these functions */
};

/*
 * Returns the log for what goes wrong.  Under an inetd standard error is off,
 * because it is the connection; a file of AccessLog is not.
 */
static inline const struct log *
service_error_log(const struct service *s)
{
	return s->error->fd >= 0 ? s->error : s->access;
}

/* Notes what this process does, for the status page. */
static inline void
service_note(const struct service *s, enum attendance_doing doing)
{
	if (s->note != NULL)
		*s->note = (uint8_t)doing;
}

/* See server/rate_ask. */
struct rate_purse {
	int rule;              /* the rule of the tokens, or -1 */
	struct address source; /* whose they are */
	uint64_t left, next;   /* tokens in it, and how many to ask for next */
	uint64_t granted;      /* tokens in it when it was filled */
	int64_t filled_ns;     /* when it was filled */
	int64_t until_ns;      /* none before this time; 0: not known */
	uint64_t paid;         /* number of the request that was paid for */
};

/* An upload that can be resumed: see server/upload_resume. */
struct resume {
	struct stage stage; /* with the lock, until the request takes it */
	struct upload_part part;
	struct request first; /* the request that has begun it */
	uint64_t total;       /* its length at its end */
	char lines[LIMIT_PART_LINES];
};

_Static_assert(sizeof(struct resume) <= LIMIT_CGI_HEAD,
    "it shares its room with the head of a script");

/*
 * The order of the fields keeps the number of pages small that a simple request
 * touches, and these pages near each other.  One page holds the start of the
 * outbox.  The other holds the path, which is written to the end of its room,
 * everything after it, and the start of the inbox, whose large buffer comes
 * last: a process whose pages are far apart needs more page tables.  Each page
 * costs a fault of 2 us.
 */
struct conn {
	char name[LIMIT_NAME];    /* name chosen for an upload */
	struct proxy_facts proxy; /* with *link, if a proxy relays */
	struct address visitor;   /* *peer, if a field names it */
	union {
		/* a query with the names of a form's files */
		char stored[LIMIT_STORED];
		char local_room[LIMIT_CGI_HEAD]; /* scripts */
		struct resume resume;            /* resumed uploads */
	};
	char host_room[LIMIT_HOST + 1];
	char client_room[PROXY_READ_CLIENT]; /* of proxy */
	char user_room[LIMIT_USER];
	char clean_room[LIMIT_PATH + 8]; /* the path by CleanURLs */
	struct byte_range ranges[LIMIT_RANGES];
	struct part_room part_room; /* used with UploadExpiry alone */
	struct rate_purse purse;    /* used with rates alone */
	struct brake brake;         /* used with rates alone */
	_Alignas(4096) struct outbox out;
	char path_room[LIMIT_PATH + CONN_PATH_SLACK];
	const struct service *service;
	struct wire *wire;
	const struct address *peer; /* the visitor of the current request */
	const struct address
	    *link;        /* the peer of the connection, for ForwardedFrom */
	uint64_t served;  /* requests so far */
	int64_t began_ns; /* when the current request had been read */
	uint64_t content; /* bytes of content sent as its answer */
	bool resumed;     /* resume is in use */
	bool gone;        /* the wire is broken: nothing can be sent */
	bool secure;      /* the client uses TLS: see proxy.tls */
	int fd;           /* the file that is being sent, or -1 */
	struct docroot *root;    /* of this request: service->root, or &site */
	struct docroot site;     /* with VirtualHosts, the root of its host */
	struct span user;        /* authenticated user, in user_room; or "" */
	uint64_t counted;        /* bytes received at the last count */
	struct archive *archive; /* that is sent, or NULL: archive_gather */
	uint64_t replaced;       /* what replacing the old file frees */
	struct span local;       /* path to which a script refers, or "" */
	struct file_facts facts;
	struct lookup found; /* made from req: the file, script or Redirect */
	struct asked asked;
	struct request req;
	struct plan plan;
	enum forwarded forwarded;
	struct inbox in;
};

_Static_assert(
    offsetof(struct conn, path_room) % 4096 == 0 &&
	offsetof(struct conn, in.buf) - offsetof(struct conn, service) < 3328,
    "a short request shares a page with the fields");

/* Returns the TLS of the connection, or NULL. */
static inline const struct proxy_tls *
conn_tls(const struct conn *c)
{
	return c->secure ? &c->proxy.tls : NULL;
}

/*
 * Serves requests until the peer or the plan closes the connection. *c need not
 * be initialised; the caller closes the wire. peer is the other end of the
 * wire.  If that is one of our proxies or minihttp-tls, its header comes first,
 * and the address in the header is the peer from then on.
 */
void conn_serve(struct conn *c, const struct service *, struct wire *,
    const struct address *peer);

#endif
