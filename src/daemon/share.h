/*
 * share -- `minihttpd --share`: one directory for the machines nearby.
 *
 * It adds the options for that to the command line: the private addresses of
 * this machine at one free port, and GET and HEAD only.  If minihttp-tls is
 * installed, it adds HTTPS at the next free port, with a certificate that is
 * made for these addresses at each start.  With --upload it adds uploads that
 * require a password, which is made anew at each start and printed once.  Only
 * the hash of the password is kept, in a file that share_end removes.
 *
 *	why = share_begin(&share, &args);
 *	serve
 *	share_end(&share);
 */
#ifndef DAEMON_SHARE_H
#define DAEMON_SHARE_H

#include "daemon/args.h"
#include "daemon/reach.h"
#include "daemon/share_place.h"

#include <limits.h>

/* The first port that is tried, and the number of ports. */
#define SHARE_PORT 8080
#define SHARE_PORTS 40

struct share {
	char listen[2 * REACH_MOST][REACH_ROOM + 12];
	struct share_place place;
	char tls[PATH_MAX];    /* minihttp-tls; "" if it is not there */
	char certificate[128]; /* the directives; "" for none */
	char write_auth[128];
};

/*
 * Adds the options to *args, which then points into *share.  Returns NULL, or
 * the reason why nothing can be shared.
 */
const char *share_begin(struct share *, struct args *);

/* Removes the file.  It may be called without share_begin. */
void share_end(struct share *);

#endif
