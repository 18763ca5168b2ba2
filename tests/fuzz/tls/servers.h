/*
 * servers -- handshakes of three kinds for handshakes.c: that ask no client for
 * a certificate, that may have one, and that require one.  All have the same
 * certificates, and the keys are in this process.
 */
#ifndef FUZZ_TLS_SERVERS_H
#define FUZZ_TLS_SERVERS_H

#include "tls/handshake.h"

/* Reads ec/, other/, rsa/ and client/ in the directory, or exits. */
void servers_load(const char *directory);

/* Returns a handshake for handshake_begin. */
struct handshake *servers_take(uint64_t number);

/* Frees what handshake_begin and the handshake have made. */
void servers_end_session(struct handshake *);

#endif
