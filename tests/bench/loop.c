/*
 * loop -- the smallest possible forking server: it accepts and forks, and the
 * child reads once, writes once and ends.  It has no limits, log, files or
 * parser; what minihttp adds is measured against its connections per second.
 *
 *	loop PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEAD                                                                   \
	"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"                      \
	"Content-Length: 1024\r\nConnection: close\r\n\r\n"

static char in[4096];
static const char out[sizeof HEAD - 1 + 1024] = HEAD;

int
main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((unsigned short)atoi(argv[argc - 1])) };
	int on = 1, listener = socket(AF_INET, SOCK_STREAM, 0);

	(void)setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	(void)setsockopt(
	    listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, &on, sizeof on);
	if (bind(listener, (struct sockaddr *)&at, sizeof at) < 0 ||
	    listen(listener, SOMAXCONN) < 0)
		return 1;
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			return 1;
		if (fork() == 0) {
			if (read(fd, in, sizeof in) > 0)
				(void)!write(fd, out, sizeof out);
			_exit(0);
		}
		close(fd);
		/* The kernel adds a child's processor time to that of its
		 * parent only if the parent waits for it. */
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
}
