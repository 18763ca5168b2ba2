/*
 * Descriptors in flight (unix(7), ETOOMANYREFS): a user without capabilities
 * may have RLIMIT_NOFILE of them.  A job for the spawner then waits until there
 * is room, and is answered "busy" if that takes too long; it does not fail.
 */
#define _GNU_SOURCE
#include "os/in_flight.h"

#include "os/cgi_keeper.h"
#include "os/cgi_spawner.h"
#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILES 24 /* the limit; a job is CGI_KEEPER_ENDS of them */

/* Becomes a user of its own, so that no other descriptors count. */
static bool
become_nobody(void)
{
	uid_t id = (uid_t)(200000 + getpid() % 100000);

	return geteuid() != 0 ||
	       (setgroups(0, NULL) == 0 && setgid(id) == 0 && setuid(id) == 0);
}

static int
run_one(int spawner)
{
	struct cgi_spawner_job job = { .script = SPAN("x") };
	struct cgi_spawned script;
	int err = cgi_spawner_run(spawner, &job, &script);

	if (err == 0)
		cgi_spawner_end(&script);
	return err;
}

/* Sends jobs until the kernel takes no more; returns 0, or its -errno. */
static int
fill(int spawner, int most)
{
	int err = 0;

	for (int i = 0; i < most && err == 0; i++)
		err = run_one(spawner);
	return err;
}

/* Starts a process that waits for a byte and then takes job after job. */
static pid_t
start_reader(const int pair[2], int begin)
{
	pid_t pid = fork();
	char buf[1000];

	if (pid != 0)
		return pid;
	close(pair[0]);
	(void)!read(begin, buf, 1);
	while (recv(pair[1], buf, sizeof buf, 0) > 0)
		;
	_exit(0);
}

int
main(void)
{
	struct rlimit files = { FILES, FILES };
	int64_t waited = 0;
	int pair[2], begin[2], err;
	pid_t reader;

	OK(in_flight_wait(-EINTR, &waited) && waited == 0,
	    "an interrupted call is made again at once");
	OK(!in_flight_wait(0, &waited) && !in_flight_wait(-EPIPE, &waited) &&
		waited == 0,
	    "neither success nor another error is waited for");
	while (in_flight_wait(-ETOOMANYREFS, &waited) &&
	       waited <= 2 * (int64_t)IN_FLIGHT_MOST_MS)
		;
	OK(waited >= IN_FLIGHT_MOST_MS && waited < 2 * IN_FLIGHT_MOST_MS,
	    "the wait for room is bounded: %lld ms", (long long)waited);

	(void)signal(SIGPIPE, SIG_IGN);
	if (!become_nobody() || setrlimit(RLIMIT_NOFILE, &files) < 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0 ||
	    pipe2(begin, O_CLOEXEC) < 0)
		return 1;
	err = fill(pair[0], FILES);
	OK(err == -EAGAIN, "nobody takes the jobs: busy, not broken: %d", err);
	reader = start_reader(pair, begin[0]);
	close(pair[1]);
	(void)!write(begin[1], "", 1);
	err = fill(pair[0], 20 * FILES);
	OK(err == 0, "a spawner that is slow: each job waits for it: %d", err);
	close(pair[0]);
	(void)waitpid(reader, NULL, 0);
	return DONE();
}
