/*
 * handler_start -- starts the handler behind a handshake.
 *
 * Its process is forked before the first byte of the client, since a confined
 * process cannot execute anything.  It waits, and takes nothing from its
 * channel.  When there is a byte, which is the first of the header that follows
 * a handshake, it executes the handler.  A handshake that fails costs no
 * execution.
 *
 *	handler_start(command, key_channel, &log, &fd)
 *	the handshake
 *	handler_start_send(fd, header, -1)
 *	send all requests to fd
 *
 * If the kernel decrypts, the handler has the connection as descriptor 1:
 *
 *	handler_start_send(fd, header, connection)
 *	nothing more, until the handler has ended
 */
#ifndef TLS_HANDLER_START_H
#define TLS_HANDLER_START_H

#include "os/log.h"

/*
 * command ends in NULL; "--secure" is added to it as its first option.  The
 * handler's descriptors 0 and 1 are the other end of *fd, a stream socket.
 * `channel` is closed in its process.  Returns 0 or -errno.
 */
int handler_start(
    const char *const *command, int channel, const struct log *, int *fd);

/*
 * Sends the header of the PROXY protocol, which has to be whole, and the
 * connection if that is not -1.  Returns false if the handler has gone.
 */
bool handler_start_send(int channel, struct span header, int connection);

#endif
