/*
 * activation -- what fd 0 is: that decides how we run.
 *
 * By hand it is a pipe, a file or a terminal; from systemd (Accept=yes) and
 * xinetd (wait = no) a connection; from xinetd (wait = yes) and systemd
 * (Accept=no) a listening socket.
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

/* With ACTIVATION_CONNECTION *peer is who connected, else ADDRESS_NONE. */
enum activation activation_of(int fd, struct address *peer);

#endif
