/*
 * activation -- determines what fd 0 is, which decides how the program runs.
 *
 * If a person starts the program, fd 0 is a pipe, a file or a terminal.  From
 * systemd (Accept=yes) and xinetd (wait = no) it is a connection; from xinetd
 * (wait = yes) and systemd (Accept=no) it is a listening socket.
 */
#ifndef OS_ACTIVATION_H
#define OS_ACTIVATION_H

#include "base/address.h"

enum activation {
	ACTIVATION_STREAM, /* fd 0 in, fd 1 out, and neither is a socket */
	ACTIVATION_CONNECTION,
	ACTIVATION_LISTENER,
	ACTIVATION_OTHER /* closed, or a socket that is neither */
};

/*
 * Determines what fd is.  *peer is set to the address of the client with
 * ACTIVATION_CONNECTION, and to ADDRESS_NONE otherwise.
 */
enum activation activation_of(int fd, struct address *peer);

#endif
