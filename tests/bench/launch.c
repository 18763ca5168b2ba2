/*
 * launch -- what one connection costs, start to finish, for several handlers
 * side by side.
 *
 *	launch [-n ROUNDS] [-r REQUEST] [-s] NAME=COMMAND...
 *
 * Every round takes the handlers in turn.  Each turn connects over loopback,
 * spawns the command (split at spaces, no shell) with the connection on its
 * descriptors 0 and 1, sends REQUEST, reads to the end of the stream and
 * reaps the child.  Interleaving gives each handler the same noise; medians
 * and ratios to the first one are printed, and nothing is checked.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_HANDLERS 16
#define MAX_WORDS 32

struct handler {
	const char *name;
	char *argv[MAX_WORDS];
	double *us;
	long faults, bytes;
};

static const char *request = "GET /1k.txt HTTP/1.0\r\nHost: localhost\r\n\r\n";
static int null_fd;

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static pid_t
spawn(char *const argv[], int fd)
{
	pid_t pid = vfork();

	if (pid == 0) {
		dup2(fd, 0);
		dup2(fd, 1);
		dup2(null_fd, 2);
		execv(argv[0], argv);
		_exit(127);
	}
	return pid;
}

/* One connection; returns its time in microseconds. */
static double
turn(struct handler *h, int listener, const struct sockaddr_in *to)
{
	char buf[65536];
	struct rusage use;
	double begun;
	ssize_t n;
	pid_t pid;
	int client, peer, status;

	client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (client < 0 ||
	    connect(client, (const struct sockaddr *)to, sizeof *to) < 0)
		die("connect");
	if (write(client, request, strlen(request)) < 0)
		die("write");
	begun = now_us();
	peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (peer < 0)
		die("accept");
	pid = spawn(h->argv, peer);
	if (pid < 0)
		die("vfork");
	close(peer);
	h->bytes = 0;
	while ((n = read(client, buf, sizeof buf)) > 0)
		h->bytes += n;
	if (wait4(pid, &status, 0, &use) < 0)
		die("wait4");
	begun = now_us() - begun;
	close(client);
	h->faults = use.ru_minflt;
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 127) {
		fprintf(stderr, "launch: %s: status %#x\n", h->name, status);
		exit(1);
	}
	return begun;
}

static void
parse(struct handler *h, char *arg)
{
	char *eq = strchr(arg, '='), *word;
	size_t n = 0;

	if (eq == NULL) {
		fprintf(stderr, "launch: %s: want NAME=COMMAND\n", arg);
		exit(64);
	}
	*eq = '\0';
	h->name = arg;
	for (word = eq + 1; word != NULL && n < MAX_WORDS - 1;) {
		char *space = strchr(word, ' ');

		if (space != NULL)
			*space++ = '\0';
		h->argv[n++] = word;
		word = space;
	}
}

static void
report(struct handler *h, size_t count, size_t rounds)
{
	double base = 0;

	printf("%-24s %9s %9s %7s %8s %7s\n", "handler", "median us", "p95 us",
	    "ratio", "faults", "bytes");
	for (size_t i = 0; i < count; i++) {
		double median;

		qsort(h[i].us, rounds, sizeof *h[i].us, by_value);
		median = h[i].us[rounds / 2];
		if (i == 0)
			base = median;
		printf("%-24s %9.1f %9.1f %7.2f %8ld %7ld\n", h[i].name, median,
		    h[i].us[rounds * 95 / 100], median / base, h[i].faults,
		    h[i].bytes);
	}
}

int
main(int argc, char **argv)
{
	struct handler h[MAX_HANDLERS];
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof at;
	size_t rounds = 2000, count = 0;
	int listener, opt;

	while ((opt = getopt(argc, argv, "n:r:")) != -1)
		switch (opt) {
		case 'n':
			rounds = strtoul(optarg, NULL, 10);
			break;
		case 'r':
			request = optarg;
			break;
		default:
			return 64;
		}
	memset(h, 0, sizeof h);
	for (; optind < argc && count < MAX_HANDLERS; optind++, count++) {
		parse(&h[count], argv[optind]);
		h[count].us = calloc(rounds + 1, sizeof(double));
	}
	null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&at, len) < 0 ||
	    listen(listener, 16) < 0 ||
	    getsockname(listener, (struct sockaddr *)&at, &len) < 0)
		die("listen");
	for (size_t r = 0; r < rounds; r++)
		for (size_t i = 0; i < count; i++)
			h[i].us[r] = turn(&h[i], listener, &at);
	report(h, count, rounds);
	return 0;
}
