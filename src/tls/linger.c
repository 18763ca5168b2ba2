#define _GNU_SOURCE
#include "tls/linger.h"

#include "base/limits.h"
#include "os/clock.h"

#include <poll.h>
#include <sys/socket.h>

void
linger(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t end_ms = clock_mono_ms() + LIMIT_LINGER_MS, left_ms;
	char scrap[4096];

	(void)shutdown(fd, SHUT_WR); /* the client may have gone */
	while ((left_ms = end_ms - clock_mono_ms()) > 0 &&
	       poll(&p, 1, (int)left_ms) == 1 &&
	       recv(fd, scrap, sizeof scrap, MSG_DONTWAIT) > 0)
		;
}
