/*
 * vary -- which stored responses a request may have: whose, and which.
 *
 * RFC 9111 4.1.  Pure.  Digests, so that no password and no cookie lies on
 * the disk.  The owner is made of the request's credentials (Authorization,
 * Cookie), of a Host that is not the URL's, of whether the peer's certificate
 * was verified, and of its realm: a text of all else that decides which server
 * answers, such as an address given by hand.  The selecting
 * key of the fields that the response's Vary names.  Requests are the same
 * if white space at commas and the splitting into lines is all that differs.
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
