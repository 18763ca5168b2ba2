#define _GNU_SOURCE
#include "os/cgi_keeper.h"

#include "base/text.h"
#include "os/clock.h"
#include "os/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool
is_known(struct span name)
{
	static const char list[][20] = { "AUTH_TYPE", "CONTENT_LENGTH",
		"CONTENT_TYPE", "DOCUMENT_ROOT", "GATEWAY_INTERFACE", "HTTPS",
		"PATH_INFO", "PATH_TRANSLATED", "QUERY_STRING", "REMOTE_ADDR",
		"REMOTE_HOST", "REMOTE_PORT", "REMOTE_USER", "REQUEST_METHOD",
		"REQUEST_SCHEME", "REQUEST_URI", "SCRIPT_FILENAME",
		"SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL",
		"SERVER_SOFTWARE", "SSL_CIPHER", "SSL_CLIENT_S_DN",
		"SSL_CLIENT_S_DN_CN", "SSL_CLIENT_VERIFY", "SSL_PROTOCOL",
		"SSL_TLS_SNI" };

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (span_eq(name, span_str(list[i])))
			return true;
	return false;
}

static bool
is_of_field(struct span name)
{
	if (!span_starts(name, SPAN("HTTP_")) ||
	    span_eq(name, SPAN("HTTP_PROXY")))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!(name.p[i] >= 'A' && name.p[i] <= 'Z') &&
		    !(name.p[i] >= '0' && name.p[i] <= '9') && name.p[i] != '_')
			return false;
	return true;
}

bool
cgi_keeper_allows(struct span environment)
{
	struct span variable, name, value;
	size_t n = 0;

	while (environment.n > 0) {
		if (!span_cut(environment, '\0', &variable, &environment) ||
		    !span_cut(variable, '=', &name, &value) ||
		    !(is_known(name) || is_of_field(name)) ||
		    n++ == CGI_KEEPER_VARIABLES - 3)
			return false;
	}
	return true;
}

void
cgi_keeper_tell(
    const struct cgi_keeper *k, enum cgi_spawner_fate fate, int value)
{
	struct cgi_spawner_word word = { (int32_t)fate, value };

	(void)!write(k->end[CGI_KEEPER_TELL], &word, sizeof word);
}

/*
 * Returns true if the handler has closed its end, so that nobody waits for the
 * answer.
 */
static bool
is_alone(const struct cgi_keeper *k)
{
	struct pollfd p = { .fd = k->end[CGI_KEEPER_TELL] };

	return poll(&p, 1, 0) > 0;
}

/* --- input of unknown length --- */

/*
 * The interval at which the keeper checks whether the handler is still there.
 */
#define LOOK_MS 1000

/* Makes a file without a name, in memory if no disk allows it. */
static int
open_stage(void)
{
	static const char directory[][12] = { "/var/tmp", "/tmp" };
	int fd = -1;

	for (size_t i = 0; i < 2 && fd < 0; i++)
		fd = openat(AT_FDCWD, directory[i],
		    O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		fd = (int)syscall(
		    SYS_memfd_create, "input", 1 /* MFD_CLOEXEC */);
	return fd < 0 ? -errno : fd;
}

/*
 * Waits for input or its end.  An attacker who controls a handler may have sent
 * the two ends of one pipe to several keepers; then neither input nor an end
 * comes.  Returns false when the handler has gone.
 */
static bool
wait_for_input(const struct cgi_keeper *k)
{
	struct pollfd p = { .fd = k->end[CGI_KEEPER_IN], .events = POLLIN };

	while (poll(&p, 1, LOOK_MS) <= 0)
		if (is_alone(k) || (kill(k->handler, 0) < 0 && errno == ESRCH))
			return false;
	return true;
}

/* Copies the input until the handler closes its end; *n counts the bytes. */
static int
copy(const struct cgi_keeper *k, int to, uint64_t *n)
{
	char buf[65536];

	for (*n = 0;;) {
		ssize_t got;
		int err;

		if (!wait_for_input(k))
			return -ECANCELED;
		got = read(k->end[CGI_KEEPER_IN], buf, sizeof buf);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got <= 0)
			return got < 0 ? -errno : 0;
		*n += (uint64_t)got;
		if (*n > k->setup->most_input)
			return -EFBIG;
		err = write_all(to, (struct span){ buf, (size_t)got });
		if (err < 0)
			return err;
	}
}

/*
 * Returns 0, -errno, or -ECANCELED if the handler has not sent the whole input.
 */
static int
stage(struct cgi_keeper *k)
{
	struct text t = TEXT(k->length);
	int fd = open_stage(), err;
	uint64_t n;

	if (fd < 0)
		return fd;
	err = copy(k, fd, &n);
	if (err == 0 && is_alone(k))
		err = -ECANCELED;
	if (err == 0 && lseek(fd, 0, SEEK_SET) < 0)
		err = -errno;
	(void)close(k->end[CGI_KEEPER_IN]);
	k->end[CGI_KEEPER_IN] = fd;
	if (err < 0)
		return err;
	text_put(&t, SPAN("CONTENT_LENGTH="));
	text_u64(&t, n);
	text_char(&t, '\0');
	return 0;
}

/* --- waiting for it --- */

void
cgi_keeper_on_child(int number)
{
	(void)number; /* the signal only interrupts a wait */
}

/*
 * Returns true if the script has exited.  It stays a zombie, so its group id is
 * not reused.
 */
static bool
has_ended(pid_t pid)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | WNOHANG) <
		   0 ||
	       info.si_pid == pid;
}

/*
 * Waits until the script exits.  Returns true if the handler closes its end
 * first, or the clock reaches deadline_ms.  SIGCHLD is blocked except during
 * the wait.
 */
static bool
wait_for(const struct cgi_keeper *k, pid_t pid, int64_t deadline_ms)
{
	struct pollfd p = { .fd = k->end[CGI_KEEPER_TELL] };
	sigset_t all_but_child;

	sigemptyset(&all_but_child);
	while (!has_ended(pid)) {
		int64_t left = deadline_ms - clock_mono_ms();
		struct timespec t = { left / 1000,
			(long)(left % 1000) * 1000000 };

		if (left <= 0)
			return true;
		if (ppoll(&p, 1, &t, &all_but_child) > 0)
			return true;
	}
	return false;
}

/* Sends SIGTERM to the group, waits a moment, and sends SIGKILL to the rest. */
static void
end_script(struct cgi_keeper *k, pid_t pid)
{
	if (kill(-pid, SIGTERM) < 0) /* the script has no group yet */
		(void)kill(pid, SIGTERM);
	/* from now on only the end of the script counts */
	k->end[CGI_KEEPER_TELL] = -1;
	(void)wait_for(k, pid, clock_mono_ms() + LIMIT_CGI_END_MS);
}

static void
keep(struct cgi_keeper *k, pid_t pid)
{
	int64_t deadline = clock_mono_ms() + (int64_t)k->setup->max_ms;
	bool cut;
	int status = -1;

	for (size_t i = 0; i < CGI_KEEPER_TELL; i++)
		(void)close(k->end[i]);
	cut = wait_for(k, pid, deadline);
	if (cut) {
		if (!is_alone(k))
			cgi_keeper_tell(k, CGI_SPAWNER_LATE, 0);
		end_script(k, pid);
	}
	(void)kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!cut)
		cgi_keeper_tell(k, CGI_SPAWNER_ENDED, status);
}

/* Runs in the process of the script, and reports errors to the handler. */
void
cgi_keeper_run(struct cgi_keeper *k)
{
	struct sigaction act = { .sa_handler = cgi_keeper_on_child };
	sigset_t child;
	pid_t pid;
	int err = cgi_keeper_open(k);

	if (err < 0) {
		cgi_keeper_tell(k, CGI_SPAWNER_NO_SCRIPT, -err);
		return;
	}
	if (k->message->job.stages)
		err = stage(k);
	if (err < 0) {
		if (err != -ECANCELED)
			cgi_keeper_tell(k, CGI_SPAWNER_NO_EXEC, -err);
		return;
	}
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &child, NULL);
	(void)sigaction(SIGCHLD, &act, NULL);
	pid = fork();
	if (pid == 0) {
		cgi_keeper_tell(k, CGI_SPAWNER_NO_EXEC, -cgi_keeper_execute(k));
		_exit(126);
	}
	if (pid < 0)
		cgi_keeper_tell(k, CGI_SPAWNER_NO_EXEC, errno);
	else
		keep(k, pid);
}
