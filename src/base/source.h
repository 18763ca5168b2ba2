/*
 * source -- a client as limits know it: one word for an IPv4 address, or for
 * the /64 that an IPv6 host has to itself.
 *
 *	source_of(&peer)	192.0.2.7 -> a word
 *	source_put(&text, word)	-> 192.0.2.7, or 2001:db8::/64
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include "base/address.h"

/* Returns the source of an address, or 0 if no limit applies to it. */
uint64_t source_of(const struct address *peer);

/* Appends the address or the network of a source that is not 0. */
void source_put(struct text *, uint64_t source);

#endif
