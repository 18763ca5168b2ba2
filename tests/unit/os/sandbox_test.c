/*
 * The sandbox: the filter against its list, run over every call number by an
 * interpreter of BPF; Landlock with a root and a place to write; and the
 * password, which a child must not find anywhere.
 */
#define _GNU_SOURCE
#include "os/sandbox_parts.h"

#include "base/limits.h"
#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#if defined __x86_64__
#define ARCH 0xc000003eu
#else
#define ARCH 0xc00000b7u
#endif

#define ALLOW 0x7fff0000u
#define KILL 0x80000000u
#define TRAP 0x00030000u /* SIGSYS, see os/obituary */
#define PASSWORD 0x1122334455667788u

/*
 * The descriptors that are kept: a root, a log, a spawner.  The channel is
 * opened later.
 */
#define ROOT 3
#define LOG 5
#define SPAWNER 6
#define CHANNEL 7

/* Numbers beyond the last call, and the bit of the x32 calls. */
#define NUMBERS 1024
#define X32 0x40000000u

/* Makes the filter of these roles, for the descriptors above. */
static size_t
make_filter(struct seccomp_insn filter[SANDBOX_INSNS], unsigned roles,
    enum sandbox_caching caching)
{
	struct sandbox_wants wants = { .roles = roles,
		.keep = { ROOT, LOG, -1, SPAWNER, CHANNEL },
		.nkeep = 5,
		.spawner = SPAWNER,
		.channel = CHANNEL };

	return sandbox_filter(filter, &wants, caching, PASSWORD);
}

/* struct seccomp_data, linux/seccomp.h */
struct data {
	uint32_t number, arch;
	uint64_t ip, argument[6];
};

/*
 * Returns the answer of the filter; 0 if p is not a filter.  Sets *looked if it
 * read an argument: then the kernel does not remember its answer.
 */
static uint32_t
interpret(
    const struct seccomp_insn *p, size_t n, const struct data *d, bool *looked)
{
	uint32_t a = 0;

	*looked = false;
	for (size_t i = 0; i < n; i++) {
		const struct seccomp_insn *f = &p[i];

		switch (f->code) {
		case 0x20:
			if (f->k % 4 != 0 || f->k + 4 > sizeof *d)
				return 0;
			memcpy(&a, (const char *)d + f->k, 4);
			*looked = *looked || f->k >= 8;
			break;
		case 0x54:
			a &= f->k;
			break;
		case 0x15:
			i += a == f->k ? f->jt : f->jf;
			break;
		case 0x06:
			return f->k;
		default:
			return 0;
		}
	}
	return 0;
}

enum {
	ANY,
	READ_NO_FOLLOW,
	OF_DESCRIPTOR,
	PLAIN_SEND,
	WRITE_END,
	NO_DELAY,
	OUT_QUEUE,
	OUT_IN_ORDER,
	OWN_LIMITS,
	ONLY_PASSWORD,
	TO_SPAWNER,
	OF_CHANNEL,
	OPENED_HERE,
	OPENED_HERE_ITSELF,
	PLAIN_MEMORY,
	LESS_URGENT
};
#define CHECK_PASSWORD ONLY_PASSWORD
#define CHECK_ANY ANY
#define CHECK_READ_NO_FOLLOW READ_NO_FOLLOW
#define CHECK_OF_DESCRIPTOR OF_DESCRIPTOR
#define CHECK_PLAIN_SEND PLAIN_SEND
#define CHECK_WRITE_END WRITE_END
#define CHECK_OUT_IN_ORDER OUT_IN_ORDER
#define CHECK_TO_SPAWNER TO_SPAWNER
#define CHECK_OF_CHANNEL OF_CHANNEL
#define CHECK_OPENED_HERE OPENED_HERE
#define CHECK_OPENED_HERE_ITSELF OPENED_HERE_ITSELF
#define CHECK_NO_DELAY NO_DELAY
#define CHECK_OUT_QUEUE OUT_QUEUE
#define CHECK_OWN_LIMITS OWN_LIMITS
#define CHECK_PLAIN_MEMORY PLAIN_MEMORY
#define CHECK_LESS_URGENT LESS_URGENT

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
	const char *name;
	unsigned number, roles;
	int check;
} list[] = {
#define CALL(name, roles, check, needed_by)                                    \
	{ #name, SYS_##name, roles, CHECK_##check },
#include "os/sandbox.def"
#undef CALL
};

static const unsigned roles[] = { STREAM, SOCKET, STREAM | WRITE,
	SOCKET | WRITE, SOCKET | LISTENER, SOCKET | LISTENER | WRITE,
	STREAM | LIST, STREAM | CGI, SOCKET | CGI,
	SOCKET | LISTENER | WRITE | LIST,
	SOCKET | LISTENER | WRITE | LIST | CGI, STREAM | HASH,
	SOCKET | LISTENER | WRITE | LIST | CGI | HASH };

/* Sets the arguments with which a check lets a call pass. */
static void
make_right(int check, struct data *d)
{
	switch (check) {
	case READ_NO_FOLLOW:
		d->argument[2] = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
		break;
	case OF_DESCRIPTOR:
		d->argument[3] = AT_EMPTY_PATH;
		break;
	case PLAIN_SEND:
		d->argument[3] = MSG_DONTWAIT | MSG_NOSIGNAL | MSG_MORE;
		d->argument[4] = 0;
		break;
	case WRITE_END:
		d->argument[0] = CHANNEL + 1;
		d->argument[1] = SHUT_WR;
		break;
	case OUT_IN_ORDER:
		d->argument[3] = 0;
		break;
	case TO_SPAWNER:
		d->argument[0] = SPAWNER;
		d->argument[2] = MSG_NOSIGNAL;
		break;
	case OF_CHANNEL:
		d->argument[0] = CHANNEL;
		break;
	case OPENED_HERE_ITSELF:
		d->argument[1] = 0;
		d->argument[0] = CHANNEL + 1;
		break;
	case OPENED_HERE:
		d->argument[0] = CHANNEL + 1;
		break;
	case NO_DELAY:
		d->argument[1] = IPPROTO_TCP;
		d->argument[2] = TCP_NODELAY;
		break;
	case OUT_QUEUE:
		d->argument[1] = TIOCOUTQ;
		break;
	case ONLY_PASSWORD:
		d->argument[5] = PASSWORD;
		break;
	case PLAIN_MEMORY:
		d->argument[2] = PROT_READ | PROT_WRITE;
		d->argument[3] = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
		break;
	case LESS_URGENT:
		d->argument[0] = PRIO_PROCESS;
		d->argument[1] = 0;
		d->argument[2] = LIMIT_CHECK_NICE;
		break;
	}
}

/*
 * Returns -1 if the call is not on the list; a line with ANY decides before one
 * with a check.
 */
static int
check_of(unsigned number, unsigned set)
{
	int check = -1;

	for (size_t i = 0; i < COUNT(list); i++)
		if (list[i].number == number && (list[i].roles & set) &&
		    (check < 0 || list[i].check == ANY))
			check = list[i].check;
	return check;
}

/* Tries every number, once with arguments that pass and once with others. */
static size_t
count_wrong(const struct seccomp_insn *filter, size_t n, unsigned set,
    enum sandbox_caching caching)
{
	size_t wrong = 0;

	for (unsigned number = 0; number < NUMBERS; number++) {
		int check = check_of(number, set);
		struct data bad = { .number = number, .arch = ARCH };
		struct data right, other, x32;
		bool looked, unused;

		memset(bad.argument, 0xff, sizeof bad.argument);
		if (check == OPENED_HERE)
			bad.argument[0] = LOG;
		right = bad;
		if (check == OWN_LIMITS)
			right.argument[0] = 0;
		make_right(check, &right);
		other = x32 = right;
		other.arch = 0x40000003; /* i386 */
		x32.number |= X32;
		wrong += interpret(filter, n, &right, &looked) !=
			 (check < 0 ? TRAP : ALLOW);
		wrong += interpret(filter, n, &bad, &unused) !=
			 (check == ANY ? ALLOW : TRAP);
		wrong += interpret(filter, n, &other, &unused) != KILL;
		wrong += interpret(filter, n, &x32, &unused) != TRAP;
		/*
		 * the kernel may remember calls that are always allowed, or
		 * none
		 */
		wrong += looked != (caching == SANDBOX_UNCACHED || check > ANY);
	}
	return wrong;
}

static void
filter_is_list(void)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		for (enum sandbox_caching caching = SANDBOX_UNCACHED;
		     caching <= SANDBOX_CACHED; caching++) {
			struct seccomp_insn filter[SANDBOX_INSNS];
			size_t n = make_filter(filter, roles[i], caching);

			OK(n > 0 && n <= SANDBOX_INSNS &&
				count_wrong(filter, n, roles[i], caching) == 0,
			    "roles %u%s: %zu instructions say what the list "
			    "says, for every number",
			    roles[i],
			    caching == SANDBOX_CACHED ? ", cached" : "", n);
		}
}

/* All roles at once, with as many descriptors as there may be. */
static void
filter_has_room(void)
{
	struct seccomp_insn filter[2 * SANDBOX_INSNS];
	struct sandbox_wants wants = { .roles = SOCKET | LISTENER | WRITE |
						LIST | CGI | HASH,
		.nkeep = SANDBOX_KEEP,
		.nshut = LIMIT_LISTEN + 2 };
	size_t n;

	for (size_t i = 0; i < SANDBOX_KEEP; i++)
		wants.keep[i] = 3 + (int)i;
	n = sandbox_filter(filter, &wants, SANDBOX_UNCACHED, PASSWORD);
	OK(n > 0 && n <= SANDBOX_INSNS,
	    "%zu instructions with every role and descriptor", n);
}

static const struct {
	const char *why;
	unsigned roles, number;
	uint64_t argument[6];
	bool allowed;
} cases[] = {
	{ "openat that would follow a link", SOCKET, SYS_openat,
	    { 3, 0, O_RDONLY | O_CLOEXEC }, false },
	{ "openat that would write", SOCKET, SYS_openat,
	    { 3, 0, O_RDWR | O_NOFOLLOW }, false },
	{ "openat that would make a file", SOCKET, SYS_openat,
	    { 3, 0, O_CREAT | O_NOFOLLOW }, false },
	{ "openat that would cut a file", SOCKET, SYS_openat,
	    { 3, 0, O_TRUNC | O_NOFOLLOW }, false },
	{ "openat as the walk does, of a directory", SOCKET, SYS_openat,
	    { 3, 0, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW }, true },
	{ "openat to write, where there are uploads", SOCKET | WRITE,
	    SYS_openat, { 3, 0, O_RDWR | O_CREAT }, true },
	{ "fcntl that makes a log not append", SOCKET, SYS_fcntl,
	    { LOG, F_SETFL, O_WRONLY }, false },
	{ "a send that connects", SOCKET, SYS_sendto,
	    { 0, 0, 1, MSG_FASTOPEN, 0, 0 }, false },
	{ "a send to an address", SOCKET, SYS_sendto,
	    { 0, 0, 1, 0, 0x10000, 16 }, false },
	{ "a send to an address high above", SOCKET, SYS_sendto,
	    { 0, 0, 1, 0, 0x100000000, 16 }, false },
	{ "a send out of band", SOCKET, SYS_sendto, { 0, 0, 1, MSG_OOB },
	    false },
	{ "a send without a copy", SOCKET, SYS_sendto,
	    { 0, 0, 1, MSG_ZEROCOPY }, false },
	{ "a shutdown to read", SOCKET, SYS_shutdown, { 0, SHUT_RD }, false },
	{ "a shutdown of both", SOCKET | LISTENER, SYS_shutdown,
	    { 0, SHUT_RDWR }, false },
	{ "a shutdown to write", SOCKET, SYS_shutdown, { 0, SHUT_WR }, true },
	{ "a shutdown of the spawner, which others ask as well",
	    SOCKET | LISTENER | CGI, SYS_shutdown, { SPAWNER, SHUT_WR },
	    false },
	{ "a shutdown of standard error, which may be a socket",
	    SOCKET | LISTENER, SYS_shutdown, { 2, SHUT_WR }, false },
	{ "a shutdown of a connection that was accepted", SOCKET | LISTENER,
	    SYS_shutdown, { CHANNEL + 1, SHUT_WR }, true },
	{ "a splice to a place in a file", STREAM, SYS_splice,
	    { 0, 0, 2, 0x10000, 1 }, false },
	{ "the mode of a log", SOCKET | WRITE, SYS_fchmod, { LOG, 0 }, false },
	{ "the mode of what standard error is", SOCKET | WRITE, SYS_fchmod,
	    { 2, 0 }, false },
	{ "the mode of an upload", SOCKET | WRITE, SYS_fchmod, { 4, 0644 },
	    true },
	{ "the times of a log", SOCKET | WRITE, SYS_utimensat, { LOG, 0, 0, 0 },
	    false },
	{ "the times of a path", SOCKET | WRITE, SYS_utimensat,
	    { 4, 0x10000, 0, 0 }, false },
	{ "the times of an upload", SOCKET | WRITE, SYS_utimensat,
	    { 4, 0, 0x10000, 0 }, true },
	{ "more urgent", SOCKET | HASH, SYS_setpriority, { PRIO_PROCESS, 0, 0 },
	    false },
	{ "another process less urgent", SOCKET | HASH, SYS_setpriority,
	    { PRIO_PROCESS, 7, LIMIT_CHECK_NICE }, false },
	{ "all of the user's less urgent", SOCKET | HASH, SYS_setpriority,
	    { PRIO_USER, 0, LIMIT_CHECK_NICE }, false },
	{ "itself less urgent", SOCKET | HASH, SYS_setpriority,
	    { PRIO_PROCESS, 0, LIMIT_CHECK_NICE }, true },
	{ "itself less urgent, where there are no passwords", SOCKET,
	    SYS_setpriority, { PRIO_PROCESS, 0, LIMIT_CHECK_NICE }, false },
	{ "the place in a file of passwords", SOCKET | LIST, SYS_lseek,
	    { LOG, 0, SEEK_SET }, false },
	{ "the place in standard error", SOCKET | LIST, SYS_lseek,
	    { 2, 0, SEEK_SET }, false },
	{ "the place in a directory", SOCKET | LIST, SYS_lseek,
	    { 4, 0, SEEK_SET }, true },
	{ "another option of TCP", SOCKET, SYS_setsockopt,
	    { 0, IPPROTO_TCP, TCP_CORK }, false },
	{ "the same number at another level", SOCKET, SYS_setsockopt,
	    { 0, 0, TCP_NODELAY }, false },
	{ "ioctl that types into a terminal", SOCKET, SYS_ioctl, { 0, 0x5412 },
	    false },
	{ "accepting, without the password", SOCKET | LISTENER, SYS_accept4,
	    { 3 }, false },
	{ "a channel, without it", SOCKET | LISTENER, SYS_socketpair, { 1, 5 },
	    false },
	{ "another in the place of the channel, without it", SOCKET | LISTENER,
	    SYS_dup3, { 3, CHANNEL }, false },
	{ "descriptors to another, without it", SOCKET | LISTENER, SYS_sendmmsg,
	    { CHANNEL }, false },
	{ "descriptors from the listener", SOCKET | LISTENER, SYS_recvmsg,
	    { CHANNEL }, true },
	{ "connections of minihttp-tls, without it", SOCKET | LISTENER,
	    SYS_recvmmsg, { 5, 0, 1 }, false },
	{ "descriptors from a peer", SOCKET | LISTENER, SYS_recvmsg, { 8 },
	    false },
	{ "but for a connection of minihttp-tls", SOCKET | LISTENER | HANDED,
	    SYS_recvmsg, { 8 }, true },
	{ "half of the password", SOCKET | LISTENER, SYS_clone,
	    { 17, 0, 0, 0, 0, PASSWORD & 0xffffffff }, false },
	{ "the other half", SOCKET | LISTENER, SYS_kill,
	    { 1, 9, 0, 0, 0, PASSWORD & ~0xffffffffull }, false },
	{ "the limits of another process", SOCKET | LISTENER, SYS_prlimit64,
	    { 1 }, false },
	{ "a socket", SOCKET | LISTENER | WRITE, SYS_socket, { 2, 1 }, false },
	{ "a program", SOCKET | LISTENER | WRITE, SYS_execve, { 0 }, false },
	{ "nor where there are scripts", SOCKET | LISTENER | CGI, SYS_execve,
	    { 0 }, false },
	{ "nor in another way", SOCKET | CGI, SYS_execveat, { 0 }, false },
	{ "a message", SOCKET, SYS_sendmsg, { 0 }, false },
	{ "but for a script", SOCKET | CGI, SYS_sendmsg,
	    { SPAWNER, 0, MSG_NOSIGNAL }, true },
	{ "to a peer, with descriptors", SOCKET | CGI, SYS_sendmsg,
	    { 0, 0, MSG_NOSIGNAL }, false },
	{ "to the spawner, that connects", SOCKET | CGI, SYS_sendmsg,
	    { SPAWNER, 0, MSG_FASTOPEN }, false },
	{ "memory", SOCKET | LISTENER | WRITE, SYS_mmap, { 0 }, false },
	{ "memory to execute", SOCKET | LIST, SYS_mmap,
	    { 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE },
	    false },
	{ "memory of a file", SOCKET | LIST, SYS_mmap,
	    { 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE }, false },
	{ "memory's rights", SOCKET | LISTENER | WRITE, SYS_mprotect, { 0 },
	    false },
};

static void
arguments_matter(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seccomp_insn filter[SANDBOX_INSNS];
		struct data d = { .number = cases[i].number, .arch = ARCH };
		bool looked;
		size_t n = make_filter(filter, cases[i].roles, SANDBOX_CACHED);

		memcpy(d.argument, cases[i].argument, sizeof d.argument);
		OK(interpret(filter, n, &d, &looked) ==
			(cases[i].allowed ? ALLOW : TRAP),
		    "%s is %s", cases[i].why,
		    cases[i].allowed ? "allowed" : "deadly");
	}
}

static int
open_dir(const char *name)
{
	return open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* Returns 0, or the errno of opening the name.  It runs in a child. */
static int
opening(int dir, const char *name, int flags)
{
	return openat(dir, name, flags, 0600) < 0 ? errno : 0;
}

/*
 * Tries files under Landlock; returns the number of the first try that has a
 * wrong result, or 0.
 */
static int
try_files(int root, int uploads)
{
	struct sandbox_wants wants = { .read = { root, -1 },
		.nread = 2,
		.write = { uploads },
		.nwrite = 1 };

	if (sandbox_landlock(&wants) == 0)
		return 99;
	if (opening(root, "file", O_RDONLY) != 0 ||
	    opening(root, ".", O_RDONLY | O_DIRECTORY) != 0)
		return 1;
	if (opening(root, "file", O_WRONLY) != EACCES ||
	    opening(root, "new", O_WRONLY | O_CREAT) != EACCES ||
	    unlinkat(root, "file", 0) == 0 || mkdirat(root, "new", 0700) == 0)
		return 2;
	if (opening(root, "../outside", O_RDONLY) != EACCES ||
	    opening(root, "../new", O_WRONLY | O_CREAT) != EACCES ||
	    opening(AT_FDCWD, "/", O_RDONLY) != EACCES)
		return 3;
	if (opening(uploads, "new", O_RDWR | O_CREAT | O_EXCL) != 0 ||
	    opening(uploads, "new", O_WRONLY | O_TRUNC) != 0 ||
	    mkdirat(uploads, "dir", 0700) != 0 ||
	    opening(uploads, "dir/new", O_RDWR | O_CREAT) != 0)
		return 4;
	if (renameat(uploads, "new", uploads, "newer") != 0 ||
	    unlinkat(uploads, "newer", 0) != 0)
		return 5;
	if (symlinkat("/", uploads, "link") == 0 ||
	    mknodat(uploads, "fifo", S_IFIFO | 0600, 0) == 0)
		return 6;
	/* a rename out of the uploads, and a link into them */
	if (renameat(root, "uploads/dir/new", root, "dir") == 0 ||
	    linkat(root, "file", uploads, "stolen", 0) == 0)
		return 7;
	return 0;
}

static const char *const file_why[] = { "Landlock holds",
	"Landlock: what is beneath the root can be read",
	"Landlock: nothing in the root can be changed",
	"Landlock: what is not beneath it does not exist",
	"Landlock: what is beneath uploads can be made and written",
	"Landlock: and renamed, and removed",
	"Landlock: but no link and no special file can be",
	"Landlock: nothing moves into or out of them" };

static void
files_are_shut(void)
{
	char dir[] = "/tmp/minihttp-sandbox-XXXXXX";
	int status = 0, wrong;
	pid_t pid;

	if (mkdtemp(dir) == NULL || chdir(dir) < 0 || mkdir("root", 0755) < 0 ||
	    mkdir("root/uploads", 0755) < 0)
		perror(dir);
	close(open("root/file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	close(open("outside", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	pid = fork();
	if (pid == 0) {
		/* no_new_privs, as an ordinary process sets it */
		if (syscall(SYS_prctl, 38, 1, 0, 0, 0) < 0)
			_exit(98);
		_exit(try_files(open_dir("root"), open_dir("root/uploads")));
	}
	waitpid(pid, &status, 0);
	wrong = WEXITSTATUS(status);
	if (wrong == 99)
		puts("ok # skip this kernel has no Landlock");
	else
		for (int i = 0; i < (int)COUNT(file_why); i++)
			OK(WIFEXITED(status) && (wrong == 0 || i < wrong) &&
				(i > 0 || wrong == 0),
			    "%s", file_why[i]);
	if (chdir("/") == 0) {
		char command[64];

		snprintf(command, sizeof command, "rm -r %s", dir);
		status = system(command);
	}
}

/* True if the password lies in the used or the abandoned stack. */
static __attribute__((noinline)) bool
is_on_stack(uint64_t complement, const volatile char *here)
{
	for (const volatile char *p = here - 8192; p < here + 1024; p += 4)
		if (~*(const volatile uint64_t *)(const volatile void *)p ==
		    complement)
			return true;
	return false;
}

/*
 * Sets it in a function of its own, as choose_password does, so that no
 * register keeps it.
 */
static __attribute__((noinline)) void
set_password(struct sandbox *s, uint64_t complement)
{
	s->password = ~complement;
}

#ifdef __SANITIZE_ADDRESS__
#define KEEPS_COPIES 1 /* of arguments, made by the sanitizer */
#else
#define KEEPS_COPIES 0
#endif

struct searched {
	struct sandbox *sandbox;
	uint64_t complement;
	const volatile char *here;
};

/* The child of password_is_forgotten: ends with 0 if it finds none. */
static void
search(void *arg)
{
	const struct searched *x = arg;

	_exit(x->sandbox->password != 0 || is_on_stack(x->complement, x->here));
}

static void
password_is_forgotten(void)
{
	/* a number that earlier tests have not left on the stack */
	volatile uint64_t complement = 0x0f1e2d3c4b5a6978;
	static struct sandbox s;
	_Alignas(8) volatile char here[8] = "";
	struct searched x = { &s, complement, here };
	int status = 1;
	pid_t pid;

	set_password(&s, complement);
	pid = sandbox_fork(&s, search, &x);
	OK(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0,
	    "a child finds the password nowhere");
	OK(s.password == ~complement, "the listener keeps it");
	OK(sandbox_kill(&s, getpid(), 0) == 0 &&
		sandbox_kill(&s, 0x7ffffffe, 0) == -ESRCH,
	    "and kills with it");
}

int
main(void)
{
	filter_is_list();
	filter_has_room();
	arguments_matter();
	files_are_shut();
	if (!KEEPS_COPIES)
		password_is_forgotten();
	return DONE();
}
