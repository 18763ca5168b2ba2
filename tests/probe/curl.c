/*
 * curl -- a libcurl that somebody has taken over: as soon as it is loaded it
 * tries what minihttp-client must not be able to do, and a little of what it
 * must.  For tests/60-sandbox.bats, as libcurl.so.4 in LD_LIBRARY_PATH.
 *
 * A line for each act, "name done" or "name refused", on standard error.  The
 * files to try are in $PROBE_FILES, with colons between.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
say(const char *act, const char *what, int good)
{
	char line[512];
	int n = snprintf(line, sizeof line, "%s %s %s\n", act, what,
	    good ? "done" : "refused");

	(void)!write(STDERR_FILENO, line, (size_t)n);
}

static void
try_file(const char *path)
{
	char new[400];
	int fd = open(path, O_RDONLY);

	(void)snprintf(new, sizeof new, "%s.new", path);
	say("read", path, fd >= 0);
	say("write", path, open(path, O_WRONLY) >= 0);
	say("truncate", path, truncate(path, 0) == 0);
	say("make", path, open(new, O_WRONLY | O_CREAT, 0600) >= 0);
	say("rename", path, rename(path, new) == 0);
	say("remove", path, unlink(new) == 0);
}

static void
try_program(void)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(1);
	}
	say("execute", "true",
	    pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
}

static __attribute__((constructor)) void
take_over(void)
{
	char *files = strdup(getenv("PROBE_FILES"));

	for (char *f = strtok(files, ":"); f != NULL; f = strtok(NULL, ":"))
		try_file(f);
	try_program();
	_exit(0);
}
