#define _GNU_SOURCE
#include "os/activation.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

union any_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_storage room;
};

static void
convert(const union any_address *from, struct address *to)
{
	switch (from->any.sa_family) {
	case AF_INET:
		to->family = ADDRESS_IPV4;
		memcpy(to->byte, &from->v4.sin_addr, 4);
		to->port = ntohs(from->v4.sin_port);
		break;
	case AF_INET6:
		to->family = ADDRESS_IPV6;
		memcpy(to->byte, &from->v6.sin6_addr, 16);
		to->port = ntohs(from->v6.sin6_port);
		break;
	case AF_UNIX:
		to->family = ADDRESS_UNIX;
		break;
	default:
		break;
	}
}

enum activation
activation_of(int fd, struct address *peer)
{
	union any_address from;
	socklen_t n = sizeof from;
	int listening = 0;

	*peer = (struct address){ .family = ADDRESS_NONE };
	if (getpeername(fd, &from.any, &n) == 0) {
		convert(&from, peer);
		return ACTIVATION_CONNECTION;
	}
	if (errno == ENOTSOCK)
		return ACTIVATION_STREAM;
	n = sizeof listening;
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &n) == 0 &&
	    listening)
		return ACTIVATION_LISTENER;
	/* A peer that has reset already: reading will tell. */
	n = sizeof listening;
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &listening, &n) == 0 &&
	    listening == SOCK_STREAM)
		return ACTIVATION_CONNECTION;
	return ACTIVATION_OTHER;
}
