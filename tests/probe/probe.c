/*
 * probe -- a back door into the handler, for tests/60-sandbox.bats: a request
 * with "Probe: NAME" makes it do what whoever had taken it over would do.
 *
 * It stands in for functions of the handler (-Wl,--wrap), whose objects are
 * the very ones of the product: there is nothing of this in src/, and what is
 * tested is what is installed.
 *
 *	answer		the act was
 *	none		deadly
 *	403		refused, for the reason in the table below
 *	500		not possible, for another reason: a fault of the test
 *	200		done
 *
 * PROBE_WITHOUT=seccomp or =landlock in the environment leaves one out, so
 * that the other is seen alone; PROBE_WRITE=DIRECTORY is an upload prefix.
 */
#define _GNU_SOURCE
#include "base/limits.h"
#include "os/docroot.h"
#include "os/sandbox_parts.h"
#include "probe/held.h"
#include "server/self.h"
#include "site/lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNS(name) static long run_##name(void)

static int root_fd = -1, upload_fd = -1;
static uint64_t
    not_password; /* the complement, or the search would find this copy */

struct open_how {
	uint64_t flags, mode, resolve;
};

/* Returns -errno, or what the call returned. */
static long
try(long r)
{
	return r < 0 ? -errno : r;
}

static long
open2(int dir, const char *path, uint64_t flags)
{
	struct open_how how = { .flags = flags };

	if (flags & O_CREAT)
		how.mode = 0600;
	return try(syscall(437, dir, path, &how, sizeof how));
}

RUNS(open_passwd)
{
	return open2(AT_FDCWD, "/etc/passwd", O_RDONLY);
}

RUNS(look_outside)
{
	return open2(AT_FDCWD, "/etc/passwd", O_PATH);
}

RUNS(open_parent)
{
	return open2(root_fd, "../secret", O_RDONLY);
}

RUNS(open_list)
{
	return open2(AT_FDCWD, "/", O_RDONLY | O_DIRECTORY);
}

RUNS(open_proc)
{
	return open2(AT_FDCWD, "/proc/self/maps", O_RDONLY);
}

RUNS(open_by_openat)
{
	return try(openat(AT_FDCWD, "/etc/passwd", O_RDONLY));
}

RUNS(open_as_walk_does)
{
	return try(openat(AT_FDCWD, "/etc/passwd", O_RDONLY | O_NOFOLLOW));
}

RUNS(make_in_root)
{
	return open2(root_fd, "planted", O_WRONLY | O_CREAT);
}

RUNS(make_in_uploads)
{
	return open2(root_fd, "uploads/planted", O_WRONLY | O_CREAT);
}

RUNS(make_in_tmp)
{
	return open2(AT_FDCWD, "/tmp/minihttp-planted", O_WRONLY | O_CREAT);
}

RUNS(write_in_root)
{
	return open2(root_fd, "digits.txt", O_WRONLY);
}

RUNS(unlink_in_root)
{
	return try(syscall(SYS_unlinkat, root_fd, "victim", 0));
}

RUNS(mkdir_in_root)
{
	return try(syscall(SYS_mkdirat, root_fd, "planted", 0700));
}

RUNS(link_out)
{
	return try(symlinkat("/etc/passwd", root_fd, "planted"));
}

RUNS(chmod_in_root)
{
	return try(syscall(SYS_fchmodat, root_fd, "digits.txt", 0666));
}

RUNS(execve)
{
	static char name[] = "echo", line[] = "HTTP/1.1 200 Executed";
	static char *const argv[] = { name, line, NULL }, *const none[] = {
		NULL
	};

	return try(execve("/bin/echo", argv, none));
}

static long
reap(long pid)
{
	if (pid == 0)
		syscall(SYS_exit_group, 0);
	return try(pid);
}

RUNS(fork)
{
	return reap(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0));
}

RUNS(clone3)
{
	uint64_t args[8] = { [4] = SIGCHLD };

	return reap(syscall(435, args, sizeof args));
}

RUNS(vfork)
{
#ifdef SYS_fork
	return reap(syscall(SYS_fork));
#else
	return run_fork();
#endif
}

enum use { CONNECTS, BINDS };

static long
to_loopback(int type, enum use use)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons(use == CONNECTS ? 1 : 0) };
	int fd = socket(AF_INET, type, 0), err = 0;

	if (fd < 0)
		return -errno;
	switch (use) {
	case CONNECTS:
		err = connect(fd, (const struct sockaddr *)&to, sizeof to);
		break;
	case BINDS:
		err = bind(fd, (const struct sockaddr *)&to, sizeof to);
		break;
	}
	return err == 0 || errno == ECONNREFUSED ? 0 : -errno;
}

RUNS(connect)
{
	return to_loopback(SOCK_STREAM, CONNECTS);
}

RUNS(bind)
{
	return to_loopback(SOCK_STREAM, BINDS);
}

RUNS(udp)
{
	return to_loopback(SOCK_DGRAM, CONNECTS);
}

RUNS(socketpair)
{
	int pair[2];

	return try(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
}

RUNS(ptrace_parent)
{
	return try(syscall(SYS_ptrace, PTRACE_SEIZE, getppid(), 0, 0));
}

/* Signal 0 takes the same checks of permission and disturbs no process. */
RUNS(kill_parent)
{
	return try(syscall(SYS_kill, getppid(), 0, 0, 0, 0, 0));
}

RUNS(tgkill_parent)
{
	return try(syscall(SYS_tgkill, getppid(), getppid(), 0));
}

RUNS(read_parent)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { (void *)0x10000, 1 };

	if (syscall(SYS_process_vm_readv, getppid(), &here, 1, &there, 1, 0) <
		0 &&
	    errno != EFAULT)
		return -errno;
	return 0;
}

RUNS(pidfd_open)
{
	return try(syscall(434, getppid(), 0));
}

RUNS(mmap_exec)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? -errno : 0;
}

RUNS(mprotect_exec)
{
	uintptr_t page = (uintptr_t)&root_fd & ~(uintptr_t)4095;

	return try(syscall(
	    SYS_mprotect, page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
}

RUNS(memfd)
{
	return try(syscall(SYS_memfd_create, "x", 0));
}

RUNS(setuid)
{
	return try(syscall(SYS_setresuid, 0, 0, 0));
}

RUNS(unshare)
{
	return try(syscall(SYS_unshare, CLONE_NEWNS));
}

RUNS(bpf)
{
	return try(syscall(SYS_bpf, 0, NULL, 0)) == -EPERM ? -EPERM : 0;
}

RUNS(io_uring)
{
	uint64_t params[15] = { 0 };

	return try(syscall(425, 1, params));
}

RUNS(raise_limit)
{
	uint64_t endless[2] = { 1 << 10, 1 << 10 };

	return try(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, endless, NULL));
}

RUNS(limit_of_parent)
{
	uint64_t was[2];

	return try(syscall(SYS_prlimit64, getppid(), RLIMIT_NOFILE, NULL, was));
}

RUNS(accept)
{
	return try(syscall(SYS_accept4, 0, NULL, NULL, SOCK_NONBLOCK));
}

RUNS(signal)
{
	struct sigaction act = { .sa_handler = SIG_DFL };

	return try(sigaction(SIGUSR1, &act, NULL));
}

RUNS(terminal)
{
	return try(syscall(SYS_ioctl, 0, 0x5412 /* TIOCSTI */, "x")) == 0;
}

/* Calls fstat itself: musl's makes further calls if fd is not open. */
static bool
is_open(int fd)
{
	struct stat st;

	return syscall(SYS_fstat, fd, &st) == 0;
}

/* Is a descriptor open beside the standard three and the root? */
RUNS(descriptors)
{
	for (int fd = STDERR_FILENO + 1; fd < 1024; fd++)
		if (fd != root_fd && is_open(fd))
			return 0;
	return -EBADF;
}

/* 1 and 2, the root and the connection. */
RUNS(descriptors_of_child)
{
	int open = 0;

	for (int fd = 0; fd < 1024; fd++)
		open += is_open(fd);
	return open > 4 ? 0 : -EBADF;
}

/* Returns true if the password lies between the two addresses. */
static bool
is_in(uintptr_t from, uintptr_t to)
{
	for (uintptr_t p = from & ~(uintptr_t)3; p + 8 <= to; p += 4)
		if (~*(const volatile uint64_t *)p == not_password)
			return true;
	return false;
}

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern char _end[];

RUNS(password)
{
	extern char **environ;
	char here;
	uintptr_t from = (uintptr_t)&here - 16384, to = (uintptr_t)environ;

	if (not_password == ~UINT64_C(0)) /* there was no password */
		return 0;
	/* a child has its own stack, or a copy of the listener's */
	if (self.confine.sandbox.stack != NULL) {
		to = (uintptr_t)self.confine.sandbox.stack;
		from = to - LIMIT_STACK;
	}
	if (is_in((uintptr_t)&__ehdr_start, (uintptr_t)_end) || is_in(from, to))
		return 0;
	return -ENOENT;
}

RUNS(fault)
{
	volatile uintptr_t nowhere = 0;

	/* cppcheck-suppress nullPointer */
	return *(volatile char *)nowhere;
}

RUNS(abort)
{
	abort();
}

RUNS(nothing)
{
	return 0;
}

static const struct probe {
	const char *name;
	long (*run)(void);
	int refused; /* the errno of a refusal */
} probe[] = {
#define PROBE(name, refused) { #name, run_##name, refused },
#include "probe/probe.def"
#undef PROBE
};

enum refusal __real_lookup_make(
    const struct conf *, const struct request *, struct lookup *);
enum refusal __wrap_lookup_make(
    const struct conf *, const struct request *, struct lookup *);

enum refusal
__wrap_lookup_make(
    const struct conf *conf, const struct request *req, struct lookup *want)
{
	struct span name;
	long r = -ENOSYS;
	size_t i = 0;

	if (!field_only(&req->fields, SPAN("Probe"), &name))
		return __real_lookup_make(conf, req, want);
	while (i < sizeof probe / sizeof *probe &&
	       !span_eq(name, span_str(probe[i].name)))
		i++;
	if (i < sizeof probe / sizeof *probe)
		r = probe[i].run();
	if (r >= 0)
		return __real_lookup_make(conf, req, want);
	return -r == probe[i].refused ? REFUSE_DENIED : REFUSE_BROKEN;
}

int __real_docroot_open_root(struct docroot *, const char *);
int __wrap_docroot_open_root(struct docroot *, const char *);

int
__wrap_docroot_open_root(struct docroot *root, const char *path)
{
	int err = __real_docroot_open_root(root, path);
	const char *uploads = getenv("PROBE_WRITE");

	root_fd = root->fd;
	if (uploads != NULL)
		upload_fd = open(uploads, O_PATH | O_CLOEXEC);
	return err;
}

/* Returns the wants with the upload prefix added. */
static struct sandbox_wants
more_than(const struct sandbox_wants *wants)
{
	struct sandbox_wants more = *wants;

	if (upload_fd >= 0) {
		more.write[more.nwrite++] = upload_fd;
		more.roles |= SANDBOX_WRITE;
	}
	return more;
}

void __real_sandbox_close(struct sandbox *, const struct sandbox_wants *);
void __wrap_sandbox_close(struct sandbox *, const struct sandbox_wants *);

void
__wrap_sandbox_close(struct sandbox *s, const struct sandbox_wants *wants)
{
	struct sandbox_wants more = more_than(wants);

	__real_sandbox_close(s, &more);
}

void __real_sandbox_enter(struct sandbox *, const struct sandbox_wants *);
void __wrap_sandbox_enter(struct sandbox *, const struct sandbox_wants *);

void
__wrap_sandbox_enter(struct sandbox *s, const struct sandbox_wants *wants)
{
	struct sandbox_wants more = more_than(wants);

	__real_sandbox_enter(s, &more);
	not_password = ~s->password;
}

static bool
is_without(const char *part)
{
	const char *without = getenv("PROBE_WITHOUT");

	return without != NULL && strcmp(without, part) == 0;
}

int __real_sandbox_seccomp(const struct sandbox_wants *, uint64_t);
int __wrap_sandbox_seccomp(const struct sandbox_wants *, uint64_t);

int
__wrap_sandbox_seccomp(const struct sandbox_wants *wants, uint64_t password)
{
	return is_without("seccomp") ? 0
				     : __real_sandbox_seccomp(wants, password);
}

unsigned __real_sandbox_landlock(const struct sandbox_wants *);
unsigned __wrap_sandbox_landlock(const struct sandbox_wants *);

unsigned
__wrap_sandbox_landlock(const struct sandbox_wants *wants)
{
	return is_without("landlock") ? SANDBOX_LANDLOCK
				      : __real_sandbox_landlock(wants);
}
