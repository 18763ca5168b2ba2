/*
 * cgi_spawner -- a process that starts scripts, since a handler may not
 *
 *	  handler  -- job, four pipes -->  spawner
 *	    |  ^                              | fork, for each job
 *	    |  |                              v
 *	    |  +------------ told ------   keeper
 *	    |                                 | fork, execve
 *	    +---- in, out, err ----------> script
 *
 * The handler reads what strangers send, and may be made to do what they
 * like; so it is confined before it reads, and nothing that it could gain
 * afterwards is worth having.  To let it execute would be the end of that:
 * an interpreter and its libraries need most of the file system.  So the
 * spawner is forked before the confinement, while nobody has said anything,
 * and it takes one kind of message: which of its prefixes, a path beneath
 * it, and an environment of names that are CGI's (RFC 3875 4.1).  It opens
 * the script itself, and holds each job against the rules of the site
 * (permits).  All that a handler gains by it is nearly what any client has
 * already, to have a script of the site executed with what values it likes;
 * only that it need not pass Allow, Deny and Auth before, and says who the
 * peer and the user are.  It has CGI_SPAWNER_EACH of them at most.
 *
 * That is the same in each launch mode: one spawner for a handler that was
 * given a connection or a pipe, one for a listener and all of its children.
 * It and its keepers end by themselves when the last handler has gone, and
 * are nobody's children, so that nobody has to expect them.
 *
 * A keeper, which knows one script, ends it when its time is over or when
 * the handler closes its end of `told`; when the script has ended by itself
 * it kills what is left of its process group.  A script that starts a
 * session of its own escapes that, as a daemon does.
 *
 * The script is executed by its name in its directory, which is held, and
 * not by a descriptor (execveat): its interpreter would have to open that
 * by way of /proc, it would stay open in the script, and $0 would be
 * /dev/fd/3.  Who could exchange the name in between can write to the
 * directory, and needs no race.
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

/* One handler has so many scripts at once: one, and those that are ending. */
#define CGI_SPAWNER_EACH 8

/* Must live as long as the spawner is starting. */
struct cgi_spawner_setup {
	int root;                  /* O_PATH; the prefixes are beneath it */
	const struct span *prefix; /* "/cgi-bin/" */
	size_t n;
	bool hosts;      /* they are beneath a directory of the root, each */
	bool symlinks;   /* follow those that stay beneath the prefix */
	uint64_t max_ms; /* a script's whole time */
	uint64_t memory; /* its data, in bytes; 0 is no limit */
	uint64_t most_input; /* that is staged, in bytes */
	size_t most;         /* scripts at once, of all handlers; 0: many */
	/* What a request could have asked for; NULL: whatever is sound. */
	bool (*permits)(const void *arg, const struct cgi_spawner_job *);
	const void *arg;
};

struct cgi_spawner_job {
	size_t prefix;      /* which of them */
	struct span host;   /* which directory, if there are some; or "" */
	struct span script; /* its path beneath that, without a NUL */
	/*
	 * The length of its input is not known: it is staged until its end,
	 * and then the script is started with its CONTENT_LENGTH.
	 */
	bool stages;
	struct span environment; /* "NAME=value" NUL ...; of names of CGI's */
};

/* The handler's ends, none of which blocks; -1 is closed. */
struct cgi_spawned {
	int in;   /* its standard input */
	int out;  /* its standard output */
	int err;  /* and error */
	int told; /* a struct cgi_spawner_word, once, and the end */
};

enum cgi_spawner_fate {
	CGI_SPAWNER_NO_SCRIPT = 1, /* there is none to open: an errno */
	CGI_SPAWNER_NO_EXEC, /* it cannot be executed: an errno; EAGAIN: there
			      * are too many at once */
	CGI_SPAWNER_LATE,    /* it was killed when its time was over */
	CGI_SPAWNER_ENDED    /* its wait status */
};

struct cgi_spawner_word {
	int32_t fate, value;
};

/* 0 and the descriptor in *spawner, which the caller closes; or -errno. */
int cgi_spawner_start(const struct cgi_spawner_setup *, int *spawner);

/* 0, or -errno and nothing to end. */
int cgi_spawner_run(
    int spawner, const struct cgi_spawner_job *, struct cgi_spawned *);

/* Closes all that is open, so that the script is killed if it lives. */
void cgi_spawner_end(struct cgi_spawned *);

/*
 * What came of it, and closes told: false if nothing has been said yet.  A
 * keeper that ended without a word was killed: CGI_SPAWNER_ENDED, -1.
 */
bool cgi_spawner_hear(struct cgi_spawned *, struct cgi_spawner_word *);

/* Reads or writes once: a count, 0 at the end, or -errno. */
int64_t cgi_spawner_read(int fd, void *, size_t n);
int64_t cgi_spawner_write(int fd, const void *, size_t n);

#endif
