/*
 * The filter is a plain list of comparisons, put together when it is wanted:
 * each process then has only the calls of its roles.
 *
 *	   load the first argument	only to be not cached, see below
 *	   load the architecture	other than ours: kill
 *	   load the call number
 *	   is it clock_gettime?		allow
 *	   ...
 *	   is it shutdown?		go to its conditions
 *	   ...
 *	   trap
 *	   shutdown's: load the second argument; SHUT_WR? allow, else trap
 *	   ...
 *	   allow
 *	   trap
 *
 * A trap is SIGSYS with the number of the call, which is not made: so that
 * os/obituary can name it.  Without a handler, or where SIGSYS is blocked or
 * ignored, the kernel kills.
 *
 * A balanced tree decides in fewer steps and has twice the instructions; and
 * instructions are what costs, since the kernel compiles them (0.12 us each
 * here) for a process that will make twenty calls.  The kernel also tries
 * the filter with each of its 900 call numbers (30 us with a list of 35, 10
 * with a tree) to remember which are always allowed, but gives up at the
 * first instruction that looks at an argument: so that one comes first,
 * unless the process is to live long (tests/bench/README.md).
 */
#define _GNU_SOURCE
#include "os/kernel.h"
#include "os/sandbox_parts.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/seccomp.h */
#define SET_MODE_FILTER 1
/* SECCOMP_FILTER_FLAG_LOG; a filter that kills logs without it */
#define FLAG_LOG 2

enum argument_check {
#define CHECK(name, meaning) CHECK_##name,
#include "os/sandbox_check.def"
#undef CHECK
	CHECKS
};

#define CONDITIONS SANDBOX_CONDITIONS
#define CONSTANT SANDBOX_CONSTANT
#define PASSWORD_LOW SANDBOX_PASSWORD_LOW
#define PASSWORD_HIGH SANDBOX_PASSWORD_HIGH
#define SPAWNER SANDBOX_SPAWNER
#define CHANNEL SANDBOX_CHANNEL
#define ALL_BITS 0xffffffffu
#define O_ACCMODE_BITS 3 /* musl includes O_PATH in O_ACCMODE */

/* A pointer that is NULL has two words of zeros. */
#define NULL_AT(n)                                                             \
	{ SECCOMP_ARGUMENT(n), ALL_BITS, 0, CONSTANT },                        \
	{                                                                      \
		SECCOMP_ARGUMENT(n) + 4, ALL_BITS, 0, CONSTANT                 \
	}

/* An int argument, as of ioctl and shutdown, is the low word. */
static const struct sandbox_condition condition[CHECKS][CONDITIONS] = {
	[CHECK_READ_NO_FOLLOW] = { { SECCOMP_ARGUMENT(2),
	    O_NOFOLLOW | O_ACCMODE_BITS | O_CREAT | O_TRUNC, O_NOFOLLOW,
	    CONSTANT } },
	[CHECK_OF_DESCRIPTOR] = { { SECCOMP_ARGUMENT(3), ALL_BITS,
	    AT_EMPTY_PATH, CONSTANT } },
	/*
	 * only to the connected peer, and with no flag that opens a connection
	 */
	[CHECK_PLAIN_SEND] = { { SECCOMP_ARGUMENT(3),
				   ~(uint32_t)SECCOMP_SEND_FLAGS, 0, CONSTANT },
	    NULL_AT(4) },
	/*
	 * the other two values would shut a listening socket for all its users
	 */
	[CHECK_WRITE_END] = { { SECCOMP_ARGUMENT(1), ALL_BITS, SHUT_WR,
	    CONSTANT } },
	[CHECK_NO_DELAY] = { { SECCOMP_ARGUMENT(1), ALL_BITS, IPPROTO_TCP,
				 CONSTANT },
	    { SECCOMP_ARGUMENT(2), ALL_BITS, TCP_NODELAY, CONSTANT } },
	[CHECK_OUT_QUEUE] = { { SECCOMP_ARGUMENT(1), ALL_BITS, TIOCOUTQ,
	    CONSTANT } },
	/* only at the current position of the output */
	[CHECK_OUT_IN_ORDER] = { NULL_AT(3) },
	[CHECK_OWN_LIMITS] = { { SECCOMP_ARGUMENT(0), ALL_BITS, 0, CONSTANT } },
	/*
	 * only for reading and writing, never executing; anonymous and private
	 */
	[CHECK_PLAIN_MEMORY] = { { SECCOMP_ARGUMENT(2), ALL_BITS,
				     PROT_READ | PROT_WRITE, CONSTANT },
	    { SECCOMP_ARGUMENT(3), ALL_BITS,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, CONSTANT } },
	[CHECK_PASSWORD] = { { SECCOMP_ARGUMENT(5), ALL_BITS, 0, PASSWORD_LOW },
	    { SECCOMP_ARGUMENT(5) + 4, ALL_BITS, 0, PASSWORD_HIGH } },
	/* otherwise descriptors could be passed to a peer on a Unix socket */
	[CHECK_TO_SPAWNER] = { { SECCOMP_ARGUMENT(0), ALL_BITS, 0, SPAWNER },
	    { SECCOMP_ARGUMENT(2), ALL_BITS, MSG_NOSIGNAL, CONSTANT } },
	/* otherwise a peer on a Unix socket could pass descriptors in */
	[CHECK_OF_CHANNEL] = { { SECCOMP_ARGUMENT(0), ALL_BITS, 0, CHANNEL } },
	/*
	 * only for this process, and only to the low priority, which is final
	 */
	[CHECK_LESS_URGENT] = { { SECCOMP_ARGUMENT(0), ALL_BITS, PRIO_PROCESS,
				    CONSTANT },
	    { SECCOMP_ARGUMENT(1), ALL_BITS, 0, CONSTANT },
	    { SECCOMP_ARGUMENT(2), ALL_BITS, LIMIT_CHECK_NICE, CONSTANT } },
	/* only the file of the descriptor, and none by a path */
	[CHECK_OPENED_HERE_ITSELF] = { NULL_AT(1) },
};

/*
 * Returns true for checks that admit no descriptor from before the sandbox,
 * since other processes share those: logs, passwords, the spawner.  The
 * connection of a listener's child was accepted later, and is not one of them.
 */
static bool
is_of_opened(enum argument_check check, unsigned roles)
{
	return check == CHECK_OPENED_HERE ||
	       check == CHECK_OPENED_HERE_ITSELF ||
	       (check == CHECK_WRITE_END && (roles & SANDBOX_LISTENER));
}

#define SERVE (SANDBOX_STREAM | SANDBOX_SOCKET)
#define SOCKET SANDBOX_SOCKET
#define STREAM SANDBOX_STREAM
#define LISTENER SANDBOX_LISTENER
#define WRITE SANDBOX_WRITE
#define LIST SANDBOX_LIST
#define CGI SANDBOX_CGI
#define HASH SANDBOX_HASH
#define HANDED SANDBOX_HANDED

static const struct {
	uint16_t number;
	uint8_t roles, check;
} call[] = {
#define CALL(name, roles, check, needed_by)                                    \
	{ SYS_##name, roles, CHECK_##check },
#include "os/sandbox.def"
#undef CALL
};

#define CALLS (sizeof call / sizeof *call)

struct program {
	struct seccomp_insn *insn;
	size_t n;
	/* Jumps whose targets are not known yet. */
	uint8_t to_allow[CALLS + CHECKS], to_trap[CALLS + CHECKS];
	/* the jumps to the trap */
	uint8_t if_equal[SANDBOX_KEEP + STDERR_FILENO + 1];
	size_t nallow, ntrap, nequal;
	const struct sandbox_wants *wants;
	uint64_t password;
};

static size_t
put(struct program *p, uint16_t code, uint32_t k)
{
	p->insn[p->n] = (struct seccomp_insn){ .code = code, .k = k };
	return p->n++;
}

static uint32_t
value_of(const struct program *p, const struct sandbox_condition *c)
{
	switch (c->source) {
	case CONSTANT:
		return c->value;
	case PASSWORD_LOW:
		return (uint32_t)p->password;
	case PASSWORD_HIGH:
		return (uint32_t)(p->password >> 32);
	case SPAWNER:
		return (uint32_t)p->wants->spawner;
	case CHANNEL:
		return (uint32_t)p->wants->channel;
	}
	return 0;
}

/*
 * Returns true if a child closes the descriptor, so that a file it opens may
 * get the number.
 */
static bool
is_shut(const struct sandbox_wants *wants, int fd)
{
	for (size_t i = wants->nkeep - wants->nshut; i < wants->nkeep; i++)
		if (wants->keep[i] == fd)
			return true;
	return false;
}

/* Emits comparisons that admit neither 0 to 2 nor a descriptor that is kept. */
static void
put_opened_here(struct program *p)
{
	const struct sandbox_wants *wants = p->wants;

	put(p, SECCOMP_LOAD, SECCOMP_ARGUMENT(0));
	p->nequal = 0;
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (!is_shut(wants, fd))
			p->if_equal[p->nequal++] = (uint8_t)put(
			    p, SECCOMP_JUMP_IF_EQUAL, (uint32_t)fd);
	for (size_t i = 0; i < wants->nkeep - wants->nshut; i++)
		if (wants->keep[i] > STDERR_FILENO)
			p->if_equal[p->nequal++] = (uint8_t)put(
			    p, SECCOMP_JUMP_IF_EQUAL, (uint32_t)wants->keep[i]);
	put(p, SECCOMP_RETURN, SECCOMP_ALLOW);
	for (size_t i = 0; i < p->nequal; i++)
		p->insn[p->if_equal[i]].jt =
		    (uint8_t)(p->n - p->if_equal[i] - 1);
	put(p, SECCOMP_RETURN, SECCOMP_TRAP);
}

/* Emits conditions, all of which have to hold. */
static void
put_check(struct program *p, enum argument_check check)
{
	size_t last = 0, n = 0;

	for (; n < CONDITIONS && condition[check][n].mask != 0; n++) {
		const struct sandbox_condition *c = &condition[check][n];

		put(p, SECCOMP_LOAD, c->at);
		if (c->mask != ALL_BITS)
			put(p, SECCOMP_AND, c->mask);
		last = put(p, SECCOMP_JUMP_IF_EQUAL, value_of(p, c));
		p->to_trap[p->ntrap++] = (uint8_t)last;
	}
	if (is_of_opened(check, p->wants->roles))
		put_opened_here(p);
	else
		p->to_allow[p->nallow++] = (uint8_t)last;
}

/* Emits the two ends, which all checks share. */
static void
put_ends(struct program *p)
{
	for (size_t i = 0; i < p->nallow; i++)
		p->insn[p->to_allow[i]].jt =
		    (uint8_t)(p->n - p->to_allow[i] - 1);
	put(p, SECCOMP_RETURN, SECCOMP_ALLOW);
	for (size_t i = 0; i < p->ntrap; i++)
		p->insn[p->to_trap[i]].jf = (uint8_t)(p->n - p->to_trap[i] - 1);
	put(p, SECCOMP_RETURN, SECCOMP_TRAP);
}

/*
 * Returns the check of a call, which may be listed for several roles: none if
 * one of the roles has no conditions.
 */
static enum argument_check
check_of(size_t i, unsigned roles)
{
	enum argument_check check = (enum argument_check)call[i].check;

	for (size_t j = 0; check != CHECK_ANY && j < CALLS; j++)
		if (call[j].number == call[i].number &&
		    (call[j].roles & roles) && call[j].check == CHECK_ANY)
			check = CHECK_ANY;
	return check;
}

/*
 * Emits a comparison with each call that the roles make.  Notes its check in
 * want, and returns how many there are.
 */
static size_t
put_list(struct program *p, uint8_t want[CALLS])
{
	unsigned roles = p->wants->roles;
	size_t n = 0;

	for (size_t i = 0; i < CALLS; i++) {
		if (!(call[i].roles & roles))
			continue;
		want[n++] = (uint8_t)check_of(i, roles);
		put(p, SECCOMP_JUMP_IF_EQUAL, call[i].number);
	}
	return n;
}

/*
 * Lets the comparisons that want this check jump to what is emitted next.
 * Returns how many do.
 */
static size_t
land(struct program *p, size_t list, const uint8_t *want, size_t n,
    enum argument_check check)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		if (want[i] == check) {
			p->insn[list + i].jt = (uint8_t)(p->n - list - i - 1);
			found++;
		}
	return found;
}

size_t
sandbox_filter(struct seccomp_insn filter[SANDBOX_INSNS],
    const struct sandbox_wants *wants, enum sandbox_caching caching,
    uint64_t password)
{
	struct program p = {
		.insn = filter, .wants = wants, .password = password
	};
	uint8_t want[CALLS];
	size_t kill, list, n;

	if (SECCOMP_ARCH == 0)
		return 0;
	if (caching == SANDBOX_UNCACHED)
		put(&p, SECCOMP_LOAD, SECCOMP_ARGUMENT(0));
	put(&p, SECCOMP_LOAD, SECCOMP_ARCHITECTURE);
	kill = put(&p, SECCOMP_JUMP_IF_EQUAL, SECCOMP_ARCH);
	put(&p, SECCOMP_LOAD, SECCOMP_NUMBER);
	list = p.n;
	n = put_list(&p, want);
	put(&p, SECCOMP_RETURN, SECCOMP_TRAP);
	filter[kill].jf = (uint8_t)(p.n - kill - 1);
	put(&p, SECCOMP_RETURN, SECCOMP_KILL_PROCESS);
	for (enum argument_check check = CHECK_ANY + 1; check < CHECKS; check++)
		if (land(&p, list, want, n, check) > 0)
			put_check(&p, check);
	for (size_t i = 0; i < n; i++)
		if (want[i] == CHECK_ANY)
			p.to_allow[p.nallow++] = (uint8_t)(list + i);
	put_ends(&p);
	return p.n;
}

bool
sandbox_rule(size_t i, unsigned roles, struct sandbox_rule *rule)
{
	enum argument_check check;

	if (i >= CALLS)
		return false;
	check = check_of(i, roles);
	*rule = (struct sandbox_rule){ call[i].roles, check,
		is_of_opened(check, roles), condition[check] };
	return true;
}

int
sandbox_install(struct seccomp_insn *filter, size_t n)
{
	struct {
		unsigned short len;
		struct seccomp_insn *filter;
	} program = { (unsigned short)n, filter };

	if (syscall(SYS_seccomp, SET_MODE_FILTER, FLAG_LOG, &program) == 0)
		return 0;
	/* EINVAL: a sandbox that imitates the kernel may not know the flag */
	if (errno != EINVAL ||
	    syscall(SYS_seccomp, SET_MODE_FILTER, 0, &program) < 0)
		return -errno;
	return 0;
}

int
sandbox_seccomp(const struct sandbox_wants *wants, uint64_t password)
{
	struct seccomp_insn filter[SANDBOX_INSNS];
	enum sandbox_caching caching =
	    wants->roles & SANDBOX_LISTENER ? SANDBOX_CACHED : SANDBOX_UNCACHED;
	size_t n = sandbox_filter(filter, wants, caching, password);

	return n == 0 ? -ENOSYS : sandbox_install(filter, n);
}
