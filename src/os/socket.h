/*
 * socket -- what the kernel's socket addresses say, in our words.
 */
#ifndef OS_SOCKET_H
#define OS_SOCKET_H

#include "base/address.h"

#include <sys/socket.h>

/* Whatever accept4 or getpeername fill in. */
union socket_name {
	struct sockaddr any;
	struct sockaddr_storage room;
};

/* ADDRESS_NONE for a family that we do not know. */
void socket_address(const union socket_name *, struct address *);

/* The port at our end of a connection; 0 if it has none. */
uint16_t socket_port(int fd);

#endif
