/*
 * access -- access to paths by address and by password: Allow, Deny and Auth.
 *
 * Pure.  Allow and Deny check the address: only the rules of the longest prefix
 * that covers the path apply.  Among their blocks that contain the peer the
 * longest decides, and Deny if two are equally long.  A peer in no block is
 * admitted, unless one of the rules is an Allow:
 *
 *	Allow / 10.0.0.0/8	10.1.2.3 may, 10.9.9.9 may not, and nobody
 *	Deny / 10.9.0.0/16	else
 *
 * Auth requires a name and a password: the file of the longest prefix applies.
 *
 * The rules for addresses and for passwords have to hold whether or not the
 * file system ignores case (base/prefix).  So a path is judged in both
 * readings, and may need the passwords of two files.
 *
 * SignedLinks denies access to everything below a prefix, unless an Allow or
 * Auth of the path admits the peer.  A good link (site/signedlink) replaces all
 * of these rules.
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

/*
 * Returns true if there are any rules.  Inline, so that a site without rules
 * pays nothing.
 */
static inline bool
access_ruled(const struct conf *conf)
{
	return conf->access.n > 0 || conf->auth.n > 0 ||
	       conf->signed_links.n > 0;
}

/*
 * The result of the rules for addresses.  ACCESS_BY_ADDRESS: an Allow admits
 * this peer, but not everybody.  If no password is required as well, the
 * request must name a host of this server (site/servername).  ACCESS_YES: the
 * path has no Allow, or one for all.  ACCESS_NO: the peer is denied.
 */
enum access_answer { ACCESS_NO, ACCESS_YES, ACCESS_BY_ADDRESS };

/* Applies Allow and Deny to the path and the peer. */
enum access_answer access_permits(
    const struct conf *, struct span path, const struct address *peer);

/*
 * The files of passwords that a path needs, as indexes of conf->auth.  The user
 * must be in each of them.
 */
struct access_demand {
	size_t n, at[2];
};

/* Finds the files of passwords that the path needs; n is 0 if it needs none. */
void access_demand(
    const struct conf *, struct span path, struct access_demand *);

/* Returns true if the path requires a password. */
bool access_is_locked(const struct conf *, struct span path);

/* Returns true if the demand includes this member of conf->auth. */
bool access_meets(const struct access_demand *, size_t auth);

/* Returns true if the path is below a prefix of SignedLinks. */
bool access_takes_links(const struct conf *, struct span path);

/*
 * Returns true if only a link opens the path to a peer that got this answer
 * from access_permits: SignedLinks covers the path, it has no Auth, and the
 * answer is not ACCESS_BY_ADDRESS.
 */
bool access_needs_link(
    const struct conf *, struct span path, enum access_answer);

/*
 * Returns true if a peer that is admitted to the directory may see a name in
 * it: the peer is admitted to that name, and the name needs no further
 * password.  ours: the request names a host of this server.
 */
bool access_shows(const struct conf *, struct span directory, struct span name,
    const struct address *peer, bool ours);

#endif
