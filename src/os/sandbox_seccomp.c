/*
 * The filter is a plain list of comparisons, put together when it is wanted:
 * each process then has only the calls of its roles.
 *
 *	   load the first argument	only to be not cached, see below
 *	   load the architecture	other than ours: kill
 *	   load the call number
 *	   is it clock_gettime?		allow
 *	   ...
 *	   is it fcntl?			go to its conditions
 *	   ...
 *	   trap
 *	   fcntl's: load the second argument; F_SETFL? allow, else trap
 *	   ...
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
#include "os/sandbox_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As far as linux/audit.h; little-endian machines both. */
#if defined __x86_64__ && !defined __ILP32__
#define ARCH 0xc000003eu
#elif defined __aarch64__ && defined __AARCH64EL__
#define ARCH 0xc00000b7u
#else
#define ARCH 0u /* none that we know */
#endif

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

/* linux/bpf_common.h */
#define LOAD 0x20          /* BPF_LD | BPF_W | BPF_ABS */
#define AND 0x54           /* BPF_ALU | BPF_AND | BPF_K */
#define JUMP_IF_EQUAL 0x15 /* BPF_JMP | BPF_JEQ | BPF_K */
#define RETURN 0x06        /* BPF_RET | BPF_K */

/* linux/seccomp.h; struct seccomp_data in 32-bit words, low word first. */
#define SET_MODE_FILTER 1
#define FLAG_LOG 2 /* as a filter that kills does without */
#define RETURN_KILL_PROCESS 0x80000000u
#define RETURN_TRAP 0x00030000u
#define RETURN_ALLOW 0x7fff0000u
#define NUMBER 0u
#define ARCHITECTURE 4u
#define ARGUMENT(n) (16u + 8u * (n))

enum check {
	CHECK_ANY,
	CHECK_READ_NO_FOLLOW,
	CHECK_OF_DESCRIPTOR,
	CHECK_SET_FLAGS,
	CHECK_NO_DELAY,
	CHECK_OUT_QUEUE,
	CHECK_OWN_LIMITS,
	CHECK_PASSWORD,
	CHECK_PLAIN_MEMORY,
	CHECKS
};

/* (the word at `at` & mask) == value; a mask of 0 is no condition. */
struct condition {
	uint32_t at, mask, value;
};

#define CONDITIONS 2
#define ALL_BITS 0xffffffffu
#define O_ACCMODE_BITS 3 /* musl counts O_PATH in */

/* What fcntl, ioctl and their like take as an int is the low word. */
static const struct condition condition[CHECKS][CONDITIONS] = {
	[CHECK_READ_NO_FOLLOW] = { { ARGUMENT(2),
	    O_NOFOLLOW | O_ACCMODE_BITS | O_CREAT | O_TRUNC, O_NOFOLLOW } },
	[CHECK_OF_DESCRIPTOR] = { { ARGUMENT(3), ALL_BITS, AT_EMPTY_PATH } },
	[CHECK_SET_FLAGS] = { { ARGUMENT(1), ALL_BITS, F_SETFL } },
	[CHECK_NO_DELAY] = { { ARGUMENT(1), ALL_BITS, IPPROTO_TCP },
	    { ARGUMENT(2), ALL_BITS, TCP_NODELAY } },
	[CHECK_OUT_QUEUE] = { { ARGUMENT(1), ALL_BITS, TIOCOUTQ } },
	[CHECK_OWN_LIMITS] = { { ARGUMENT(0), ALL_BITS, 0 } },
	/* to read and to write, nowhere to execute; of no file, of our own */
	[CHECK_PLAIN_MEMORY] = { { ARGUMENT(2), ALL_BITS,
				     PROT_READ | PROT_WRITE },
	    { ARGUMENT(3), ALL_BITS,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE } },
	/* the values are the password, low word and high */
	[CHECK_PASSWORD] = { { ARGUMENT(5), ALL_BITS, 0 },
	    { ARGUMENT(5) + 4, ALL_BITS, 0 } },
};

#define SERVE (SANDBOX_STREAM | SANDBOX_SOCKET)
#define SOCKET SANDBOX_SOCKET
#define STREAM SANDBOX_STREAM
#define LISTENER SANDBOX_LISTENER
#define WRITE SANDBOX_WRITE
#define LIST SANDBOX_LIST
#define CGI SANDBOX_CGI

static const struct {
	uint16_t number;
	uint8_t roles, check;
} call[] = {
#define CALL(name, roles, check) { SYS_##name, roles, CHECK_##check },
#include "os/sandbox.def"
#undef CALL
};

#define CALLS (sizeof call / sizeof *call)

struct program {
	struct sandbox_insn *insn;
	size_t n;
};

static size_t
put(struct program *p, uint16_t code, uint32_t k)
{
	p->insn[p->n] = (struct sandbox_insn){ .code = code, .k = k };
	return p->n++;
}

/* Conditions, all of which must hold, then both ends. */
static void
put_check(struct program *p, enum check check, uint64_t password)
{
	size_t jump[CONDITIONS], n = 0, trap;

	for (; n < CONDITIONS && condition[check][n].mask != 0; n++) {
		const struct condition *c = &condition[check][n];
		uint32_t value = c->value;

		if (check == CHECK_PASSWORD)
			value = (uint32_t)(password >> 32 * n);
		put(p, LOAD, c->at);
		if (c->mask != ALL_BITS)
			put(p, AND, c->mask);
		jump[n] = put(p, JUMP_IF_EQUAL, value);
	}
	put(p, RETURN, RETURN_ALLOW);
	trap = put(p, RETURN, RETURN_TRAP);
	for (size_t i = 0; i < n; i++)
		p->insn[jump[i]].jf = (uint8_t)(trap - jump[i] - 1);
}

/* A call that is listed for several roles: without conditions if any is. */
static enum check
check_of(size_t i, unsigned roles)
{
	for (size_t j = 0; j < CALLS; j++)
		if (call[j].number == call[i].number &&
		    (call[j].roles & roles) && call[j].check == CHECK_ANY)
			return CHECK_ANY;
	return (enum check)call[i].check;
}

size_t
sandbox_filter(struct sandbox_insn filter[SANDBOX_INSNS], unsigned roles,
    enum sandbox_caching caching, uint64_t password)
{
	struct program p = { filter, 0 };
	uint8_t jump[CHECKS][CALLS], njump[CHECKS] = { 0 };
	size_t kill;

	if (ARCH == 0)
		return 0;
	if (caching == SANDBOX_UNCACHED)
		put(&p, LOAD, ARGUMENT(0));
	put(&p, LOAD, ARCHITECTURE);
	kill = put(&p, JUMP_IF_EQUAL, ARCH);
	put(&p, LOAD, NUMBER);
	for (size_t i = 0; i < CALLS; i++) {
		enum check check = check_of(i, roles);

		if (call[i].roles & roles)
			jump[check][njump[check]++] =
			    (uint8_t)put(&p, JUMP_IF_EQUAL, call[i].number);
	}
	put(&p, RETURN, RETURN_TRAP);
	filter[kill].jf = (uint8_t)(p.n - kill - 1);
	put(&p, RETURN, RETURN_KILL_PROCESS);
	for (enum check check = CHECK_ANY; check < CHECKS; check++) {
		if (njump[check] == 0)
			continue;
		for (size_t i = 0; i < njump[check]; i++)
			filter[jump[check][i]].jt =
			    (uint8_t)(p.n - jump[check][i] - 1);
		if (check == CHECK_ANY)
			put(&p, RETURN, RETURN_ALLOW);
		else
			put_check(&p, check, password);
	}
	return p.n;
}

int
sandbox_seccomp(unsigned roles, uint64_t password)
{
	struct sandbox_insn filter[SANDBOX_INSNS];
	struct {
		unsigned short len;
		struct sandbox_insn *filter;
	} program = { 0, filter };
	enum sandbox_caching caching =
	    roles & SANDBOX_LISTENER ? SANDBOX_CACHED : SANDBOX_UNCACHED;

	program.len =
	    (unsigned short)sandbox_filter(filter, roles, caching, password);
	if (program.len == 0)
		return -ENOSYS;
	if (syscall(SYS_seccomp, SET_MODE_FILTER, FLAG_LOG, &program) == 0)
		return 0;
	/* EINVAL: no such flag in what stands in for a kernel */
	if (errno != EINVAL ||
	    syscall(SYS_seccomp, SET_MODE_FILTER, 0, &program) < 0)
		return -errno;
	return 0;
}
