/*
 * The key process of a service: it answers one good request on each channel,
 * and nothing else, whatever a handshake process sends that an attacker has
 * taken over.
 */
#define _GNU_SOURCE
#include "tls/key_service.h"

#include "os/clock.h"
#include "tls/passing.h"
#include "tls/self_signed.h"
#include "tls/signing.h"
#include "unit/test.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define GOOD SIGNING_REQUEST

/* A request to change: SHA-256 with ECDSA, for certificate 0. */
static const struct {
	const char *why;
	size_t n;        /* bytes that are sent */
	size_t at;       /* the byte to change */
	unsigned char x; /* by this */
	bool good;
} cases[] = {
	{ "a request has an answer", GOOD, 0, 0, true },
	{ "one without a byte", 0, 0, 0, false },
	{ "one byte", 1, 0, 0, false },
	{ "a byte too few", GOOD - 1, 0, 0, false },
	{ "a byte too many", GOOD + 1, 0, 0, false },
	{ "two requests in one message", 2 * GOOD, 0, 0, false },
	{ "a certificate that there is not", GOOD, 0, 1, false },
	{ "the last number of a certificate", GOOD, 0, 255, false },
	{ "a key of another kind", GOOD, 1, 0x04 ^ 0x08, false },
	{ "a scheme that is not listed", GOOD, 2, 0x80, false },
	{ "a hash of another length", GOOD, 3, 32 ^ 48, false },
	{ "a hash that is longer than the message", GOOD, 3, 255, false },
	{ "a byte behind the hash", GOOD, 4 + 32, 1, false },
	{ "the last byte of the padding", GOOD, GOOD - 1, 1, false },
};

static struct certificate certificate;
static struct key_service service;

static bool
start(void)
{
	static char dir[] = "/tmp/key_service_test.XXXXXX", file[2][64];
	static const char *const names[] = { "localhost" };
	char buf[256];
	struct text print = TEXT(buf);
	struct self_signed s = { dir, names, 1, clock_wall_ns() / 1000000000 };
	struct span what;
	bool good;

	if (mkdtemp(dir) == NULL || self_signed_make(&s, &what, &print) != NULL)
		return false;
	good = certificate_name(&certificate,
		   &(struct options_pair){ .path = dir }, &LOG_OFF) &&
	       certificate_open_chain(&certificate, &LOG_OFF) &&
	       key_service_start(&certificate, 1, &LOG_OFF, &service) == 0 &&
	       service.good[0];
	snprintf(file[0], sizeof file[0], "%s/fullchain.pem", dir);
	snprintf(file[1], sizeof file[1], "%s/privkey.pem", dir);
	return unlink(file[0]) == 0 && unlink(file[1]) == 0 &&
	       rmdir(dir) == 0 && good;
}

/* The request, and behind it one more. */
static void
fill(char bytes[2 * GOOD])
{
	static const char hash[32] = "any hash";
	struct signing_request r = { 0, SIGNING_ECDSA_SHA256,
		{ hash, sizeof hash } };
	struct text t = { bytes, 2 * GOOD, 0 };

	signing_put(&t, &r);
	signing_put(&t, &r);
}

/* Returns the length of the next answer; 0: the channel has been closed. */
static long
answer(int channel)
{
	char bytes[SIGNING_ANSWER];
	struct pollfd p = { .fd = channel, .events = POLLIN };

	if (poll(&p, 1, 20000) != 1)
		return -1;
	return recv(channel, bytes, sizeof bytes, MSG_DONTWAIT);
}

static void
check_case(size_t i)
{
	char bytes[2 * GOOD];
	int channel = key_service_connect(&service);
	long n;

	fill(bytes);
	bytes[cases[i].at] = (char)(bytes[cases[i].at] ^ cases[i].x);
	(void)send(channel, bytes, cases[i].n, MSG_NOSIGNAL);
	if (cases[i].n == 0) /* to this socket it is the end as well */
		(void)shutdown(channel, SHUT_WR);
	n = answer(channel);
	OK(cases[i].good ? n > 60 : n == 0, "%s: %ld", cases[i].why, n);
	if (cases[i].good)
		OK(answer(channel) == 0, "the channel is closed behind it");
	close(channel);
}

/*
 * Both requests are there before the process reads the first.  A socket that is
 * closed with the second one unread resets the other end, whose error may come
 * before the answer or behind it.
 */
static void
check_two(void)
{
	char bytes[2 * GOOD];
	int channel = key_service_connect(&service);
	unsigned answers = 0;

	fill(bytes);
	(void)send(channel, bytes, GOOD, MSG_NOSIGNAL);
	(void)send(channel, bytes + GOOD, GOOD, MSG_NOSIGNAL);
	for (int i = 0; i < 3; i++)
		answers += answer(channel) > 60;
	OK(answers == 1, "two requests have one answer: %u", answers);
	close(channel);
}

/* A descriptor with a request is dropped: the service alone passes some. */
static void
check_descriptor(void)
{
	char bytes[2 * GOOD], byte;
	int channel = key_service_connect(&service), ends[2];
	long n;

	fill(bytes);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return;
	(void)passing_send(
	    channel, (struct span){ bytes, GOOD }, ends[0], MSG_DONTWAIT);
	close(ends[0]);
	n = answer(channel);
	OK(n > 60 && answer(channel) == 0, "a descriptor with a request: %ld",
	    n);
	OK(recv(ends[1], &byte, 1, 0) == 0, "nobody has it");
	close(ends[1]);
	close(channel);
}

/* A generator of the same numbers in every run. */
static unsigned
chance(unsigned below)
{
	static uint64_t state = 88172645463325252;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 33) % below;
}

/* Any bytes, or a good request of which some bytes are others. */
static size_t
make_up(char bytes[2 * GOOD])
{
	size_t n = chance(2) ? GOOD : 1 + chance(2 * GOOD);
	bool any = chance(2);

	fill(bytes);
	for (unsigned i = any ? 2 * GOOD : chance(3); i-- > 0;)
		bytes[any ? i : chance(GOOD)] = (char)chance(256);
	return n;
}

/*
 * Whatever is sent, a channel has an answer only to a request of the grammar,
 * whose key is there, and of its kind.
 */
static void
check_made_up(void)
{
	unsigned wrong = 0, signatures = 0;

	for (int i = 0; i < 3000; i++) {
		char bytes[2 * GOOD];
		size_t n = make_up(bytes);
		struct signing_request r;
		bool good = signing_read((struct span){ bytes, n }, 1, &r) &&
			    (r.scheme & 0xff) == 0x03; /* ECDSA */
		int channel = key_service_connect(&service);
		long got;

		(void)send(channel, bytes, n, MSG_NOSIGNAL);
		got = answer(channel);
		signatures += got > 60;
		wrong += good ? got <= 60 : got != 0;
		close(channel);
	}
	OK(wrong == 0 && signatures > 100, "of 3000 messages %u are signed",
	    signatures);
}

/* Several descriptors in one message of the control channel are dropped. */
static void
check_two_descriptors(void)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} control = { .room = { 0 } };
	char byte = 0;
	struct iovec part = { &byte, 1 };
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room };
	int ends[2], other[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, other) < 0)
		return;
	control.head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_RIGHTS,
		.cmsg_len = CMSG_LEN(sizeof(int) * 2) };
	memcpy(CMSG_DATA(&control.head), (int[2]){ other[0], ends[0] },
	    2 * sizeof(int));
	OK(sendmsg(service.control, &m, MSG_NOSIGNAL) == 1,
	    "two descriptors in one message");
	close(other[0]);
	close(ends[0]);
	OK(answer(ends[1]) == 0, "nobody has the second one");
	close(other[1]);
	close(ends[1]);
	check_case(0);
}

/* A message without a descriptor makes no channel, and ends nothing. */
static void
check_control(void)
{
	char bytes[2 * GOOD];
	int status;

	fill(bytes);
	(void)send(service.control, bytes, GOOD, MSG_NOSIGNAL);
	check_case(0);
	OK(recv(service.control, bytes, sizeof bytes, MSG_DONTWAIT) < 0,
	    "the service has no answer to a request of its own");
	OK(waitpid(service.pid, &status, WNOHANG) == 0, "it goes on");
	close(service.control);
	OK(waitpid(service.pid, &status, 0) == service.pid && WIFEXITED(status),
	    "it ends with its service");
}

int
main(void)
{
	OK(start(), "the key process has read its key");
	for (size_t i = 0; i < COUNT(cases); i++)
		check_case(i);
	check_two();
	check_descriptor();
	check_made_up();
	check_two_descriptors();
	check_control();
	return DONE();
}
