/*
 * tls -- a back door in the handshake process and in the service of
 * minihttp-tls, for tests/67-tls-taken-over.bats.  The server name
 * "probe-ACT.test" makes a handshake process try that act, and a visitor from
 * 127.0.1.N makes the service try the Nth one, in a fork that has its rights.
 *
 * Standard error has a line for each, "probe: ACT done" or "probe: ACT
 * refused". An act that ends the process has a line of os/obituary instead.
 *
 * A process that serves several connections has a line "probe: PID waits"
 * before each.  PROBE_REUSED is the number of those that it may serve.
 */
#define _GNU_SOURCE
#include "base/source.h"
#include "tls/handshake.h"
#include "tls/key_process.h"
#include "tls/reuse.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef SOL_TLS
#define SOL_TLS 282 /* from linux/socket.h */
#endif

void __real_handshake_learn(struct handshake *, struct proxy_tls *);
void __wrap_handshake_learn(struct handshake *, struct proxy_tls *);
uint64_t __real_source_of(const struct address *);
uint64_t __wrap_source_of(const struct address *);
long __wrap_key_process_ask(int *channel, const struct signing_request *,
    uint64_t timeout_ms, char answer[SIGNING_ANSWER]);
bool __real_reuse_take(struct connection *);
bool __wrap_reuse_take(struct connection *);

static int key_channel; /* that a back-doored process does not close */
static int signatures;  /* for this connection */
static int all_of_them; /* and for all of this process */
static int connections;

static bool
run_open_key(void)
{
	const char *file = getenv("PROBE_KEY");

	return file != NULL && open(file, O_RDONLY) >= 0;
}

static bool
run_open_passwd(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool
run_open_site(void)
{
	const char *file = getenv("PROBE_SITE");

	return file != NULL && open(file, O_RDONLY) >= 0;
}

static bool
run_write_tmp(void)
{
	return open("/tmp/minihttp-planted", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool
run_proc(void)
{
	return open("/proc/self/mem", O_RDONLY) >= 0;
}

static bool
run_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

/* The connection is open already; this sendto would open another one. */
static bool
run_call_out(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons(1) };

	return sendto(0, "called", 6, MSG_FASTOPEN | MSG_NOSIGNAL,
		   (struct sockaddr *)&to, sizeof to) >= 0;
}

static bool
run_accept(void)
{
	return accept(0, NULL, NULL) >= 0;
}

static bool
run_pass_on(void)
{
	struct msghdr message = { .msg_iovlen = 0 };

	return sendmsg(4, &message, MSG_DONTWAIT) >= 0;
}

/* The log may be a socket of another process, which must get no descriptor. */
static bool
run_pass_to_log(void)
{
	struct msghdr message = { .msg_iovlen = 0 };

	return sendmsg(2, &message, MSG_NOSIGNAL) >= 0;
}

static bool
run_call_out_by_message(void)
{
	struct msghdr message = { .msg_iovlen = 0 };

	return sendmsg(0, &message, MSG_FASTOPEN | MSG_NOSIGNAL) >= 0;
}

/* A connection whose keys the kernel has would give them back. */
static bool
run_take_keys(void)
{
	char keys[4]; /* the kernel names the cipher if it may not say more */
	socklen_t n = sizeof keys;

	return getsockopt(0, SOL_TLS, 1, keys, &n) == 0;
}

/* Options of the socket or of TCP change what other processes rely on. */
static bool
run_option(void)
{
	int on = 1;

	return setsockopt(0, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on) == 0;
}

/* All but the one by which the kernel acknowledges at once. */
static bool
run_option_of_tcp(void)
{
	int on = 1;

	return setsockopt(0, IPPROTO_TCP, TCP_CORK, &on, sizeof on) == 0;
}

static bool
run_take_in(void)
{
	struct msghdr message = { .msg_iovlen = 0 };

	return recvmsg(4, &message, MSG_DONTWAIT) >= 0;
}

static bool
run_execute(void)
{
	char *argv[] = { (char *)"true", NULL };

	return execve("/bin/true", argv, NULL) == 0;
}

static bool
run_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

/* As fork(2), but into a namespace where it would have all capabilities. */
static bool
run_fork_as_root(void)
{
	long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

/* A datagram could be sent to any Unix socket. */
static bool
run_datagrams(void)
{
	int pair[2];

	return socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) == 0;
}

/* The connections that a process serves; 1 where it does not take the next. */
static int
reused(void)
{
	const char *number = getenv("PROBE_REUSED");
	uint64_t n = 1;

	if (number != NULL)
		(void)span_u64(span_str(number), &n);
	return (int)n;
}

/*
 * A descriptor beyond 0 to 2 and the channel to the key process; a process for
 * several connections has a channel to the service as well.
 */
static bool
run_other_descriptor(void)
{
	for (int fd = STDERR_FILENO + 1; fd < 1024; fd++) {
		struct pollfd p = { .fd = fd };

		if (fd != key_channel &&
		    (fd != REUSE_CONTROL || reused() == 1) &&
		    poll(&p, 1, 0) >= 0 && !(p.revents & POLLNVAL))
			return true;
	}
	return false;
}

static bool
run_kill(void)
{
	return kill(getppid(), 0) == 0;
}

/* No group has this number, so nothing is ended if the call is made. */
static bool
run_kill_group(void)
{
	return kill(-getpid(), SIGKILL) == 0;
}

static bool
run_trace(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static bool
run_read_other(void)
{
	char byte;
	struct iovec own = { &byte, 1 }, its = { &byte, 1 };

	return process_vm_readv(getppid(), &own, 1, &its, 1, 0) > 0;
}

static bool
run_map_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool
run_protect(void)
{
	static char page[8192];

	return mprotect((void *)(((uintptr_t)page + 4095) & ~(uintptr_t)4095),
		   4096, PROT_READ | PROT_EXEC) == 0;
}

static bool
run_raise_limit(void)
{
	struct rlimit more = { 1000, 1000 };

	return setrlimit(RLIMIT_CORE, &more) == 0;
}

static bool
run_limit_other(void)
{
	struct rlimit none = { 0, 0 };

	return prlimit(getppid(), RLIMIT_CORE, &none, NULL) == 0;
}

static bool
run_be_dumpable(void)
{
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

static bool
run_become_root(void)
{
	return setuid(0) == 0;
}

static bool
run_keep_root(void)
{
	return setresuid(0, 0, 0) == 0;
}

static bool
run_write_log(void)
{
	return write(STDERR_FILENO, "", 0) == 0;
}

/* The handshake has had its one signature; this asks for a second one. */
static bool
run_sign_again(void)
{
	return signatures > 1;
}

/* The last connection of its number: has each had one signature? */
static bool
run_as_many(void)
{
	return connections == reused() && all_of_them == connections;
}

/* The next connection, before this one is over. */
static bool
run_take_next(void)
{
	struct msghdr message = { .msg_iovlen = 0 };

	return recvmsg(REUSE_CONTROL, &message, MSG_DONTWAIT) >= 0;
}

static bool
run_nothing(void)
{
	return signatures == 1;
}

#define ACT(name)                                                              \
	{                                                                      \
#name, run_##name                                              \
	}
static const struct {
	const char *name;
	bool (*run)(void);
} act[] = { ACT(nothing), ACT(open_key), ACT(open_passwd), ACT(open_site),
	ACT(write_tmp), ACT(proc), ACT(socket), ACT(datagrams), ACT(call_out),
	ACT(accept), ACT(pass_on), ACT(pass_to_log), ACT(call_out_by_message),
	ACT(option), ACT(option_of_tcp), ACT(take_keys), ACT(take_in),
	ACT(other_descriptor), ACT(execute), ACT(fork), ACT(fork_as_root),
	ACT(kill), ACT(kill_group), ACT(trace), ACT(read_other), ACT(map_code),
	ACT(protect), ACT(raise_limit), ACT(limit_other), ACT(be_dumpable),
	ACT(become_root), ACT(keep_root), ACT(write_log), ACT(sign_again),
	ACT(as_many), ACT(take_next) };

#define ACTS (sizeof act / sizeof *act)

static bool
is_named(const char *name, struct span host)
{
	static const char start[] = "probe-";
	size_t n = strlen(name);

	/* the name of an act has "_" where a host's name has "-" */
	if (host.n < sizeof start - 1 + n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (host.p[sizeof start - 1 + i] !=
		    (name[i] == '_' ? '-' : name[i]))
			return false;
	return host.p[sizeof start - 1 + n] == '.';
}

static void
say(const char *name, bool done)
{
	char line[128];
	struct text t = TEXT(line);
	struct iovec part;

	text_put(&t, SPAN("probe: "));
	text_put(&t, span_str(name));
	text_put(&t, done ? SPAN(" done\n") : SPAN(" refused\n"));
	part = (struct iovec){ line, t.n };
	(void)!writev(STDERR_FILENO, &part, 1);
}

/* Sends one more request and reads its answer; the channel stays open. */
static long
ask(int channel, const struct signing_request *r, char *answer)
{
	char bytes[SIGNING_REQUEST];
	struct text t = TEXT(bytes);
	struct pollfd p = { .fd = channel, .events = POLLIN };

	signing_put(&t, r);
	if (send(channel, t.p, t.n, MSG_NOSIGNAL) < 0)
		return -errno;
	(void)poll(&p, 1, 5000);
	return recv(channel, answer, SIGNING_ANSWER, MSG_DONTWAIT);
}

long
__wrap_key_process_ask(int *channel, const struct signing_request *r,
    uint64_t timeout_ms, char answer[SIGNING_ANSWER])
{
	char more[SIGNING_ANSWER];
	long n = ask(*channel, r, answer);

	(void)timeout_ms;
	key_channel = *channel;
	signatures = (n > 0) + (ask(key_channel, r, more) > 0);
	all_of_them += signatures;
	connections++;
	return n;
}

bool
__wrap_reuse_take(struct connection *c)
{
	char line[64];
	struct text t = TEXT(line);
	struct iovec part;

	text_put(&t, SPAN("probe: "));
	text_u64(&t, (uint64_t)getpid());
	text_put(&t, SPAN(" waits\n"));
	part = (struct iovec){ line, t.n };
	(void)!writev(STDERR_FILENO, &part, 1);
	return __real_reuse_take(c);
}

void
__wrap_handshake_learn(struct handshake *h, struct proxy_tls *tls)
{
	__real_handshake_learn(h, tls);
	for (size_t i = 0; i < ACTS; i++)
		if (is_named(act[i].name, tls->server_name)) {
			say(act[i].name, act[i].run());
			_exit(0);
		}
}

uint64_t
__wrap_source_of(const struct address *a)
{
	static const unsigned char door[] = { 127, 0, 1 };
	size_t n = a->byte[3];

	if (a->family == ADDRESS_IPV4 &&
	    memcmp(a->byte, door, sizeof door) == 0 && n > 0 && n <= ACTS &&
	    fork() == 0) {
		say(act[n - 1].name, act[n - 1].run());
		_exit(0);
	}
	return __real_source_of(a);
}
