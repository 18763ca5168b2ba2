/*
 * vary -- decides which stored responses a request may use.
 *
 * RFC 9111 4.1.  Pure.  A request may use a response if their owners and their
 * selecting keys are equal.  Both are digests, so that neither a password nor a
 * cookie lies on the disk.
 *
 * The owner is the digest of the credentials of the request (Authorization,
 * Cookie), of a Host that differs from the URL, of whether the certificate of
 * the peer was verified, and of the realm: a text of everything else that
 * decides which server answers, such as an address given by hand.
 *
 * The selecting key is the digest of the request fields that the Vary of the
 * response names.  White space at commas, and the way in which a field is split
 * into lines, make no difference.
 */
#ifndef CACHE_VARY_H
#define CACHE_VARY_H

#include "base/sha2.h"
#include "http/field.h"

enum vary_trust { VARY_VERIFIED, VARY_UNVERIFIED };

/*
 * Computes the owner.  It is all zeros for a request without credentials and
 * Host, to a peer whose certificate is verified, in an empty realm.
 */
void vary_owner(const struct fields *request, enum vary_trust,
    struct span realm, unsigned char owner[SHA2_256_BYTES]);

/*
 * Computes the selecting key, which is all zeros without Vary.  Returns false
 * for "*", which matches no request.
 */
bool vary_select(const struct fields *request, const struct fields *response,
    unsigned char select[SHA2_256_BYTES]);

#endif
