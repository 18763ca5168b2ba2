#define _GNU_SOURCE
#include "os/cgi_keeper.h"
#include "os/docroot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Returns "/cgi-bin/" as a path beneath the root. */
static bool
prefix_path(struct span prefix, char path[LIMIT_PATH])
{
	size_t n = prefix.n;

	while (n > 1 && prefix.p[n - 1] == '/')
		n--;
	if (n > LIMIT_PATH)
		return false;
	memcpy(path, prefix.p + 1, n - 1);
	path[n - 1] = '\0';
	return true;
}

/* Returns the last slash of the path, or NULL if there is none. */
static char *
last_slash(char *path)
{
	char *slash = NULL;

	for (char *p = path; *p != '\0'; p++)
		if (*p == '/')
			slash = p;
	return slash;
}

int
cgi_keeper_open(struct cgi_keeper *k)
{
	const struct cgi_spawner_setup *s = k->setup;
	struct docroot root = { s->root, false };
	char *path = cgi_keeper_path(k->message), *slash = last_slash(path);
	char prefix[LIMIT_PATH];
	struct docroot base;
	struct stat st;

	if (s->hosts) {
		int err = docroot_enter(&root, k->message->rest, &root);

		if (err < 0)
			return err;
	}
	if (!prefix_path(s->prefix[k->message->job.prefix], prefix))
		return -ENAMETOOLONG;
	base = (struct docroot){ docroot_open_beneath(&root, prefix,
				     O_PATH | O_DIRECTORY | O_CLOEXEC,
				     s->symlinks),
		false };
	if (base.fd < 0)
		return base.fd;
	k->script =
	    docroot_open_beneath(&base, path, O_PATH | O_CLOEXEC, s->symlinks);
	if (k->script < 0)
		return k->script;
	if (fstat(k->script, &st) < 0 || !S_ISREG(st.st_mode))
		return -EACCES;
	k->name = path;
	k->directory = base.fd;
	if (slash == NULL)
		return 0;
	*slash = '\0';
	k->name = slash + 1;
	k->directory = docroot_open_beneath(
	    &base, path, O_PATH | O_DIRECTORY | O_CLOEXEC, s->symlinks);
	return k->directory < 0 ? k->directory : 0;
}

/*
 * Sets the soft and the hard limit, but never above the current one.
 * RLIM_INFINITY is the largest value.
 */
static void
limit(int what, uint64_t most)
{
	struct {
		uint64_t soft, hard;
	} to;

	if (syscall(SYS_prlimit64, 0, what, NULL, &to) < 0)
		return;
	to.hard = to.hard < most ? to.hard : most;
	to.soft = to.soft < to.hard ? to.soft : to.hard;
	(void)syscall(SYS_prlimit64, 0, what, &to, NULL);
}

/*
 * Resets signals to what any program expects, whatever the handler ignores or
 * blocks.
 */
static void
reset_signals(void)
{
	/* The kernel's struct sigaction: SIG_DFL, and nothing else. */
	static const uint64_t usual[4] = { 0 };
	sigset_t none;

	/* A system call, because libc keeps a few signals for itself. */
	for (int i = 1; i < 65; i++)
		(void)syscall(SYS_rt_sigaction, i, usual, NULL, 8);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static void
make_environment(struct cgi_keeper *k, char *search_path,
    char *variable[CGI_KEEPER_VARIABLES])
{
	const struct cgi_keeper_job *j = &k->message->job;
	struct span rest = { cgi_keeper_path(k->message) + j->script_n + 1,
		j->environment_n },
		    one;
	size_t n = 0;

	variable[n++] = search_path;
	if (k->length[0] != '\0')
		variable[n++] = k->length;
	while (span_cut(rest, '\0', &one, &rest))
		variable[n++] = (char *)(uintptr_t)one.p;
	variable[n] = NULL;
}

/*
 * Starts a session: the script has no terminal, and a process group that can be
 * killed.  If its keeper is killed, the script is at least in a group of its
 * own.
 */
int
cgi_keeper_execute(struct cgi_keeper *k)
{
	char *variable[CGI_KEEPER_VARIABLES], name[LIMIT_NAME + 2] = "./";
	char *argument[] = { name, NULL };
	char search_path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
	size_t n = strlen(k->name);

	if (n >= LIMIT_NAME)
		return -ENAMETOOLONG;
	memcpy(name + 2, k->name, n + 1);
	(void)setsid();
	(void)syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (dup2(k->end[CGI_KEEPER_IN], STDIN_FILENO) < 0 ||
	    dup2(k->end[CGI_KEEPER_OUT], STDOUT_FILENO) < 0 ||
	    dup2(k->end[CGI_KEEPER_ERR], STDERR_FILENO) < 0 ||
	    syscall(SYS_fchdir, k->directory) < 0)
		return -errno;
	limit(RLIMIT_CORE, 0);
	if (k->setup->memory > 0)
		limit(RLIMIT_DATA, k->setup->memory);
	make_environment(k, search_path, variable);
	reset_signals();
	(void)execve(name, argument, variable);
	return -errno;
}
