#define _GNU_SOURCE
#include "os/socket.h"

#include <netinet/in.h>
#include <string.h>

void
socket_address(const union socket_name *from, struct address *to)
{
	const void *name = from;
	const struct sockaddr_in *v4 = name;
	const struct sockaddr_in6 *v6 = name;

	*to = (struct address){ .family = ADDRESS_NONE };
	switch (from->any.sa_family) {
	case AF_INET:
		to->family = ADDRESS_IPV4;
		memcpy(to->byte, &v4->sin_addr, 4);
		to->port = ntohs(v4->sin_port);
		break;
	case AF_INET6:
		to->family = ADDRESS_IPV6;
		memcpy(to->byte, &v6->sin6_addr, 16);
		to->port = ntohs(v6->sin6_port);
		break;
	case AF_UNIX:
		to->family = ADDRESS_UNIX;
		break;
	default:
		break;
	}
}

uint16_t
socket_port(int fd)
{
	union socket_name name;
	socklen_t n = sizeof name;
	struct address self;

	if (getsockname(fd, &name.any, &n) < 0)
		return 0;
	socket_address(&name, &self);
	return self.port;
}
