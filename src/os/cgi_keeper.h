/*
 * cgi_keeper -- the processes on the other side of os/cgi_spawner: the spawner,
 * which waits for jobs, and the keeper that it forks for each job.
 */
#ifndef OS_CGI_KEEPER_H
#define OS_CGI_KEEPER_H

#include "base/limits.h"
#include "os/cgi_spawner.h"

#include <sys/types.h>

/* The pipe ends that are passed along with a job, in this order. */
enum cgi_keeper_end {
	CGI_KEEPER_IN,
	CGI_KEEPER_OUT,
	CGI_KEEPER_ERR,
	CGI_KEEPER_TELL,
	CGI_KEEPER_ENDS
};

/*
 * One message.  The host and the path, each with a NUL, and the environment
 * follow it.
 */
struct cgi_keeper_job {
	uint32_t prefix, stages;
	uint32_t host_n, script_n; /* without their NUL */
	uint32_t environment_n;
};

struct cgi_keeper_message {
	struct cgi_keeper_job job;
	char rest[LIMIT_HOST + 1 + LIMIT_PATH + LIMIT_CGI];
};

static inline char *
cgi_keeper_path(struct cgi_keeper_message *m)
{
	return m->rest + m->job.host_n + 1;
}

/* One job. Each runs in a process of its own. */
struct cgi_keeper {
	const struct cgi_spawner_setup *setup;
	struct cgi_keeper_message *message;
	int end[CGI_KEEPER_ENDS];
	pid_t handler;
	int directory, script; /* O_PATH */
	const char *name;      /* of the script in the directory */
	char length[48];       /* CONTENT_LENGTH=... of a staged body */
};

/*
 * Room for PATH, CONTENT_LENGTH and NULL, the variables that are known here,
 * and one for each field of the request.
 */
#define CGI_KEEPER_VARIABLES (LIMIT_FIELDS + 40)

/*
 * Opens the script and its directory.  Both have to lie beneath the prefix;
 * symbolic links may lead within it but not out of it.  Returns 0 or -errno.
 */
int cgi_keeper_open(struct cgi_keeper *);

/*
 * Runs in the process of the script: sets its descriptors, limits, signals and
 * directory, and executes it.  Returns -errno if that fails.
 */
int cgi_keeper_execute(struct cgi_keeper *);

/*
 * Returns true if the environment is a sequence of "NAME=value" strings, each
 * ended by a NUL, and each name is one of RFC 3875 4.1 or of the additions of
 * site/cgi, or begins with HTTP_ and is not HTTP_PROXY.  This excludes
 * variables that change how a program is loaded or finds its files.
 */
bool cgi_keeper_allows(struct span environment);

/* Runs a job to its end, in the process of that job. */
void cgi_keeper_run(struct cgi_keeper *);

/* Sends the handler one message about the fate of the script. */
void cgi_keeper_tell(
    const struct cgi_keeper *, enum cgi_spawner_fate, int value);

/* Signal handler for SIGCHLD. Its only effect is to interrupt a wait. */
void cgi_keeper_on_child(int number);

/* Serves jobs until the last handler has gone. Does not return. */
void cgi_keeper_serve(const struct cgi_spawner_setup *, int jobs)
    __attribute__((noreturn));

#endif
