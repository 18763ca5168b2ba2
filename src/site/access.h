/*
 * access -- to whom a path is shut: Allow, Deny and Auth.
 *
 * Pure.  By address: the rules of the longest prefix that covers the path
 * count, and no others.  Of their blocks the longest that holds the peer
 * decides, and Deny if both are of one length; if none holds it, the path is
 * shut if there is an Allow among them:
 *
 *	Allow / 10.0.0.0/8	10.1.2.3 may, 10.9.9.9 may not, and nobody
 *	Deny / 10.9.0.0/16	else
 *
 * By name and password: the file of the longest prefix counts.
 *
 * Both have to hold whether case counts in paths or not (site/prefix), and
 * so a path may want two files.
 *
 *	if (access_permits(conf, path, peer) == ACCESS_NO)
 *		return REFUSE_ADDRESS;
 *	access_demand(conf, path, &demand);
 *	for (size_t i = 0; i < demand.n; i++)
 *		look the user up in the file of conf->auth.at[demand.at[i]]
 */
#ifndef SITE_ACCESS_H
#define SITE_ACCESS_H

#include "config/conf.h"

/* There are such rules at all; here, so that a site without pays nothing. */
static inline bool
access_ruled(const struct conf *conf)
{
	return conf->access.n > 0 || conf->auth.n > 0;
}

/*
 * ACCESS_BY_ADDRESS: an Allow lets the peer in and not everybody.  If no
 * password is demanded as well, the request has to be for a name of this
 * server (site/servername).  Deny alone, and Allow for all, let everybody in.
 */
enum access_answer { ACCESS_NO, ACCESS_YES, ACCESS_BY_ADDRESS };

enum access_answer access_permits(
    const struct conf *, struct span path, const struct address *peer);

/* Indexes of conf->auth, of which all have to be met. */
struct access_demand {
	size_t n, at[2];
};

void access_demand(
    const struct conf *, struct span path, struct access_demand *);

/* Some password is demanded for the path. */
bool access_is_locked(const struct conf *, struct span path);

/* This one is among them. */
bool access_meets(const struct access_demand *, size_t auth);

/*
 * A peer that was let into the directory may know of a name in it: it is not
 * shut to the peer, and wants no other password.  ours: the request is for a
 * name of this server.
 */
bool access_shows(const struct conf *, struct span directory, struct span name,
    const struct address *peer, bool ours);

#endif
