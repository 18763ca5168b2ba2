/*
 * key_process -- the process that holds the private keys.
 *
 * It reads no byte of a stranger, but only a request of fixed length
 * (tls/signing) from its handshake process, through a channel.  It answers one
 * request and ends.  The keys are read after the fork, so that they were never
 * in the memory of the process that talks to the stranger.
 *
 *	fork			key process	read keys, confine, wait
 *	read the chains		handshake process: confine, first byte
 *	key_process_ask	  ->	sign, answer, exit
 *
 * An attacker who takes over a handshake process can get one signature and
 * nothing else; it proves the name of the site in one handshake.  The TLS
 * library passes only hashes, so the key process cannot see what it signs.
 */
#ifndef TLS_KEY_PROCESS_H
#define TLS_KEY_PROCESS_H

#include "os/log.h"
#include "tls/certificate.h"
#include "tls/signing.h"

struct key_process_setup {
	struct certificate *certificate; /* with their names */
	size_t n;
	uint64_t timeout_ms; /* the process ends then, whether asked or not */
	const struct log *log;
};

/*
 * Forks the process.  Returns 0 and sets *channel, which the caller closes, or
 * returns -errno.  If the keys cannot be read, the new process logs that and
 * ends; the channel then has no more data.
 */
int key_process_start(const struct key_process_setup *, int *channel);

/*
 * Asks for a signature, closes the channel and sets *channel to -1, so that a
 * second call fails.  Returns the length of the answer, or -errno.
 */
long key_process_ask(int *channel, const struct signing_request *,
    uint64_t timeout_ms, char answer[SIGNING_ANSWER]);

#endif
