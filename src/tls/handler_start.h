/*
 * handler_start -- starts the handler behind a handshake.
 *
 * The process of the handler is forked before the first byte of the client
 * arrives, since a confined process cannot execute anything.  It waits until
 * its channel has a byte, the first one of the header that follows a handshake.
 * It leaves that byte there, and executes the handler.  So no program is
 * executed for a handshake that fails.
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
 * Forks the process.  command ends in NULL; "--secure" is added to it as its
 * first option.  Descriptors 0 and 1 of the handler are the other end of *fd, a
 * stream socket, which the caller closes.  `channel` is closed in the new
 * process.  Returns 0 or -errno.
 */
int handler_start(
    const char *const *command, int channel, const struct log *, int *fd);

/*
 * Sends the header of the PROXY protocol, which has to be whole, and the
 * connection if that is not -1.  Returns false if the handler has gone.
 */
bool handler_start_send(int channel, struct span header, int connection);

#endif
