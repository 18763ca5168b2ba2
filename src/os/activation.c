#define _GNU_SOURCE
#include "os/activation.h"

#include "os/socket.h"

#include <errno.h>

static int
option(int fd, int name)
{
	int value = 0;
	socklen_t n = sizeof value;

	return getsockopt(fd, SOL_SOCKET, name, &value, &n) == 0 ? value : -1;
}

enum activation
activation_of(int fd, struct address *peer)
{
	union socket_name name;
	socklen_t n = sizeof name;
	int accepts;

	*peer = (struct address){ .family = ADDRESS_NONE };
	if (getpeername(fd, &name.any, &n) == 0) {
		socket_address(&name, peer);
		return ACTIVATION_CONNECTION;
	}
	if (errno == ENOTSOCK)
		return ACTIVATION_STREAM;
	accepts = option(fd, SO_ACCEPTCONN);
	if (accepts < 0)
		return ACTIVATION_OTHER;
	if (accepts > 0)
		return ACTIVATION_LISTENER;
	/*
	 * A peer that has already reset the connection: the first read reports
	 * that.
	 */
	if (option(fd, SO_TYPE) == SOCK_STREAM)
		return ACTIVATION_CONNECTION;
	return ACTIVATION_OTHER;
}
