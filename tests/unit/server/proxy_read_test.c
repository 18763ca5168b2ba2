/*
 * A connection from a proxy: its header is read first, the visitor that it
 * names counts as the peer from then on, and no byte of the first request is
 * lost.
 */
#define _GNU_SOURCE
#include "os/stop.h"
#include "server/conn.h"
#include "server/proxy_read.h"

#include "unit/server/fake_wire.h"
#include "unit/test.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>

#define V1 "PROXY TCP4 192.0.2.1 198.51.100.7 56324 80\r\n"
#define V2                                                                     \
	"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\14\300\0\2\1\306\63\144\7\334\4\0\120"
#define LOCAL "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"
#define TWO                                                                    \
	"GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"                                   \
	"GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
#define ONE "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"

#define BYTES(s) s, sizeof(s) - 1

static char dir[] = "/tmp/minihttp-preface-XXXXXX";
static struct conf conf;
static struct docroot root;
static struct log access_log, error_log;
static struct fake_wire wire;
static struct conn conn;

/* The question to admit and its answer. */
static struct seam {
	unsigned asked;
	bool answer;
	struct address peer;
} seam;

static bool
admit(const struct address *peer, void *arg)
{
	struct seam *s = arg;

	s->asked++;
	s->peer = *peer;
	return s->answer;
}

static void
begin(const char *bytes, size_t n)
{
	struct pace pace = { -1, (int64_t)conf.send_timeout_ms,
		conf.send_min_rate };

	fake_init(&wire, (struct span){ bytes, n }, &pace);
	if (ftruncate(access_log.fd, 0) < 0 || ftruncate(error_log.fd, 0) < 0)
		perror("ftruncate");
	lseek(access_log.fd, 0, SEEK_SET);
	lseek(error_log.fd, 0, SEEK_SET);
	seam = (struct seam){ .answer = true };
}

static void
serve(const char *from)
{
	struct service service = { .conf = &conf,
		.root = &root,
		.access = &access_log,
		.error = &error_log,
		.admit = admit,
		.admit_arg = &seam };
	struct address peer;

	if (address_parse(span_str(from), &peer))
		conn_serve(&conn, &service, &wire.wire, &peer);
}

/* The peer and the refusal of each access line, with spaces between. */
static const char *
logged(void)
{
	static char out[1024];
	char log[8192];
	ssize_t n = pread(access_log.fd, log, sizeof log - 1, 0);
	struct text t = TEXT(out);
	struct span rest = { log, n > 0 ? (size_t)n : 0 }, line, word;

	while (rest.n > 0) {
		span_cut(rest, '\n', &line, &rest);
		span_cut(line, ' ', &word, &line);
		if (t.n > 0)
			text_char(&t, ' ');
		text_put(&t, word);
		text_char(&t, ' ');
		while (span_cut(line, ' ', &word, &line))
			;
		text_put(&t, word);
	}
	text_char(&t, '\0');
	return out;
}

static const char *
errors(void)
{
	static char out[1024];
	ssize_t n = pread(error_log.fd, out, sizeof out - 1, 0);

	out[n > 0 ? n : 0] = '\0';
	return out;
}

static const struct {
	const char *why, *from, *bytes;
	size_t n;
	bool stalls;
	unsigned asked;    /* how often admit was called */
	const char *log;   /* peer and refusal of each request */
	const char *error; /* one line, or "" */
	bool answers;      /* the server sends something */
} cases[] = {
	{ "version 1: the visitor is the peer, and both requests are served",
	    "192.0.2.9", BYTES(V1 TWO), false, 1,
	    "192.0.2.1 not-found 192.0.2.1 not-found", "", true },
	{ "so with version 2", "192.0.2.9", BYTES(V2 TWO), false, 1,
	    "192.0.2.1 not-found 192.0.2.1 not-found", "", true },
	{ "LOCAL: the proxy asks for itself", "192.0.2.9", BYTES(LOCAL TWO),
	    false, 0, "192.0.2.9 not-found 192.0.2.9 not-found", "", true },
	{ "a check that only connects is not logged", "192.0.2.9", BYTES(LOCAL),
	    false, 0, "", "", false },
	{ "silence behind a header ends it without a word", "192.0.2.9",
	    BYTES(V1), true, 1, "", "", false },
	{ "no header is closed without an answer", "192.0.2.9", BYTES(ONE),
	    false, 0, "", "192.0.2.9: PROXY protocol: no header\n", false },
	{ "a malformed one", "192.0.2.9",
	    BYTES("PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n" ONE), false, 0, "",
	    "192.0.2.9: PROXY protocol: an invalid source address\n", false },
	{ "one that is cut", "192.0.2.9", BYTES("PROXY TCP4 1.2"), false, 0, "",
	    "192.0.2.9: PROXY protocol: the connection ended before the "
	    "header did\n",
	    false },
	{ "none at all", "192.0.2.9", BYTES(""), false, 0, "",
	    "192.0.2.9: PROXY protocol: the connection ended before the "
	    "header did\n",
	    false },
	{ "one that does not come", "192.0.2.9", BYTES(""), true, 0, "",
	    "192.0.2.9: PROXY protocol: the header was not complete in time\n",
	    false },
	{ "one that stops", "192.0.2.9", BYTES("PROXY TCP4 1.2"), true, 0, "",
	    "192.0.2.9: PROXY protocol: the header was not complete in time\n",
	    false },
	{ "5: from anybody else a header is a bad request", "192.0.2.8",
	    BYTES(V1 ONE), false, 0, "192.0.2.8 not-http", "", true },
	{ "in binary too", "192.0.2.8", BYTES(V2 ONE), false, 0,
	    "192.0.2.8 empty-lines", "", true },
	{ "who is not listed needs none", "192.0.2.8", BYTES(ONE), false, 0,
	    "192.0.2.8 not-found", "", true },
	{ "a second header is a bad request", "192.0.2.9", BYTES(V1 V1 ONE),
	    false, 1, "192.0.2.1 not-http", "", true },
	{ "a header is only for the first request", "192.0.2.9",
	    BYTES(V1 ONE V1), false, 1,
	    "192.0.2.1 not-found 192.0.2.1 not-http", "", true },
};

static void
test_case(size_t i)
{
	const char *log, *error;

	begin(cases[i].bytes, cases[i].n);
	wire.stalls = cases[i].stalls;
	serve(cases[i].from);
	log = logged();
	error = errors();
	OK(seam.asked == cases[i].asked && strcmp(log, cases[i].log) == 0 &&
		strcmp(error, cases[i].error) == 0 &&
		(wire.out_n > 0) == cases[i].answers,
	    "%s (%u, %s, %.*s)", cases[i].why, seam.asked, log,
	    (int)strcspn(error, "\n"), error);
}

/* Any split of the bytes gives the same result. */
static void
test_splits(size_t i)
{
	size_t bad = 0;

	for (size_t cut = 1; cut < cases[i].n; cut++) {
		begin(cases[i].bytes, cases[i].n);
		wire.stalls = cases[i].stalls;
		wire.cut[0] = cut;
		wire.cut[1] = cut + (cut * 7) % (cases[i].n - cut + 1);
		wire.interrupts = 2;
		serve(cases[i].from);
		bad += strcmp(logged(), cases[i].log) != 0 ||
		       strcmp(errors(), cases[i].error) != 0;
	}
	OK(bad == 0, "%s: split at every byte", cases[i].why);
}

static void
test_time(void)
{
	begin(BYTES(V1 ONE));
	wire.read_most = 1;
	wire.wait_ms = 1000;
	serve("192.0.2.9");
	OK(strcmp(errors(), "192.0.2.9: PROXY protocol: the header was not "
			    "complete in time\n") == 0 &&
		wire.now_ms == FAKE_START_MS + (int64_t)conf.head_timeout_ms,
	    "a header that dribbles is late, however alive it is");
}

static void
test_persistence(void)
{
	uint64_t most = conf.keep_alive_requests;

	conf.keep_alive_requests = 1;
	begin(BYTES(V1 TWO));
	serve("192.0.2.9");
	OK(strcmp(logged(), "192.0.2.1 not-found") == 0,
	    "KeepAliveRequests 1 is one request, and a header none (%s)",
	    logged());
	conf.keep_alive_requests = most;
}

static void
test_admit(void)
{
	begin(BYTES(V1 TWO));
	seam.answer = false;
	serve("192.0.2.9");
	wire.out[wire.out_n] = '\0';
	OK(strncmp(wire.out, "HTTP/1.1 503 ", 13) == 0 &&
		strstr(wire.out, "\r\nRetry-After: 1\r\n") != NULL &&
		strstr(wire.out, "\r\nConnection: close\r\n") != NULL &&
		strcmp(logged(), "192.0.2.1 over-share") == 0,
	    "a visitor who is not admitted gets 503 with Retry-After (%s)",
	    logged());
	OK(seam.asked == 1 && seam.peer.family == ADDRESS_IPV4 &&
		memcmp(seam.peer.byte, "\300\0\2\1", 4) == 0 &&
		seam.peer.port == 56324,
	    "admit is asked once, of the visitor");
	begin(BYTES(V1));
	seam.answer = false;
	serve("192.0.2.9");
	OK(strncmp(wire.out, "HTTP/1.1 503 ", 13) == 0,
	    "before the request is there");
	begin(BYTES(LOCAL ONE));
	seam.answer = false;
	serve("192.0.2.9");
	OK(seam.asked == 0 && strcmp(logged(), "192.0.2.9 not-found") == 0,
	    "a health check is always admitted");
}

/* Under an inetd standard error is the connection. */
static void
test_no_error_log(void)
{
	int fd = error_log.fd;
	char line[64] = "";

	begin(BYTES(ONE));
	error_log.fd = -1;
	serve("192.0.2.9");
	error_log.fd = fd;
	OK(pread(access_log.fd, line, sizeof line - 1, 0) > 0 &&
		strcmp(line, "192.0.2.9: PROXY protocol: no header\n") == 0,
	    "without a log of errors it is in that of requests");
}

/* This test comes last: from here on the process has been told to stop. */
static void
test_stop(void)
{
	struct pollfd none = { .fd = -1 };

	stop_take();
	(void)raise(SIGTERM);
	(void)stop_poll(&none, 0);
	begin(BYTES(""));
	wire.stalls = true;
	serve("192.0.2.9");
	OK(stop_asked() == 1 &&
		wire.now_ms == FAKE_START_MS + LIMIT_STOP_GRACE_MS &&
		errors()[0] == '\0',
	    "told to stop, one that has said nothing has a moment for it");
	begin(BYTES("PROXY "));
	wire.stalls = true;
	serve("192.0.2.9");
	OK(wire.now_ms > FAKE_START_MS + LIMIT_STOP_GRACE_MS,
	    "one that has begun is");
}

int
main(void)
{
	struct conf_error e;

	conf_init(&conf);
	if (mkdtemp(dir) == NULL || docroot_open_root(&root, dir) < 0 ||
	    !conf_parse(&conf, SPAN("ProxyProtocol from 192.0.2.9"), &e))
		return perror(dir), 1;
	access_log.fd = memfd_create("access", 0);
	error_log.fd = memfd_create("error", 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		test_case(i);
		test_splits(i);
	}
	test_time();
	test_persistence();
	test_admit();
	test_no_error_log();
	test_stop();
	rmdir(dir);
	return DONE();
}
