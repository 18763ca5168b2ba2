/* socket -- translates the socket addresses of the kernel into our terms. */
#ifndef OS_SOCKET_H
#define OS_SOCKET_H

#include "base/address.h"

#include <sys/socket.h>

/* Room for any address from accept4 or getpeername. */
union socket_name {
	struct sockaddr any;
	struct sockaddr_storage room;
};

/* Converts an address; ADDRESS_NONE if the family is unknown. */
void socket_address(const union socket_name *, struct address *);

/* Returns the port at our end of a connection, or 0 if it has none. */
uint16_t socket_port(int fd);

#endif
