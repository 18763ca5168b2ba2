/*
 * load -- connections to a server on loopback, each with one GET.
 *
 *	load [-c AT_ONCE] [-m MILLISECONDS] PORT PATH BYTES
 *	load -k -c COUNT PORT PATH BYTES
 *
 * The first form opens connections as fast as it can, AT_ONCE of them open at
 * any time.  A connection is good if it was answered with 200 and BYTES bytes
 * and then closed by the server.  load prints on one line how many were good
 * in each second; how many were not; how many were good in all; the median and
 * the 99th percentile of the microseconds from before the connect to the close;
 * and the microseconds of processor time that load itself took for each.  On
 * standard error it says what went wrong with the first that was not good.
 *
 * With -k it opens COUNT connections, has a request answered on each, prints
 * how many were, and holds them open until its standard input ends.  They come
 * from several addresses of loopback, so that the ports of 127.0.0.1 stay free.
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

#define MAX_AT_ONCE 65536
#define LAST_ANSWERS_S 5
#define HOLD_S 60
#define CONNECTIONS_PER_ADDRESS 8192
#define MAX_SAMPLES (1 << 21)
#define HEAD_MOST 2047

struct connection {
	int fd;
	double begun; /* when it was dialled, in seconds */
	size_t n;     /* bytes of the answer so far */
	char head[HEAD_MOST + 1];
};

static struct connection *pool;
static float sample_us[MAX_SAMPLES];
static size_t samples;
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

/* Counts a connection that is not good, and says of the first one why. */
static void
fail(const char *what, int error)
{
	if (bad++ == 0)
		fprintf(stderr, "%s%s%s\n", what, error != 0 ? ": " : "",
		    error != 0 ? strerror(error) : "");
}

static void
hang_up(struct connection *c)
{
	close(c->fd);
	c->fd = -1;
}

/* Its source address is 127.0.1.N; 0 leaves the choice to the kernel. */
static void
come_from(int fd, int n)
{
	struct sockaddr_in from = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(0x7f000100 + (unsigned)n) };
	int on = 1;

	if (n == 0)
		return;
	(void)setsockopt(
	    fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
	(void)bind(fd, (struct sockaddr *)&from, sizeof from);
}

/* Connects and sends the request; returns false, counted, if that failed. */
static bool
dial(struct connection *c, int source)
{
	struct linger reset = { 1, 0 };
	struct timeval most = { 2, 0 };
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };

	c->n = 0;
	c->begun = now_s();
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
	(void)setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
	come_from(c->fd, source);
	/* Over loopback this waits only where the backlog is full. */
	if (connect(c->fd, (struct sockaddr *)&to, sizeof to) < 0)
		fail("connecting failed", errno);
	else if (send(c->fd, request, strlen(request), MSG_NOSIGNAL) < 0)
		fail("sending the request failed", errno);
	else if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event) < 0)
		fail("epoll_ctl failed", errno);
	else
		return true;
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

static void
judge(struct connection *c, int r)
{
	char what[64];

	if (r < 0) {
		fail("reading the answer failed", errno);
	} else if (is_whole(c)) {
		good++;
		if (samples < MAX_SAMPLES)
			sample_us[samples++] =
			    (float)((now_s() - c->begun) * 1e6);
	} else {
		snprintf(what, sizeof what,
		    "the answer was \"%.12s\", %zu bytes", c->head, c->n);
		what[strcspn(what, "\r\n")] = '\0';
		fail(c->n > 0 ? what : "closed without an answer", 0);
	}
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
		judge(c, r);
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

static int
compare(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* Needs sorted samples. */
static double
percentile(double part)
{
	return samples > 0 ? sample_us[(size_t)(part * (double)(samples - 1))]
			   : 0;
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
				open += dial(&pool[i], 0);
		open -= collect(100);
	}
	took = now_s() - begun;
	counted = good;
	end = now_s() + LAST_ANSWERS_S;
	while (open > 0 && now_s() < end)
		open -= collect(100);
	for (; open > 0; open--)
		fail("no answer within five seconds", 0);
	qsort(sample_us, samples, sizeof *sample_us, compare);
	printf("%.0f %lu %lu %.0f %.0f %.1f\n", (double)counted / took, bad,
	    good, percentile(0.5), percentile(0.99),
	    good > 0 ? own_us() / (double)good : 0.0);
}

/* The connections stay open behind their answers. */
static void
hold(int count)
{
	double end = now_s() + HOLD_S;
	char c;

	for (int i = 0; i < count; i++) {
		struct connection *one = &pool[i];

		if (!dial(one, 1 + i / CONNECTIONS_PER_ADDRESS))
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
	pool = calloc((size_t)at_once, sizeof *pool);
	if (pool == NULL)
		return 71;
	for (int i = 0; i < at_once; i++)
		pool[i].fd = -1;
	if (keep)
		hold(at_once);
	else
		storm(at_once, ms / 1e3);
	return 0;
}
