/*
 * cgi_keeper -- the other side of os/cgi_spawner: the process that waits for
 * jobs, and the one that each job gets.
 */
#ifndef OS_CGI_KEEPER_H
#define OS_CGI_KEEPER_H

#include "base/limits.h"
#include "os/cgi_spawner.h"

/* The ends of the pipes that travel with a job, in this order. */
enum cgi_keeper_end {
	CGI_KEEPER_IN,
	CGI_KEEPER_OUT,
	CGI_KEEPER_ERR,
	CGI_KEEPER_TELL,
	CGI_KEEPER_ENDS
};

/* One message; behind it come host and path with a NUL, the environment. */
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

/* One job, in a process of its own. */
struct cgi_keeper {
	const struct cgi_spawner_setup *setup;
	struct cgi_keeper_message *message;
	int end[CGI_KEEPER_ENDS];
	int directory, script; /* O_PATH */
	const char *name;      /* of the script in the directory */
	char length[48];       /* CONTENT_LENGTH=... of what was staged */
};

/* PATH, CONTENT_LENGTH and NULL, those that we know, and the fields'. */
#define CGI_KEEPER_VARIABLES (LIMIT_FIELDS + 40)

/*
 * The script and its directory, both beneath the prefix, where a link may
 * lead but not out of.  0 or -errno.
 */
int cgi_keeper_open(struct cgi_keeper *);

/*
 * In the script's process: its descriptors, limits, signals and directory,
 * and then the script.  -errno if that fails.
 */
int cgi_keeper_execute(struct cgi_keeper *);

/*
 * "NAME=value" NUL, again and again, and each name is one that RFC 3875 4.1
 * or we know, or begins with HTTP_ and is not HTTP_PROXY.  Nothing that
 * changes how a program is loaded or finds its files.
 */
bool cgi_keeper_allows(struct span environment);

/* In the process of a job: the job, to its end. */
void cgi_keeper_run(struct cgi_keeper *);

/* One word to the handler. */
void cgi_keeper_tell(
    const struct cgi_keeper *, enum cgi_spawner_fate, int value);

/* The handler of SIGCHLD: it interrupts a wait. */
void cgi_keeper_on_child(int number);

/* Serves jobs until no handler is left; does not return. */
void cgi_keeper_serve(const struct cgi_spawner_setup *, int jobs)
    __attribute__((noreturn));

#endif
