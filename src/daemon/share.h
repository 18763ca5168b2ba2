/*
 * share -- `minihttpd --share`: one directory for the machines nearby.
 *
 * It adds to the command line what a start by hand needs for that: the private
 * addresses of this machine at one free port, GET and HEAD only.  With --upload
 * it adds uploads that want a password, which is made anew at each start and
 * printed once.  Only its hash is kept, in a file that share_end removes.
 *
 *	why = share_begin(&share, &args);
 *	serve
 *	share_end(&share);
 */
#ifndef DAEMON_SHARE_H
#define DAEMON_SHARE_H

#include "daemon/args.h"
#include "daemon/reach.h"

/* The ports that are tried. */
#define SHARE_PORT 8080
#define SHARE_PORTS 40

struct share {
	char listen[REACH_MOST][REACH_ROOM + 8];
	char directory[128];  /* "" if there is none */
	char file[160];       /* the hash of the password */
	char write_auth[192]; /* the directive */
};

/* Returns NULL, or the reason why nothing can be shared. */
const char *share_begin(struct share *, struct args *);

/* Removes the file.  It may be called without share_begin. */
void share_end(struct share *);

#endif
