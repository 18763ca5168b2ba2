/*
 * sandbox -- what the process that reads a stranger's bytes can still do:
 * serve, and nothing else.  It needs no privilege and is for good.
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
 * Either mechanism alone keeps files and the network shut; they are both
 * there because a kernel has bugs too.
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
 * A listener enters it once.  Its children inherit all of it, but for what
 * the listener does and they must not: to fork, to kill, to accept, to look
 * at paths, and to make channels and hand connections over.
 *
 * Those calls want a password, a random number in an argument that the kernel
 * ignores and the filter looks at; a child has forgotten it before it reads a
 * byte.  (A second filter in each child costs 20 us a connection; the password
 * costs nothing.)
 */
#ifndef OS_SANDBOX_H
#define OS_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What the process is there for, as a set. */
enum sandbox_role {
	SANDBOX_STREAM = 1,   /* serves a pipe, a file or a terminal */
	SANDBOX_SOCKET = 2,   /* serves a connection */
	SANDBOX_LISTENER = 4, /* forks processes that do the latter */
	SANDBOX_WRITE = 8,    /* stores what it is sent */
	SANDBOX_LIST = 16,    /* says what a directory holds */
	SANDBOX_CGI = 32,     /* asks os/cgi_spawner for scripts */
	SANDBOX_HASH = 64     /* checks passwords */
};

#define SANDBOX_KEEP 32
#define SANDBOX_ROOTS 16
#define SANDBOX_ENDLESS UINT64_MAX

struct sandbox_wants {
	unsigned roles;
	int keep[SANDBOX_KEEP]; /* descriptors besides 0 to 2; -1 is none */
	size_t nkeep;
	size_t nshut; /* the last of these: the listener's, closed in a child */
	/*
	 * Directories, O_PATH will do.  Those that are not to be kept are
	 * closed when it is entered.
	 */
	int read[SANDBOX_ROOTS];  /* beneath these it reads */
	int write[SANDBOX_ROOTS]; /* and beneath these makes, writes, removes */
	size_t nread, nwrite;
	/* Two of those to keep, which have a call of their own; or -1. */
	int spawner;          /* that scripts are asked of */
	int channel;          /* os/crew: of a child to its listener */
	uint64_t descriptors; /* it opens so many at once, at most */
	uint64_t memory;      /* bytes that it maps, and has mapped; or 0 */
	uint64_t file_size;   /* no file grows longer by it; or ENDLESS */
};

/* The parts, as a set. */
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
 * Those without which there is no sandbox to speak of.  The finer parts of
 * Landlock came later, and seccomp covers what they forbid.
 */
#define SANDBOX_REQUIRED                                                       \
	(SANDBOX_NO_NEW_PRIVS | SANDBOX_LANDLOCK | SANDBOX_SECCOMP |           \
	    SANDBOX_LIMITS | SANDBOX_CLOSED)
#define SANDBOX_ALL                                                            \
	(SANDBOX_REQUIRED | SANDBOX_LANDLOCK_NET | SANDBOX_LANDLOCK_SCOPE)

struct sandbox {
	unsigned active, missing; /* sets of sandbox_part */
	uint64_t password;        /* 0 in whoever is not the listener */
};

/*
 * The first step: closes whatever is not to be kept.  What is opened after
 * it stays open, and counts among wants->descriptors.
 */
void sandbox_close(struct sandbox *s, const struct sandbox_wants *);

/* The others, as far as there are any; *s says what was done. */
void sandbox_enter(struct sandbox *s, const struct sandbox_wants *);

/*
 * fork(2), and a call that wants the password, for a listener, in the sandbox
 * or not.  In the child *s is without its password, and so are its registers
 * and stack.  The call answers as syscall(2) does, kill 0 or -errno.
 */
pid_t sandbox_fork(struct sandbox *s);
long sandbox_call(
    const struct sandbox *s, long number, long a, long b, long c, long d);
int sandbox_kill(const struct sandbox *s, pid_t, int number);

/*
 * statx(2) of a path for a listener, type and inode, in the same way: 0 or
 * -errno.  state is a struct statx.
 */
#define SANDBOX_STATX_MASK 0x101u /* STATX_TYPE | STATX_INO */
int sandbox_statx(const struct sandbox *, const char *path, void *state);

/*
 * In such a child: closes all but 0 to 2 and those to keep, its connection or
 * channel among them.  False if the system cannot: it is for the caller then.
 */
bool sandbox_close_child(const struct sandbox_wants *);

/*
 * If the limits are active: no process more, no descriptor above those to
 * keep and those that it will open, no longer file.
 */
void sandbox_enter_child(const struct sandbox_wants *);

/* The name of a part, for a log or -T. */
const char *sandbox_part_name(enum sandbox_part);

#endif
