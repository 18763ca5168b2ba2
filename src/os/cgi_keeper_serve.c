#define _GNU_SOURCE
#include "os/cgi_keeper.h"
#include "os/kernel.h"
#include "os/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define DESCRIPTORS_MOST 65536

/* --- is it a job? --- */

/*
 * Returns true for a single name of a directory if there are hosts, or for an
 * empty name if there are none.
 */
static bool
is_host(const struct cgi_spawner_setup *setup, struct span host)
{
	if (!setup->hosts)
		return host.n == 0;
	return host.n > 0 && *host.p != '.' &&
	       memchr(host.p, '/', host.n) == NULL &&
	       memchr(host.p, '\0', host.n) == NULL;
}

/*
 * Returns true if the lengths add up and the path is well-formed and never
 * climbs.
 */
static bool
is_sound(const struct cgi_spawner_setup *setup,
    const struct cgi_keeper_message *m, size_t n)
{
	const struct cgi_keeper_job *j = &m->job;
	uint64_t whole = sizeof *j + (uint64_t)j->host_n + 1 +
			 (uint64_t)j->script_n + 1 + (uint64_t)j->environment_n;
	const char *path = m->rest + j->host_n + 1;

	return n >= sizeof *j && whole == n && j->prefix < setup->n &&
	       is_host(setup, (struct span){ m->rest, j->host_n }) &&
	       m->rest[j->host_n] == '\0' && j->script_n > 0 &&
	       memchr(path, '\0', j->script_n + 1) == path + j->script_n &&
	       cgi_keeper_allows(
		   (struct span){ path + j->script_n + 1, j->environment_n });
}

/* Returns true if, in addition, a request could have led to the job. */
static bool
is_permitted(
    const struct cgi_spawner_setup *setup, const struct cgi_keeper_message *m)
{
	const struct cgi_keeper_job *j = &m->job;
	const char *path = m->rest + j->host_n + 1;
	struct cgi_spawner_job job = { .prefix = j->prefix,
		.host = { m->rest, j->host_n },
		.script = { path, j->script_n },
		.stages = j->stages != 0,
		.environment = { path + j->script_n + 1, j->environment_n } };

	return setup->permits == NULL || setup->permits(setup->arg, &job);
}

/* --- the spawner --- */

/* A keeper, and the handler that its job belongs to. */
struct kept {
	pid_t keeper, handler;
};

struct spawner {
	const struct cgi_spawner_setup *setup;
	int jobs;
	/*
	 * Descriptors 0 to 2 of the handlers; one may be a log that all of them
	 * share.
	 */
	struct stat standard[STDERR_FILENO + 1];
	struct kept *kept;
	size_t n, room;
};

/* The default for the most scripts: the largest MaxConnections. */
#define KEPT_MOST 65536

union ancillary {
	struct cmsghdr head;
	char room[CMSG_SPACE(CGI_KEEPER_ENDS * sizeof(int)) +
		  CMSG_SPACE(sizeof(struct ucred))];
};

/*
 * Takes the descriptors that came along, and the sender that the kernel
 * reports.
 */
static void
take_control(struct msghdr *message, int end[CGI_KEEPER_ENDS], pid_t *handler)
{
	const char *at = message->msg_control;
	size_t left = message->msg_controllen, n;
	struct ucred sender;

	for (; left >= sizeof(struct cmsghdr); at += n, left -= n) {
		const struct cmsghdr *c = (const void *)at;

		n = CMSG_ALIGN(c->cmsg_len);
		if (n < sizeof *c || n > left)
			return;
		if (c->cmsg_level != SOL_SOCKET)
			continue;
		if (c->cmsg_type == SCM_RIGHTS &&
		    c->cmsg_len <= CMSG_LEN(CGI_KEEPER_ENDS * sizeof(int)))
			memcpy(end, CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0));
		if (c->cmsg_type == SCM_CREDENTIALS &&
		    c->cmsg_len == CMSG_LEN(sizeof sender)) {
			memcpy(&sender, CMSG_DATA(c), sizeof sender);
			*handler = sender.pid;
		}
	}
}

/*
 * Reads the next job and its pipes.  Returns 0 when there will be none, or
 * -errno.
 */
static ssize_t
receive(int jobs, struct cgi_keeper_message *m, int end[CGI_KEEPER_ENDS],
    pid_t *handler)
{
	struct iovec part = { m, sizeof *m };
	union ancillary control;
	struct msghdr message = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room };
	ssize_t n = syscall(SYS_recvmsg, jobs, &message, MSG_CMSG_CLOEXEC);

	*handler = 0;
	for (size_t i = 0; i < CGI_KEEPER_ENDS; i++)
		end[i] = -1;
	if (n <= 0)
		return n < 0 ? -errno : 0;
	take_control(&message, end, handler);
	return n;
}

static void
reap(struct spawner *s)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (size_t i = 0; i < s->n; i++)
			if (s->kept[i].keeper == pid) {
				s->kept[i] = s->kept[--s->n];
				break;
			}
}

static bool
is_full(const struct spawner *s, pid_t handler)
{
	size_t its = 0;

	for (size_t i = 0; i < s->n; i++)
		its += s->kept[i].handler == handler;
	return s->n >= s->room || its >= CGI_SPAWNER_EACH;
}

/*
 * Returns true for a pipe without a name that is not one of the handlers' own.
 */
static bool
is_fresh_pipe(const struct spawner *s, int fd)
{
	struct stat st;

	if (!pipe_is_nameless(fd) || fstat(fd, &st) < 0)
		return false;
	for (int i = 0; i <= STDERR_FILENO; i++)
		if (st.st_ino == s->standard[i].st_ino &&
		    st.st_dev == s->standard[i].st_dev)
			return false;
	return true;
}

/*
 * Returns true if the ends are pipes that were made for the job: to change the
 * flags of anything else may affect other processes.  Makes the script's ends
 * block, but not those that the keeper and the spawner write to.
 */
static bool
prepare_ends(const struct spawner *s, const int end[CGI_KEEPER_ENDS])
{
	for (size_t i = 0; i < CGI_KEEPER_ENDS; i++)
		if (!is_fresh_pipe(s, end[i]))
			return false;
	for (size_t i = 0; i < CGI_KEEPER_TELL; i++)
		(void)fcntl(end[i], F_SETFL, 0);
	return fcntl(end[CGI_KEEPER_TELL], F_SETFL, O_NONBLOCK) == 0;
}

static void
take(struct spawner *s, struct cgi_keeper_message *m, size_t n,
    const int end[CGI_KEEPER_ENDS], pid_t handler)
{
	struct cgi_keeper k = {
		.setup = s->setup, .message = m, .handler = handler
	};
	pid_t pid;

	memcpy(k.end, end, sizeof k.end);
	/* a handler that has gone has no number, and expects no answer */
	if (handler == 0 || !is_sound(s->setup, m, n) || !prepare_ends(s, end))
		return; /* the handler notices that its pipes are closed */
	if (!is_permitted(s->setup, m)) {
		cgi_keeper_tell(&k, CGI_SPAWNER_NO_SCRIPT, ENOENT);
		return;
	}
	reap(s);
	if (is_full(s, handler)) {
		cgi_keeper_tell(&k, CGI_SPAWNER_NO_EXEC, EAGAIN);
		return;
	}
	pid = fork();
	if (pid == 0) {
		(void)close(s->jobs);
		cgi_keeper_run(&k);
		_exit(0);
	}
	if (pid < 0)
		cgi_keeper_tell(&k, CGI_SPAWNER_NO_EXEC, errno);
	else
		s->kept[s->n++] = (struct kept){ pid, handler };
}

/* Allocates room for the most scripts.  Returns false if memory is short. */
static bool
make_room(struct spawner *s)
{
	s->room = s->setup->most > 0 ? s->setup->most : KEPT_MOST;
	s->kept = mmap(NULL, s->room * sizeof *s->kept, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return s->kept != MAP_FAILED;
}

/*
 * Closes all descriptors except for 0 to 2, which are unused now, the root, and
 * the socket of the jobs.
 */
static void
close_others(int root, int jobs)
{
	int low = root < jobs ? root : jobs, high = root < jobs ? jobs : root;
	int null = openat(AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; i <= STDERR_FILENO; i++)
		if (null < 0 || dup2(null, i) < 0)
			(void)close(i);
	if (low > 3)
		(void)syscall(SYS_close_range, 3, low - 1, 0);
	if (high > low + 1)
		(void)syscall(SYS_close_range, low + 1, high - 1, 0);
	if (syscall(SYS_close_range, high + 1, ~0u, 0) == 0)
		return;
	for (int i = 3; i < DESCRIPTORS_MOST; i++) /* before Linux 5.9 */
		if (i != root && i != jobs)
			(void)close(i);
}

void
cgi_keeper_serve(const struct cgi_spawner_setup *setup, int jobs)
{
	struct spawner spawner = { .setup = setup, .jobs = jobs };
	struct cgi_keeper_message message = { .job = { 0 } };
	struct sigaction act = { .sa_handler = cgi_keeper_on_child };
	static const int ignored[] = { SIGTERM, SIGINT, SIGHUP, SIGPIPE };
	int end[CGI_KEEPER_ENDS];
	pid_t handler;
	ssize_t n;

	for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
		(void)signal(ignored[i], SIG_IGN);
	(void)sigaction(SIGCHLD, &act, NULL); /* SIGCHLD interrupts receive */
	for (int i = 0; i <= STDERR_FILENO; i++)
		(void)fstat(i, &spawner.standard[i]);
	close_others(setup->root, jobs);
	(void)syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)syscall(SYS_prctl, PR_SET_NAME, "minihttp-cgi", 0, 0, 0);
	/*
	 * Processes that scripts leave behind become children of this process;
	 * otherwise minihttpd would take them for handlers.
	 */
	(void)syscall(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (!make_room(&spawner))
		_exit(0);
	while ((n = receive(jobs, &message, end, &handler)) != 0) {
		if (n > 0)
			take(&spawner, &message, (size_t)n, end, handler);
		else if (n == -EINTR)
			reap(&spawner);
		else if (n != -ENOMEM && n != -ENOBUFS)
			break;
		for (size_t i = 0; i < CGI_KEEPER_ENDS; i++)
			if (end[i] >= 0)
				(void)close(end[i]);
	}
	_exit(0);
}
