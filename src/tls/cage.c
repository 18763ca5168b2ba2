#define _GNU_SOURCE
#include "tls/cage.h"

#include "os/sandbox_parts.h"
#include "os/scoreboard.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A sanitizer makes calls of its own. */
#ifdef __SANITIZE_ADDRESS__
#define POSSIBLE false
#else
#define POSSIBLE true
#endif

/* The memory of a process; a handshake needs less than 4 MB. */
#define MEMORY ((rlim_t)64 << 20)

#ifndef SOL_TLS
#define SOL_TLS 282 /* from linux/socket.h */
#endif

enum cage_check {
	CAGE_ANY,
	CAGE_PLAIN_SEND,
	CAGE_WRITE_END,
	CAGE_PLAIN_MEMORY,
	CAGE_RECORD_KEYS,
	CAGE_ACK,
	CAGE_OWN_TWO,
	CAGE_OF_CONTROL,
	CAGE_PLAIN_MESSAGE,
	CAGE_PLAIN_FORK,
	CAGE_KILL,
	CAGE_CHANNEL,
	CAGE_OF_TCP_OR_TLS,
	CAGE_NOBODY,
	CAGE_ONE_GROUP,
	CAGE_UNDUMPABLE,
	CAGE_OWN_LIMIT,
	CAGE_OWN_PRIORITY,
	CAGE_REPORT
};

static const struct sandbox_condition condition[][SANDBOX_CONDITIONS] = {
	[CAGE_ANY] = { { .mask = 0 } },
	/*
	 * only to the connected peer, and with no flag that opens a connection
	 */
	[CAGE_PLAIN_SEND] = { { SECCOMP_ARGUMENT(3),
				  ~(uint32_t)SECCOMP_SEND_FLAGS, 0 },
	    { SECCOMP_ARGUMENT(4), ~0u, 0 },
	    { SECCOMP_ARGUMENT(4) + 4, ~0u, 0 } },
	[CAGE_WRITE_END] = { { SECCOMP_ARGUMENT(1), ~0u, SHUT_WR } },
	/* only memory that cannot be executed and is not a file */
	[CAGE_PLAIN_MEMORY] = { { SECCOMP_ARGUMENT(2), ~0u,
				    PROT_READ | PROT_WRITE },
	    { SECCOMP_ARGUMENT(3), ~0u, MAP_PRIVATE | MAP_ANONYMOUS } },
	/* only the options of the kernel's TLS */
	[CAGE_RECORD_KEYS] = { { SECCOMP_ARGUMENT(1), ~0u, SOL_TLS } },
	[CAGE_ACK] = { { SECCOMP_ARGUMENT(1), ~0u, IPPROTO_TCP },
	    { SECCOMP_ARGUMENT(2), ~0u, TCP_QUICKACK } },
	/* only the connection and the handler: descriptors 0 and 1 */
	[CAGE_OWN_TWO] = { { SECCOMP_ARGUMENT(0), ~1u, 0 },
	    { SECCOMP_ARGUMENT(2), ~0u, MSG_NOSIGNAL } },
	[CAGE_OF_CONTROL] = { { SECCOMP_ARGUMENT(0), ~0u, CAGE_CONTROL } },
	/* with no flag that opens a connection */
	[CAGE_PLAIN_MESSAGE] = { { SECCOMP_ARGUMENT(2),
	    ~(uint32_t)SECCOMP_SEND_FLAGS, 0 } },
	/* what fork(3) does: no namespace, no thread, no shared memory */
	[CAGE_PLAIN_FORK] = { { SECCOMP_ARGUMENT(0), ~0u,
	    CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD } },
	/* one process, and not a group or all */
	[CAGE_KILL] = { { SECCOMP_ARGUMENT(0), 1u << 31, 0 },
	    { SECCOMP_ARGUMENT(1), ~0u, SIGKILL } },
	/*
	 * a pair of type STREAM or SEQPACKET, since one of type DGRAM could
	 * send to any Unix socket
	 */
	[CAGE_CHANNEL] = { { SECCOMP_ARGUMENT(0), ~0u, AF_UNIX },
	    { SECCOMP_ARGUMENT(1),
		~(uint32_t)((SOCK_STREAM ^ SOCK_SEQPACKET) | SOCK_NONBLOCK),
		(SOCK_STREAM & SOCK_SEQPACKET) | SOCK_CLOEXEC } },
	/* these two levels, and others that no socket of ours has */
	[CAGE_OF_TCP_OR_TLS] = { { SECCOMP_ARGUMENT(1),
	    ~(uint32_t)(IPPROTO_TCP ^ SOL_TLS), IPPROTO_TCP &SOL_TLS } },
	[CAGE_NOBODY] = { { SECCOMP_ARGUMENT(0), ~0u, CAGE_USER },
	    { SECCOMP_ARGUMENT(1), ~0u, CAGE_USER },
	    { SECCOMP_ARGUMENT(2), ~0u, CAGE_USER } },
	[CAGE_ONE_GROUP] = { { SECCOMP_ARGUMENT(0), ~0u, 1 } },
	[CAGE_UNDUMPABLE] = { { SECCOMP_ARGUMENT(0), ~0u, PR_SET_DUMPABLE },
	    { SECCOMP_ARGUMENT(1), ~0u, 0 } },
	/* of this process, and not of another one */
	[CAGE_OWN_LIMIT] = { { SECCOMP_ARGUMENT(0), ~0u, 0 } },
	[CAGE_OWN_PRIORITY] = { { SECCOMP_ARGUMENT(0), ~0u, PRIO_PROCESS },
	    { SECCOMP_ARGUMENT(1), ~0u, 0 } },
	[CAGE_REPORT] = { { SECCOMP_ARGUMENT(0), ~0u, HANDED_READY } },
};

#define CONDITIONS SANDBOX_CONDITIONS

enum {
	HANDSHAKE = CAGE_HANDSHAKE | CAGE_REUSED,
	KEYS = CAGE_KEY_SERVICE,
	SERVICE = CAGE_SERVICE | CAGE_REUSING,
	REUSING = CAGE_REUSING,
	REUSE = CAGE_REUSED | CAGE_REUSING,
	EACH = HANDSHAKE | CAGE_KEY | KEYS | SERVICE
};

static const struct {
	uint16_t number;
	uint8_t who, check;
} call[] = {
#define CALL(name, who, check) { SYS_##name, who, CAGE_##check },
#include "tls/cage.def"
#undef CALL
};

#define CALLS (sizeof call / sizeof *call)
#define INSNS (5 + CALLS * (3 + 3 * CONDITIONS))

struct cage_program {
	struct seccomp_insn insn[INSNS];
	unsigned short n;
};

static size_t
put(struct cage_program *p, uint16_t code, uint32_t k)
{
	p->insn[p->n] = (struct seccomp_insn){ .code = code, .k = k };
	return p->n++;
}

/*
 * Emits a block for a call.  If it is another call, or its conditions do not
 * hold, the next block is tried.
 */
static void
put_call(struct cage_program *p, uint32_t number, enum cage_check check)
{
	size_t begin = put(p, SECCOMP_JUMP_IF_EQUAL, number), n = 0;
	size_t test[CONDITIONS] = { 0 };

	for (; n < CONDITIONS && condition[check][n].mask != 0; n++) {
		put(p, SECCOMP_LOAD, condition[check][n].at);
		put(p, SECCOMP_AND, condition[check][n].mask);
		test[n] =
		    put(p, SECCOMP_JUMP_IF_EQUAL, condition[check][n].value);
	}
	put(p, SECCOMP_RETURN, SECCOMP_ALLOW);
	for (size_t i = 0; i < n; i++)
		p->insn[test[i]].jf = (uint8_t)(p->n - test[i] - 1);
	if (n > 0)
		put(p, SECCOMP_LOAD, SECCOMP_NUMBER);
	p->insn[begin].jf = (uint8_t)(p->n - begin - 1);
}

static bool
filter(enum cage who)
{
	static struct cage_program p;

	p.n = 0;
	put(&p, SECCOMP_LOAD, SECCOMP_ARCHITECTURE);
	p.insn[put(&p, SECCOMP_JUMP_IF_EQUAL, SECCOMP_ARCH)].jt = 1;
	put(&p, SECCOMP_RETURN, SECCOMP_KILL_PROCESS);
	put(&p, SECCOMP_LOAD, SECCOMP_NUMBER);
	for (size_t i = 0; i < CALLS; i++)
		if (call[i].who & who)
			put_call(
			    &p, call[i].number, (enum cage_check)call[i].check);
	put(&p, SECCOMP_RETURN, SECCOMP_TRAP);
	return sandbox_install(p.insn, p.n) == 0;
}

bool
cage_rule(size_t i, struct cage_rule *rule)
{
	if (i >= CALLS)
		return false;
	*rule = (struct cage_rule){ call[i].who, condition[call[i].check] };
	return true;
}

size_t
cage_limits_of(enum cage who, struct sandbox_limit limits[SANDBOX_LIMIT_MOST])
{
	size_t n = 0;

	limits[n++] = (struct sandbox_limit){ RLIMIT_CORE, 0 };
	limits[n++] = (struct sandbox_limit){ RLIMIT_DATA, MEMORY };
	/* the service has a process for every connection */
	if (!(who & SERVICE))
		limits[n++] = (struct sandbox_limit){ RLIMIT_NPROC, 0 };
	return n;
}

static bool
limit(enum cage who, const struct sandbox_wants *wants)
{
	struct sandbox_limit limits[SANDBOX_LIMIT_MOST];
	size_t n = cage_limits_of(who, limits);
	struct rlimit files = { 3, 3 };

	for (size_t i = 0; i < n; i++) {
		struct rlimit most = { limits[i].most, limits[i].most };

		if (setrlimit(limits[i].what, &most) < 0)
			return false;
	}
	for (size_t i = 0; i < wants->nkeep; i++)
		if ((rlim_t)wants->keep[i] >= files.rlim_cur)
			files.rlim_cur = files.rlim_max =
			    (rlim_t)wants->keep[i] + 1;
	/*
	 * the service has descriptors for every connection, and its key process
	 * receives a channel for each
	 */
	return who & (SERVICE | KEYS) || setrlimit(RLIMIT_NOFILE, &files) == 0;
}

/*
 * Takes the ability to gain rights, and to be traced.  The first of them is
 * inherited, so that the list of the service has no call for it.
 */
static bool
settle(void)
{
	static bool settled;

	settled = settled || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	return settled && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

bool
cage_enter(enum cage who, const int *keep, size_t n)
{
	struct sandbox_wants wants = { .nkeep = n };
	struct sandbox sandbox;

	if (!POSSIBLE)
		return true;
	if (SECCOMP_ARCH == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		wants.keep[i] = keep[i];
	if (!(who & SERVICE)) {
		sandbox_close(&sandbox, &wants);
		if (!(sandbox.active & SANDBOX_CLOSED))
			return false;
	}
	if (!settle())
		return false;
	(void)sandbox_landlock(&wants); /* see cage.h */
	return limit(who, &wants) && filter(who);
}
