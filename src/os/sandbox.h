/*
 * sandbox -- confines a process that reads what strangers send to serving, and
 * nothing else.  Entering it needs no privilege and cannot be undone.
 *
 *	no_new_privs	no program that it might start gains anything
 *	Landlock	files: beneath these directories, as told; no TCP
 *			bind or connect; no abstract Unix socket and no signal
 *			to the outside
 *	seccomp		only the system calls of sandbox.def, with arguments
 *			checked where it matters; any other ends the process,
 *			by os/obituary and if need be by the kernel, which logs
 *			it too (audit type 1326, dmesg)
 *	limits		no core, no more data, files and descriptors than said
 *	not dumpable	nobody of the same user traces it or reads its memory
 *	close_range	no descriptor but those it was told to keep
 *
 * Landlock and seccomp each deny access to files and the network.  Both are
 * used because a kernel may have bugs in either.
 *
 *	struct sandbox sandbox;
 *	struct sandbox_wants wants = { .roles = SANDBOX_SOCKET };
 *
 *	open every file that is not beneath the root, then
 *	wants.keep[wants.nkeep++] = wants.read[wants.nread++] = root_fd;
 *	sandbox_close(&sandbox, &wants);
 *	sandbox_enter(&sandbox, &wants);
 *	if (sandbox.missing != 0)
 *		say so, or refuse to go on
 *	read the first byte
 *
 * A listener enters the sandbox once.  Its children inherit all of it, except
 * for calls that only the listener may make: fork, kill, accept, examine paths,
 * create channels, and pass connections on.
 *
 * Those calls need a password, which is a random number in an argument that the
 * kernel ignores and the filter checks.  A child forgets it before it reads a
 * byte. (A second filter in each child would cost 20 us a connection; the
 * password costs nothing.)
 */
#ifndef OS_SANDBOX_H
#define OS_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The tasks of the process, as a set. */
enum sandbox_role {
	SANDBOX_STREAM = 1,   /* serves a pipe, a file or a terminal */
	SANDBOX_SOCKET = 2,   /* serves a connection */
	SANDBOX_LISTENER = 4, /* forks processes that serve connections */
	SANDBOX_WRITE = 8,    /* stores uploads */
	SANDBOX_LIST = 16,    /* lists directories */
	SANDBOX_CGI = 32,     /* asks os/cgi_spawner to run scripts */
	SANDBOX_HASH = 64,    /* checks passwords */
	SANDBOX_HANDED = 128  /* gets connections from minihttp-tls */
};

#define SANDBOX_KEEP 32
#define SANDBOX_ROOTS 16
#define SANDBOX_ENDLESS UINT64_MAX

struct sandbox_wants {
	unsigned roles;
	int keep[SANDBOX_KEEP]; /* descriptors besides 0 to 2; -1: unused */
	size_t nkeep;
	size_t nshut; /* a child closes the last nshut of keep[] */
	/*
	 * Directories, as descriptors, of which O_PATH ones are sufficient.
	 * Those that are not also in keep[] are closed when the sandbox is
	 * entered.
	 */
	int read[SANDBOX_ROOTS];  /* may read beneath these */
	int write[SANDBOX_ROOTS]; /* may create, write and remove beneath these
				   */
	size_t nread, nwrite;
	/*
	 * Two descriptors of keep[] for which a special call is allowed; or -1.
	 */
	int spawner;          /* of os/cgi_spawner */
	int channel;          /* os/crew: from a child to its listener */
	uint64_t descriptors; /* most descriptors that it opens at once */
	uint64_t memory;      /* most bytes mapped in all; or 0 */
	uint64_t file_size;   /* most length of a file; or ENDLESS */
};

/* The parts of the sandbox, as a set. */
enum sandbox_part {
	SANDBOX_NO_NEW_PRIVS = 1,
	SANDBOX_LANDLOCK = 2,       /* files */
	SANDBOX_LANDLOCK_NET = 4,   /* TCP, from ABI 4 on */
	SANDBOX_LANDLOCK_SCOPE = 8, /* abstract sockets, signals: ABI 6 */
	SANDBOX_SECCOMP = 16,
	SANDBOX_LIMITS = 32, /* and not dumpable */
	SANDBOX_CLOSED = 64  /* descriptors */
};

/*
 * The parts that Sandbox require demands.  The finer parts of Landlock were
 * added to the kernel later, and seccomp covers what they forbid.
 */
#define SANDBOX_REQUIRED                                                       \
	(SANDBOX_NO_NEW_PRIVS | SANDBOX_LANDLOCK | SANDBOX_SECCOMP |           \
	    SANDBOX_LIMITS | SANDBOX_CLOSED)
#define SANDBOX_ALL                                                            \
	(SANDBOX_REQUIRED | SANDBOX_LANDLOCK_NET | SANDBOX_LANDLOCK_SCOPE)

struct sandbox {
	unsigned active, missing; /* sets of sandbox_part */
	uint64_t password;        /* 0 in every process but the listener */
	void *stack;              /* of the children, or NULL: a copy of ours */
	void (*run)(void *arg);   /* what the next child does */
	void *arg;
};

/*
 * Takes the first step: closes every descriptor that is not to be kept.
 * Descriptors that are opened later stay open, and count among
 * wants->descriptors.
 */
void sandbox_close(struct sandbox *s, const struct sandbox_wants *);

/*
 * Takes the other steps, as far as the kernel supports them.  Afterwards
 * s->active and s->missing say which parts are in force.
 */
void sandbox_enter(struct sandbox *s, const struct sandbox_wants *);

/*
 * Gives the children of a listener a stack of their own and withholds ours: see
 * os/sandbox_stack.  Call it between sandbox_close and sandbox_enter.  *s must
 * not be on the stack.
 */
void sandbox_part_stack(struct sandbox *s);

/*
 * Make the calls that need the password, for a listener inside or outside the
 * sandbox.  sandbox_fork returns the process, or -1 with errno; the child runs
 * the function, which must not return.  In the child, *s, the registers and the
 * stack do not contain the password.  sandbox_call returns what syscall(2)
 * does, and sandbox_kill returns 0 or -errno.
 */
pid_t sandbox_fork(struct sandbox *s, void (*run)(void *arg), void *arg);
long sandbox_call(
    const struct sandbox *s, long number, long a, long b, long c, long d);
int sandbox_kill(const struct sandbox *s, pid_t, int number);

/*
 * Calls statx(2) for a path on behalf of a listener, for the type and inode.
 * state points to a struct statx.  Returns 0 or -errno.
 */
#define SANDBOX_STATX_MASK 0x101u /* STATX_TYPE | STATX_INO */
int sandbox_statx(const struct sandbox *, const char *path, void *state);

/*
 * In a child of a listener, closes all descriptors except 0 to 2 and those to
 * keep, which include its connection or channel.  Returns false if the system
 * cannot; the caller then has to do it.
 */
bool sandbox_close_child(const struct sandbox_wants *);

/*
 * In a child of a listener, if the limits are active, allows no further
 * process, no descriptors beyond those to keep and to open, and no longer file.
 */
void sandbox_enter_child(const struct sandbox_wants *);

/* Returns the name of a part, for a log or -T. */
const char *sandbox_part_name(enum sandbox_part);

#endif
