/*
 * connection -- serves one connection of TLS, from its first byte to its end:
 * the handshake, the header for the handler, and then the bytes between both.
 *
 *	struct connection c = { .fd = 0, .handler = 1, .key = channel, ... };
 *
 *	connection_prepare(&c)
 *	confine the process: cage.def knows descriptors 0 and 1
 *	connection_serve(&c)
 */
#ifndef TLS_CONNECTION_H
#define TLS_CONNECTION_H

#include "os/log.h"
#include "tls/handshake.h"

struct connection {
	int fd;      /* the client's; does not block */
	int key;     /* channel to the key process */
	int handler; /* a stream socket; does not block */
	uint64_t timeout_ms;
	bool pump;   /* the kernel is not to decrypt */
	bool kernel; /* the kernel can: see kernel_tls */
	struct handshake *handshake;
	const struct log *log;
	struct address client, own;
};

/*
 * Prepares the socket of the client, and finds out our own address and whether
 * the kernel can do TLS.  Call it before the process is confined.
 */
void connection_prepare(struct connection *);

/*
 * Serves the connection to its end.  Call it after handshake_begin, in a
 * process that is confined.
 */
void connection_serve(const struct connection *);

#endif
