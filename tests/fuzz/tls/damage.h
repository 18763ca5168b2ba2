/*
 * damage -- chooses the damage of a client's bytes, and makes it.
 */
#ifndef FUZZ_TLS_DAMAGE_H
#define FUZZ_TLS_DAMAGE_H

#include "fuzz/tls/client.h"

/* Returns the next number of a generator. */
uint64_t damage_next(uint64_t *dice);

/* The same from the client's generator, below a bound. */
size_t damage_roll(struct client *, size_t below);

/* Any byte; those that often have a meaning come more often. */
unsigned char damage_byte(struct client *);

/* Chooses what is to be damaged, and where. */
void damage_choose(struct client *);

/* Changes the client's `sent` at d->at, where `made` is greater. */
void damage_make(struct client *, const struct client_damage *d);

#endif
