/*
 * cgi_spawner -- a process that starts scripts, because a handler may not.
 *
 *	  handler  -- job, four pipes -->  spawner
 *	    |  ^                              | fork, for each job
 *	    |  |                              v
 *	    |  +------------ told ------   keeper
 *	    |                                 | fork, execve
 *	    +---- in, out, err ----------> script
 *
 * The handler reads what strangers send, and an attacker may take it over.  It
 * is therefore confined before it reads, and must not gain anything useful
 * afterwards.  If it could execute scripts itself, this confinement would be
 * worthless, because an interpreter and its libraries need most of the file
 * system.
 *
 * So the spawner is forked before the confinement, before any client has sent a
 * byte.  It accepts one kind of message: the number of a prefix, a path beneath
 * it, and an environment whose names are those of CGI (RFC 3875 4.1).  It opens
 * the script itself and checks each job against the rules of the site
 * (permits).  An attacker who controls a handler thus gains little that a
 * client does not have already: the attacker can have a script of the site
 * executed with arbitrary values, can skip Allow, Deny and Auth, and can choose
 * the address and the user that the script sees.  At most CGI_SPAWNER_EACH
 * scripts of a handler run at once.
 *
 * This is the same in each launch mode: a handler that was given a connection
 * or a pipe has a spawner of its own, and a listener shares one with all of its
 * children.  The spawner and its keepers exit by themselves when the last
 * handler has gone.  They are not children of any handler, so no handler has to
 * wait for them.
 *
 * A keeper is responsible for one script.  It kills the script when its time is
 * over or when the handler closes its end of `told`.  When the script has
 * exited by itself, the keeper kills what is left of its process group.  A
 * script that starts a session of its own escapes this, as a daemon does.
 *
 * The script is executed by its name in its directory, of which a descriptor is
 * held, and not by a descriptor of the file (execveat).  With the latter the
 * interpreter would have to open the file through /proc, the descriptor would
 * stay open in the script, and $0 would be /dev/fd/3.  A process that could
 * replace the name in between can write to the directory anyway, and does not
 * need to win a race.
 *
 *	err = cgi_spawner_start(&setup, &spawner);
 *	confine ourselves
 *	err = cgi_spawner_run(spawner, &job, &script);
 *	write to script.in, read script.out, script.err and script.told
 *	cgi_spawner_end(&script);
 */
#ifndef OS_CGI_SPAWNER_H
#define OS_CGI_SPAWNER_H

#include "base/span.h"

struct cgi_spawner_job;

/*
 * Scripts that one handler may have at once: the current one, and those that
 * are still ending.
 */
#define CGI_SPAWNER_EACH 8

/* Has to stay valid until cgi_spawner_start returns. */
struct cgi_spawner_setup {
	int root;                  /* O_PATH; the prefixes are beneath it */
	const struct span *prefix; /* "/cgi-bin/" */
	size_t n;
	bool hosts;          /* each host has its directory beneath the root */
	bool symlinks;       /* follow those that stay beneath the prefix */
	uint64_t max_ms;     /* a script's whole time */
	uint64_t memory;     /* its data, in bytes; 0 is no limit */
	uint64_t most_input; /* of a staged body, in bytes */
	size_t most;         /* scripts of all handlers at once; 0: many */
	/*
	 * Returns true if a request could have asked for this job.  NULL
	 * permits every well-formed job.
	 */
	bool (*permits)(const void *arg, const struct cgi_spawner_job *);
	const void *arg;
};

struct cgi_spawner_job {
	size_t prefix;      /* index of the prefix */
	struct span host;   /* directory of the host, or "" */
	struct span script; /* its path beneath the prefix, without a NUL */
	/*
	 * The length of the input is not known: the spawner stages the input
	 * until its end, and then starts the script with the right
	 * CONTENT_LENGTH.
	 */
	bool stages;
	struct span environment; /* "NAME=value" NUL ...; names of CGI only */
};

/* The handler's ends of the pipes.  None of them blocks; -1 means closed. */
struct cgi_spawned {
	int in;   /* its standard input */
	int out;  /* its standard output */
	int err;  /* its standard error */
	int told; /* a struct cgi_spawner_word, once, and the end */
};

enum cgi_spawner_fate {
	CGI_SPAWNER_NO_SCRIPT = 1, /* no script can be opened; value: errno */
	CGI_SPAWNER_NO_EXEC, /* not executable; value: errno, or EAGAIN: busy */
	CGI_SPAWNER_LATE,    /* it was killed when its time was over */
	CGI_SPAWNER_ENDED    /* its wait status */
};

struct cgi_spawner_word {
	int32_t fate, value;
};

/*
 * Starts a spawner and sets *spawner to its descriptor, which the caller
 * closes.  Returns 0 or -errno.
 */
int cgi_spawner_start(const struct cgi_spawner_setup *, int *spawner);

/*
 * Starts a script.  Returns 0 and sets the descriptors, or returns -errno;
 * after an error do not call cgi_spawner_end.  -EAGAIN: the spawner has too
 * many jobs before this one, and did not take it within IN_FLIGHT_MOST_MS
 * (os/in_flight).
 */
int cgi_spawner_run(
    int spawner, const struct cgi_spawner_job *, struct cgi_spawned *);

/* Closes all open descriptors; if the script is still running, it is killed. */
void cgi_spawner_end(struct cgi_spawned *);

/*
 * Reads the fate of the script and closes told.  Returns false if the keeper
 * has not reported anything yet.  If the keeper ended without a report, it was
 * killed, and the result is CGI_SPAWNER_ENDED with -1.
 */
bool cgi_spawner_hear(struct cgi_spawned *, struct cgi_spawner_word *);

/* Read or write once. Return a count, 0 at the end, or -errno. */
int64_t cgi_spawner_read(int fd, void *, size_t n);
int64_t cgi_spawner_write(int fd, const void *, size_t n);

#endif
