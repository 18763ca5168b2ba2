/*
 * access -- access to paths by address, by password and by the client's
 * certificate: Allow, Deny, Auth, ClientAllow and ClientCertificate.
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
 * ClientAllow requires a certificate with one of its names: those of the
 * longest prefix apply.  ClientCertificate require demands one from each
 * visitor of HTTPS.  minihttp-tls enforces that in the handshake; here it is
 * checked again, because the handler may run behind another program.
 *
 * All these rules have to hold whether or not the file system ignores case
 * (base/prefix).  So a path is judged in both readings, and may need the
 * passwords of two files.
 *
 * SignedLinks denies access to everything below a prefix, unless an Allow, Auth
 * or ClientAllow of the path admits the peer.  A good link (site/signedlink)
 * replaces all of these rules.
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
#include "http/proxy.h"

/*
 * Returns true if there are any rules.  Inline, so that a site without rules
 * pays nothing.
 */
static inline bool
access_ruled(const struct conf *conf)
{
	return conf->access.n > 0 || conf->auth.n > 0 ||
	       conf->signed_links.n > 0 || conf->clients.n > 0 ||
	       conf->client_certificate == CONF_CLIENT_REQUIRE;
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
 * Applies ClientAllow and ClientCertificate to the path and the TLS of the
 * connection, which is NULL without TLS.  Returns true if the client is
 * admitted.
 */
bool access_permits_client(
    const struct conf *, struct span path, const struct proxy_tls *);

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
 * from access_permits: SignedLinks covers the path, it has neither Auth nor
 * ClientAllow, and the answer is not ACCESS_BY_ADDRESS.
 */
bool access_needs_link(
    const struct conf *, struct span path, enum access_answer);

/* The visitor that a request comes from. */
struct access_visitor {
	const struct address *peer;
	const struct proxy_tls *tls; /* NULL: none */
	bool ours; /* the request names a host of this server */
};

/*
 * Returns true if a visitor who is admitted to the directory may see a name in
 * it: the visitor is admitted to that name, and the name needs no further
 * password.
 */
bool access_shows(const struct conf *, struct span directory, struct span name,
    const struct access_visitor *);

#endif
