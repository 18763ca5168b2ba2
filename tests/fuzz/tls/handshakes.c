/*
 * handshakes -- damaged handshakes against the code of minihttp-tls, in one
 * process: connection_serve with the real handshake, pump and signer, a client
 * of GnuTLS (client.h), the keys, and a handler that answers.
 *
 *	handshakes DIRECTORY SEED COUNT [NUMBER]
 *
 * DIRECTORY has ec/, other/, rsa/ and client/, each with fullchain.pem and
 * privkey.pem.  NUMBER runs that handshake alone, and prints what happened.
 *
 * Nothing waits: where the server would, in poll(2), the others take their
 * turns.  When nobody can go on, the client hangs up, or the time of the server
 * is up.  So all that a handshake does follows from SEED and its number, but
 * for its keys.
 *
 * The rules, beside those of the sanitizers:
 *
 *	- the server ends, and waits for nothing that cannot come
 *	- no byte goes to the handler before the client's Finished message was
 *	  made, nor after one that is wrong, nor if the ClientHello was changed
 *	- what goes there is a PROXY header, then a prefix of the request
 *	- the client gets records of TLS, or the answer to plain HTTP alone
 *	- a connection has one of: bytes for the handler, one line in the log,
 *	  that answer, or nothing because the client sent nothing
 *	- a line is one line of visible characters
 *	- one signature at most is asked for
 *	- no descriptor is left open
 */
#define _GNU_SOURCE
#include "fuzz/tls/client.h"
#include "fuzz/tls/damage.h"
#include "fuzz/tls/servers.h"
#include "tls/connection.h"
#include "tls/keys.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define HEADER 16 /* of PROXY, version 2, before its addresses */
#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

#define CPU_S 10 /* a handshake that takes longer does not end */
#define WALL_S 300

int __real_poll(struct pollfd *, nfds_t, int timeout_ms);
int __wrap_poll(struct pollfd *, nfds_t, int timeout_ms);

static int log_fd[2];
static struct log error_log = { .name = "minihttp-tls" };

enum key_mood { KEY_SIGNS, KEY_IS_GONE, KEY_LIES, KEY_SLEEPS };

/* The connection that is being served, and all who take part. */
static struct {
	uint64_t seed, number;
	struct client client;
	int handler; /* the handler's end; -1: it has ended */
	int key;     /* the key's end; -1: it has ended */
	enum key_mood mood;
	unsigned signatures;
	bool time_is_up; /* of the server, when nobody can go on */
	unsigned char got[CLIENT_TEXT_MOST + 8192]; /* by the handler */
	size_t ngot;
	char line[8192]; /* of the log */
	size_t nline;
	unsigned polls;
} w;

static unsigned done, lines, plain, silent;

static void
wrong(const char *what)
{
	fprintf(stderr, "handshake %ju of seed %ju: %s\n", (uintmax_t)w.number,
	    (uintmax_t)w.seed, what);
	if (w.nline > 0)
		fprintf(stderr, "%.*s", (int)w.nline, w.line);
	abort();
}

static void
on_alarm(int number)
{
	(void)number;
	wrong("it does not end");
}

static void
check(bool good, const char *what)
{
	if (!good)
		wrong(what);
}

/* --- those who take part; each returns true if it did something ----------- */

static bool
step_key(void)
{
	char byte;
	unsigned char lie[64];

	if (w.key < 0 || w.mood == KEY_SLEEPS ||
	    recv(w.key, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0)
		return false;
	w.signatures++;
	memset(lie, 0x30, sizeof lie);
	if (w.mood == KEY_SIGNS)
		keys_answer(w.key);
	else if (w.mood == KEY_LIES)
		(void)send(w.key, lie, sizeof lie, MSG_NOSIGNAL);
	close(w.key);
	w.key = -1;
	return true;
}

static void
end_handler(void)
{
	close(w.handler);
	w.handler = -1;
}

/* It answers when it has a request, and ends. */
static bool
step_handler(void)
{
	ssize_t n;

	if (w.handler < 0)
		return false;
	check(w.ngot < sizeof w.got, "the handler gets too much");
	n = recv(
	    w.handler, w.got + w.ngot, sizeof w.got - w.ngot, MSG_DONTWAIT);
	if (n < 0)
		return false;
	w.ngot += (size_t)n;
	if (n == 0)
		end_handler();
	else if (w.ngot > 4 && memcmp(w.got + w.ngot - 4, "\r\n\r\n", 4) == 0) {
		(void)send(w.handler, ANSWER, sizeof ANSWER - 1, MSG_NOSIGNAL);
		if (w.client.text < sizeof CLIENT_TEXT)
			end_handler();
	}
	return true;
}

static bool
step(void)
{
	bool moved = step_key();

	moved = step_handler() || moved;
	return client_step(&w.client) || moved;
}

/* All others have their turns until the server has something to do. */
int
__wrap_poll(struct pollfd *p, nfds_t n, int timeout_ms)
{
	bool hung_up = false;

	check(++w.polls < 1000000, "it polls and polls");
	for (;;) {
		int ready = __real_poll(p, n, 0);

		if (ready != 0 || timeout_ms == 0)
			return ready;
		if (step())
			continue;
		if (timeout_ms > 0 && (w.time_is_up || hung_up))
			return 0;
		if (!hung_up) {
			client_hang_up(&w.client);
			hung_up = true;
		} else if (w.handler >= 0)
			end_handler();
		else
			wrong("it waits for what cannot come");
	}
}

/* --- what has to hold ----------------------------------------------------- */

static void
check_handler(void)
{
	static const char signature[] = "\r\n\r\n\0\r\nQUIT\n!";
	struct client *c = &w.client;
	size_t head;

	check(c->finished, "the handler has bytes before the Finished message");
	check(!c->finished_wrong, "a wrong Finished message was taken");
	check(!c->hello_changed, "a changed ClientHello was taken");
	check(w.ngot > HEADER && memcmp(w.got, signature, 13) == 0,
	    "the handler has no PROXY header");
	head = HEADER + (size_t)w.got[14] * 256 + w.got[15];
	check(w.ngot >= head, "the PROXY header is cut");
	check(w.ngot - head <= c->text, "the handler has more than was sent");
	for (size_t i = head; i < w.ngot; i++)
		check(
		    w.got[i] ==
			(unsigned char)
			    CLIENT_TEXT[(i - head) % (sizeof CLIENT_TEXT - 1)],
		    "the handler has bytes that nobody sent");
}

/* Returns true if the client got the answer to plain HTTP. */
static bool
check_client(void)
{
	const struct client *c = &w.client;
	size_t at = 0;

	if (c->ngot >= 12 && memcmp(c->got, "HTTP/1.1 400", 12) == 0) {
		check(c->sent[0] >= 'A' && c->sent[0] <= 'Z',
		    "TLS was answered as plain HTTP");
		return true;
	}
	while (at < c->ngot) {
		const unsigned char *p = c->got + at;
		size_t left = c->ngot - at, n;

		check(p[0] >= 20 && p[0] <= 23, "the client has no record");
		if (left < 5)
			break;
		n = (size_t)p[3] * 256 + p[4];
		check(p[1] == 3 && n <= 16384 + 256, "a record is no record");
		at += 5 + n;
	}
	return false;
}

static void
check_log(void)
{
	ssize_t n;

	while ((n = read(
		    log_fd[0], w.line + w.nline, sizeof w.line - w.nline)) > 0)
		w.nline += (size_t)n;
	for (size_t i = 0; i < w.nline; i++)
		check(
		    w.line[i] >= ' ' || (w.line[i] == '\n' && i + 1 == w.nline),
		    "the log has more than a line of visible characters");
	check(w.nline == 0 || memmem(w.line, w.nline, ": TLS handshake: ", 17),
	    "the log has another line");
}

static void
judge(void)
{
	bool answered;
	int fate;

	while (step()) /* bytes that are under way still arrive */
		;
	w.client.state = CLIENT_GONE; /* a deaf client listens now */
	while (step())
		;
	check_log();
	answered = check_client();
	if (w.ngot > 0)
		check_handler();
	check(w.signatures <= 1, "more than one signature");
	fate = (w.ngot > 0) + (w.nline > 0) + answered;
	check(fate <= 1, "it has two outcomes");
	check(fate == 1 || w.client.gone == 0, "nobody says what became of it");
	done += w.ngot > 0;
	lines += w.nline > 0;
	plain += answered;
	silent += fate == 0;
}

/* --- a handshake ---------------------------------------------------------- */

static void
make_pair(int fd[2], int type)
{
	if (socketpair(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fd) <
	    0) {
		perror("socketpair");
		exit(2);
	}
}

static void
limit_time(unsigned cpu_s, unsigned wall_s)
{
	struct itimerval t = { .it_value.tv_sec = cpu_s };

	(void)setitimer(ITIMER_PROF, &t, NULL);
	alarm(wall_s);
}

static void
shake(uint64_t seed, uint64_t number)
{
	static const struct address us = { ADDRESS_IPV4, { 127, 0, 0, 1 },
		443 };
	uint64_t dice = seed ^ (number * UINT64_C(0xa0761d6478bd642f));
	int line[2], key[2], handler[2];
	struct handshake *h = servers_take(damage_next(&dice) % 4);
	struct connection c = { .timeout_ms = 1000000,
		.handshake = h,
		.log = &error_log,
		.client = us,
		.own = us };
	const char *why;

	make_pair(line, SOCK_STREAM);
	make_pair(key, SOCK_SEQPACKET);
	make_pair(handler, SOCK_STREAM);
	w.seed = seed;
	w.number = number;
	w.ngot = w.nline = w.signatures = w.polls = 0;
	w.handler = handler[1];
	w.key = key[1];
	w.mood = damage_next(&dice) % 64 < 3
		     ? (enum key_mood)(damage_next(&dice) % 3 + 1)
		     : KEY_SIGNS;
	if (w.mood == KEY_IS_GONE) {
		close(w.key);
		w.key = -1;
	}
	w.time_is_up = damage_next(&dice) % 4 == 0;
	client_begin(&w.client, damage_next(&dice), line[1]);
	c.fd = line[0];
	c.key = key[0];
	c.handler = handler[0];
	limit_time(CPU_S, WALL_S);
	why = handshake_begin(h, c.key);
	check(why == NULL, "handshake_begin");
	connection_serve(&c);
	limit_time(0, 0);
	servers_end_session(h);
	/* the pump has closed it if the handler had the connection */
	if (fcntl(c.fd, F_GETFD) >= 0)
		close(c.fd);
	close(c.handler);
	judge();
	if (w.handler >= 0)
		end_handler();
	if (w.key >= 0)
		close(w.key);
	client_end(&w.client);
}

/* --- the start ------------------------------------------------------------ */

static int
lowest_descriptor(void)
{
	int fd = dup(STDERR_FILENO);

	close(fd);
	return fd;
}

int
main(int argc, char **argv)
{
	uint64_t seed, count, from = 0;
	int before;

	if (argc < 4) {
		fputs("handshakes DIRECTORY SEED COUNT [NUMBER]\n", stderr);
		return 2;
	}
	seed = strtoull(argv[2], NULL, 10);
	count = strtoull(argv[3], NULL, 10);
	if (argc > 4)
		from = strtoull(argv[4], NULL, 10), count = 1;
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGPROF, on_alarm);
	(void)signal(SIGALRM, on_alarm);
	servers_load(argv[1]);
	if (pipe2(log_fd, O_NONBLOCK | O_CLOEXEC) < 0)
		return 2;
	error_log.fd = log_fd[1];
	before = lowest_descriptor();
	for (uint64_t i = from; i < from + count; i++) {
		shake(seed, i);
		check(lowest_descriptor() == before, "a descriptor is left");
	}
	if (argc > 4)
		printf("%.*s", (int)w.nline, w.line);
	printf("%ju handshakes of seed %ju: %u complete, %u refused with a "
	       "line, %u plain, %u without a byte\n",
	    (uintmax_t)count, (uintmax_t)seed, done, lines, plain, silent);
	return 0;
}
