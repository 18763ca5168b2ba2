#define _GNU_SOURCE
#include "probe/held.h"

#include "os/cgi_spawner.h"
#include "os/counters_file.h"
#include "os/scoreboard.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define DESCRIPTORS 256

/* From linux/socket.h and linux/tls.h, and the sizes of two structs there. */
#ifndef SOL_TLS
#define SOL_TLS 282
#endif
#define TLS_TX 1
#define TLS_RX 2
#define AES_128_KEYS 40
#define CHACHA_KEYS 56

/* Returns -errno, or what the call returned. */
static long
try(long r)
{
	return r < 0 ? -errno : r;
}

/* Returns the best result of act over all descriptors; -EBADF without any. */
static long
with_each(long (*act)(int fd))
{
	long best = -EBADF;

	for (int fd = DESCRIPTORS - 1; fd >= 0; fd--) {
		struct stat st;
		long r;

		if (syscall(SYS_fstat, fd, &st) < 0)
			continue;
		r = act(fd);
		if (best < 0 && (best == -EBADF || r >= 0))
			best = r;
	}
	return best;
}

/*
 * Returns an address with a port that nobody uses, or the port of a server of
 * the test.
 */
static struct sockaddr_in
somebody(void)
{
	const char *port = getenv("PROBE_PORT");

	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons(
		    (uint16_t)(port != NULL ? strtoul(port, NULL, 10) : 1)) };
}

static long
call_out(int fd)
{
	struct sockaddr_in to = somebody();
	long r;

	(void)syscall(SYS_shutdown, fd, SHUT_RDWR);
	r = try(syscall(SYS_sendto, fd, "called", 6,
	    MSG_FASTOPEN | MSG_NOSIGNAL, &to, sizeof to));
	return r == -ECONNREFUSED || r == -EINPROGRESS ? 0 : r;
}

long
run_call_out(void)
{
	return with_each(call_out);
}

static long
send_to(int fd)
{
	struct sockaddr_in to = somebody();

	return try(syscall(SYS_sendto, fd, "", 0, MSG_DONTWAIT | MSG_NOSIGNAL,
	    &to, sizeof to));
}

long
run_send_to(void)
{
	return with_each(send_to);
}

static long
send_oob(int fd)
{
	return try(syscall(SYS_sendto, fd, "HTTP/1.1 200 Out\r\n\r\n", 20,
	    MSG_OOB | MSG_NOSIGNAL, NULL, 0));
}

long
run_send_oob(void)
{
	return with_each(send_oob);
}

/* The kernel copies the keys to a program that says how long they are. */
static long
take_keys(int fd)
{
	char keys[CHACHA_KEYS];
	long r = -1;

	for (int way = TLS_TX; r < 0 && way <= TLS_RX; way++) {
		socklen_t n = AES_128_KEYS;

		r = try(syscall(SYS_getsockopt, fd, SOL_TLS, way, keys, &n));
		n = CHACHA_KEYS;
		if (r < 0)
			r = try(syscall(
			    SYS_getsockopt, fd, SOL_TLS, way, keys, &n));
	}
	return r;
}

long
run_take_keys(void)
{
	return with_each(take_keys);
}

static long
give_keys(int fd)
{
	char keys[AES_128_KEYS] = { 0 };

	return try(
	    syscall(SYS_setsockopt, fd, SOL_TLS, TLS_TX, keys, sizeof keys));
}

long
run_give_keys(void)
{
	return with_each(give_keys);
}

static long
shut_for_all(int fd)
{
	return try(syscall(SYS_shutdown, fd, SHUT_RD));
}

long
run_shut_for_all(void)
{
	return with_each(shut_for_all);
}

static long
accept_more(int fd)
{
	long r = try(syscall(SYS_accept4, fd, NULL, NULL, SOCK_NONBLOCK));

	/* EAGAIN: no connection waits now, but accept itself is allowed */
	return r == -EAGAIN ? 0 : r;
}

long
run_accept_more(void)
{
	return with_each(accept_more);
}

union control {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

static long
take_more(int fd)
{
	char byte;
	struct iovec part = { &byte, 1 };
	union control control;
	struct msghdr message = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room };
	long r = try(syscall(SYS_recvmsg, fd, &message, MSG_DONTWAIT));

	return r == -EAGAIN ? 0 : r;
}

long
run_take_more(void)
{
	return with_each(take_more);
}

/* Sends a copy of standard error to the process at the other end of fd. */
static long
pass_on(int fd)
{
	int what = STDERR_FILENO;
	char byte = 0;
	struct iovec part = { &byte, 1 };
	union control control = { .head = { .cmsg_len = CMSG_LEN(sizeof what),
				      .cmsg_level = SOL_SOCKET,
				      .cmsg_type = SCM_RIGHTS } };
	struct msghdr message = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room };

	memcpy(CMSG_DATA(&control.head), &what, sizeof what);
	return try(syscall(SYS_sendmsg, fd, &message, MSG_DONTWAIT));
}

long
run_pass_on(void)
{
	return with_each(pass_on);
}

static long
unappend(int fd)
{
	return try(syscall(SYS_fcntl, fd, F_SETFL, 0));
}

long
run_unappend(void)
{
	return with_each(unappend);
}

static long
rewind_it(int fd)
{
	return try(syscall(SYS_lseek, fd, 0, SEEK_SET));
}

long
run_rewind(void)
{
	return with_each(rewind_it);
}

static long
cut(int fd)
{
	return try(syscall(SYS_ftruncate, fd, 0));
}

long
run_cut(void)
{
	return with_each(cut);
}

static long
change_mode(int fd)
{
	return try(syscall(SYS_fchmod, fd, 0666));
}

long
run_chmod(void)
{
	return with_each(change_mode);
}

static long
date(int fd)
{
	struct timespec t[2] = { { 1, 0 }, { 1, 0 } };

	return try(syscall(SYS_utimensat, fd, NULL, t, 0));
}

long
run_date(void)
{
	return with_each(date);
}

static struct scoreboard *board;
static struct counters *counters;
static struct limited_list *noted;

struct scoreboard *__real_scoreboard_new(uint32_t);
struct scoreboard *__wrap_scoreboard_new(uint32_t);
struct scoreboard *__real_scoreboard_attach(int);
struct scoreboard *__wrap_scoreboard_attach(int);
int __real_counters_file_open(const char *, struct counters **);
int __wrap_counters_file_open(const char *, struct counters **);

struct scoreboard *
__wrap_scoreboard_new(uint32_t nplaces)
{
	return board = __real_scoreboard_new(nplaces);
}

struct scoreboard *
__wrap_scoreboard_attach(int fd)
{
	return board = __real_scoreboard_attach(fd);
}

int __real_counters_file_open_limited(const char *, struct limited_list **);
int __wrap_counters_file_open_limited(const char *, struct limited_list **);

int
__wrap_counters_file_open_limited(const char *path, struct limited_list **list)
{
	int err = __real_counters_file_open_limited(path, list);

	noted = err == 0 ? *list : NULL;
	return err;
}

int
__wrap_counters_file_open(const char *path, struct counters **table)
{
	int err = __real_counters_file_open(path, table);

	counters = err == 0 ? *table : NULL;
	return err;
}

long
run_fill_board(void)
{
	if (board == NULL)
		return -EBADF;
	board->taken = 0x7fffffff;
	return 0;
}

long
run_raise_rates(void)
{
	if (board == NULL)
		return -EBADF;
	for (size_t i = 0; i < RATES_PLACES; i++)
		board->rates.place[i].full_ns = 0;
	return 0;
}

long
run_clear_rates(void)
{
	if (board == NULL)
		return -EBADF;
	memset(board->rates.place, 0, sizeof board->rates.place);
	return 0;
}

long
run_read_rates(void)
{
	volatile uint64_t sum = 0;

	if (board == NULL)
		return -EBADF;
	for (size_t i = 0; i < RATES_PLACES; i++)
		sum += board->rates.place[i].source;
	return 0;
}

/* Lists a stranger as a source that is limited. */
static long
forge(struct limited_list *list)
{
	list->place[0].source = UINT64_C(1) << 32 | 0xc0000207;
	list->place[0].times = 1000;
	list->place[0].last_s = time(NULL);
	list->times[LIMITED_REQUESTS] = 1000;
	return 0;
}

long
run_forge_limited(void)
{
	return counters == NULL ? -EBADF : forge(&counters->limited);
}

long
run_forge_noted(void)
{
	return noted == NULL ? -EBADF : forge(noted);
}

long
run_spoil_counters(void)
{
	if (counters == NULL)
		return -EBADF;
	counters->head.magic[0] ^= 1;
	return 0;
}

static int spawner = -1;

int __real_cgi_spawner_start(const struct cgi_spawner_setup *, int *);
int __wrap_cgi_spawner_start(const struct cgi_spawner_setup *, int *);

int
__wrap_cgi_spawner_start(const struct cgi_spawner_setup *setup, int *fd)
{
	int err = __real_cgi_spawner_start(setup, fd);

	spawner = err == 0 ? *fd : -1;
	return err;
}

/*
 * Asks for a script that no request can name, with a user who has not logged
 * in.
 */
long
run_hidden_script(void)
{
	static const char environment[] = "REMOTE_USER=root";
	struct cgi_spawner_job job = { .script = SPAN(".hidden"),
		.environment = { environment, sizeof environment } };
	struct cgi_spawner_word word = { 0, 0 };
	struct pollfd p = { .events = POLLIN };
	struct cgi_spawned script;
	int err =
	    spawner < 0 ? -ENOENT : cgi_spawner_run(spawner, &job, &script);

	if (err < 0)
		return err;
	p.fd = script.told;
	if (poll(&p, 1, 10000) > 0)
		(void)cgi_spawner_hear(&script, &word);
	return word.fate == CGI_SPAWNER_ENDED && word.value == 0 ? 0
								 : -word.value;
}

static long
overwrite(int fd)
{
	return try(syscall(SYS_pwrite64, fd, "x", 1, 0));
}

long
run_overwrite(void)
{
	return with_each(overwrite);
}

/* This shuts the connection too, so that the probe's client reads no answer. */
static long
shut_writing(int fd)
{
	return try(syscall(SYS_shutdown, fd, SHUT_WR));
}

long
run_shut_writing(void)
{
	return with_each(shut_writing);
}

/* Reads a pipe that does not belong to this visitor, by its name in /proc. */
static long
take_out_lines(int fd)
{
	struct {
		uint64_t flags, mode, resolve;
	} how = { O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0, 0 };
	struct stat st;
	char path[64];

	if (fd <= STDOUT_FILENO || syscall(SYS_fstat, fd, &st) < 0 ||
	    !S_ISFIFO(st.st_mode))
		return -EACCES;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	/* success is to open it: its lines may be gone, but more will come */
	return try(syscall(SYS_openat2, -1, path, &how, sizeof how));
}

long
run_take_out_lines(void)
{
	return with_each(take_out_lines);
}
