/*
 * load -- connections to a server on loopback, each with one GET.
 *
 *	load [-c AT_ONCE] [-m MILLISECONDS] PORT PATH BYTES
 *	load -k -c COUNT PORT PATH BYTES
 *
 * The first form opens connections as fast as it can, AT_ONCE of them open at
 * any time.  It prints how many a second were answered with 200 and BYTES bytes
 * and then closed by the server; how many were not; and the microseconds of
 * processor time that load itself took for each.
 *
 * With -k it opens COUNT connections, has a request answered on each, prints
 * how many were, and holds them open until its standard input ends.
 *
 * It closes each connection with a reset once it has read to the end:
 * otherwise the server's end would stay in TIME_WAIT for a minute, and the
 * server that is measured last would search through the ports of all before.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MAX_AT_ONCE 4096
#define LAST_ANSWERS_S 5
#define HEAD_MOST 2047

struct connection {
	int fd;
	size_t n; /* bytes of the answer so far */
	char head[HEAD_MOST + 1];
};

static struct connection pool[MAX_AT_ONCE];
static struct sockaddr_in to = { .sin_family = AF_INET };
static char request[1024];
static size_t want;
static int epoll;
static unsigned long good, bad;

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
hang_up(struct connection *c)
{
	close(c->fd);
	c->fd = -1;
}

static bool
dial(struct connection *c)
{
	struct linger reset = { 1, 0 };
	struct timeval most = { 2, 0 };
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };

	c->n = 0;
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
	(void)setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
	/* Over loopback this waits only where the backlog is full. */
	if (connect(c->fd, (struct sockaddr *)&to, sizeof to) == 0 &&
	    send(c->fd, request, strlen(request), MSG_NOSIGNAL) > 0 &&
	    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event) == 0)
		return true;
	bad++;
	hang_up(c);
	return false;
}

/* Takes what has arrived: 1 if there may be more, 0 at the end, -1 on error. */
static int
take(struct connection *c)
{
	char rest[65536];
	ssize_t n;

	for (;;) {
		size_t kept = c->n < HEAD_MOST ? c->n : HEAD_MOST;

		if (kept < HEAD_MOST)
			n = recv(c->fd, c->head + kept, HEAD_MOST - kept,
			    MSG_DONTWAIT);
		else
			n = recv(c->fd, rest, sizeof rest, MSG_DONTWAIT);
		if (n <= 0)
			break;
		c->n += (size_t)n;
	}
	return n == 0 ? 0 : errno == EAGAIN ? 1 : -1;
}

static bool
is_whole(struct connection *c)
{
	const char *end;

	c->head[c->n < HEAD_MOST ? c->n : HEAD_MOST] = '\0';
	end = strstr(c->head, "\r\n\r\n");
	return end != NULL && strncmp(c->head, "HTTP/1.", 7) == 0 &&
	       strncmp(c->head + 8, " 200", 4) == 0 &&
	       c->n == (size_t)(end + 4 - c->head) + want;
}

/* Ends the connections that have come to their end; returns how many. */
static int
collect(int timeout_ms)
{
	struct epoll_event event[64];
	int n = epoll_wait(epoll, event, 64, timeout_ms), ended = 0;

	for (int i = 0; i < n; i++) {
		struct connection *c = event[i].data.ptr;
		int r = take(c);

		if (r > 0)
			continue;
		if (r == 0 && is_whole(c))
			good++;
		else
			bad++;
		hang_up(c);
		ended++;
	}
	return ended;
}

static double
own_us(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e6 +
	       (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

static void
storm(int at_once, double seconds)
{
	double begun = now_s(), took, end = begun + seconds;
	unsigned long counted;
	int open = 0;

	while (now_s() < end) {
		for (int i = 0; i < at_once && open < at_once; i++)
			if (pool[i].fd < 0)
				open += dial(&pool[i]);
		open -= collect(100);
	}
	took = now_s() - begun;
	counted = good;
	end = now_s() + LAST_ANSWERS_S;
	while (open > 0 && now_s() < end)
		open -= collect(100);
	printf("%.0f %lu %.1f\n", (double)counted / took,
	    bad + (unsigned long)open,
	    good > 0 ? own_us() / (double)good : 0.0);
}

/* The connections stay open behind their answers. */
static void
hold(int count)
{
	double end = now_s() + LAST_ANSWERS_S;
	char c;

	for (int i = 0; i < count; i++) {
		struct connection *one = &pool[i];

		if (!dial(one))
			continue;
		while (!is_whole(one) && now_s() < end)
			if (collect(100) > 0)
				break;
		good += one->fd >= 0 && is_whole(one);
	}
	printf("%lu\n", good);
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
}

int
main(int argc, char **argv)
{
	bool keep = false;
	int at_once = 32, ms = 1000, opt;

	while ((opt = getopt(argc, argv, "c:m:k")) != -1)
		switch (opt) {
		case 'c':
			at_once = atoi(optarg);
			break;
		case 'm':
			ms = atoi(optarg);
			break;
		case 'k':
			keep = true;
			break;
		default:
			return 64;
		}
	if (argc - optind != 3 || at_once < 1 || at_once > MAX_AT_ONCE)
		return 64;
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((unsigned short)atoi(argv[optind]));
	snprintf(request, sizeof request,
	    "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", argv[optind + 1],
	    keep ? "" : "Connection: close\r\n");
	want = (size_t)atol(argv[optind + 2]);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	for (int i = 0; i < at_once; i++)
		pool[i].fd = -1;
	if (keep)
		hold(at_once);
	else
		storm(at_once, ms / 1e3);
	return 0;
}
