/*
 * key_process -- the process that holds the private keys.
 *
 * It reads nothing of a stranger's: only a request of fixed length, through a
 * channel that its handshake process has (tls/signing).  It answers one of them
 * and ends.  The keys are read after the fork, so that they were never in the
 * memory of the process that talks to the stranger.
 *
 *	fork			key process	read keys, confine, wait
 *	read the chains		handshake process: confine, first byte
 *	key_process_ask	  ->	sign, answer, exit
 *
 * A signature is all that a handshake process which somebody took over can get,
 * and only one: it proves the site's name in one handshake.  The library hands
 * out hashes, so that this process cannot see what it signs.
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
 * Forks the process.  Returns 0 and the channel, or -errno.  An error with the
 * keys is logged by the new process, which then ends, so that its channel is at
 * its end.
 */
int key_process_start(const struct key_process_setup *, int *channel);

/*
 * Asks for a signature and closes the channel: *channel is -1 then, and a
 * second call fails.  Returns the length of the answer, or -errno.
 */
long key_process_ask(int *channel, const struct signing_request *,
    uint64_t timeout_ms, char answer[SIGNING_ANSWER]);

#endif
