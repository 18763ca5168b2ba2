/*
 * A whole connection over a wire of memory: any split of the bytes gives the
 * same answers, and every way in which a connection breaks ends it, with the
 * right name in the log.
 */
#define _GNU_SOURCE
#include "os/clock.h"
#include "server/conn.h"

#include "unit/server/fake_wire.h"
#include "unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#define LARGE 40000 /* over LIMIT_SMALL: goes by send_file */

static char dir[] = "/tmp/minihttp-conn-XXXXXX";
static struct conf conf;
static struct docroot root;
static struct log access_log;
static struct fake_wire wire;
static struct conn conn;

static void
make_file(const char *name, size_t n)
{
	char path[128], *bytes = malloc(n + 1);
	struct timespec old[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
	int fd;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	for (size_t i = 0; i < n; i++)
		bytes[i] = (char)('a' + i % 23);
	if (write(fd, bytes, n) != (ssize_t)n || futimens(fd, old) < 0)
		perror(path);
	close(fd);
	free(bytes);
}

/* A file has one ETag once its last change is a tick ago (site/validators). */
static void
let_a_tick_pass(void)
{
	int64_t from = clock_wall_ns();

	while (clock_wall_ns() - from < 25000000)
		;
}

static void
begin(const char *request)
{
	struct pace pace = { -1, (int64_t)conf.send_timeout_ms,
		conf.send_min_rate };

	fake_init(&wire, span_str(request), &pace);
	if (ftruncate(access_log.fd, 0) < 0)
		perror("ftruncate");
	lseek(access_log.fd, 0, SEEK_SET);
}

static void
serve(void)
{
	static const struct address nobody = { .family = ADDRESS_NONE };
	struct service service = { .conf = &conf,
		.root = &root,
		.access = &access_log,
		.error = &access_log,
		.passwords = -1 };

	conn_serve(&conn, &service, &wire.wire, &nobody);
}

/* The last word of each line of the log, with spaces between. */
static const char *
names(void)
{
	static char out[1024];
	char log[8192];
	ssize_t n = pread(access_log.fd, log, sizeof log - 1, 0);
	struct text t = TEXT(out);
	struct span rest = { log, n > 0 ? (size_t)n : 0 }, line, word;

	while (rest.n > 0) {
		span_cut(rest, '\n', &line, &rest);
		while (span_cut(line, ' ', &word, &line))
			;
		if (t.n > 0)
			text_char(&t, ' ');
		text_put(&t, word);
	}
	text_char(&t, '\0');
	return out;
}

/* The answers without their Date lines, which may differ by a second. */
static struct span
answers(char *buf)
{
	struct span rest = { wire.out, wire.out_n };
	size_t n = 0;

	while (rest.n > 0) {
		const char *lf = memchr(rest.p, '\n', rest.n);
		size_t len = lf ? (size_t)(lf - rest.p) + 1 : rest.n;

		if (!span_starts(rest, SPAN("Date: "))) {
			memcpy(buf + n, rest.p, len);
			n += len;
		}
		rest = span_from(rest, len);
	}
	return (struct span){ buf, n };
}

static const char pipeline[] =
    "GET /small HTTP/1.1\r\nHost: a\r\n\r\n"
    "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world"
    "GET /large HTTP/1.1\r\nHost: a\r\nRange: bytes=39990-\r\n\r\n"
    "PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nT: x\r\n\r\n"
    "HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n"
    "GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

static char whole_buf[sizeof wire.out], part_buf[sizeof wire.out];

static void
test_splits(struct span whole, const char *log)
{
	size_t bad = 0, n = sizeof pipeline - 1;

	for (size_t cut = 1; cut < n; cut++) {
		begin(pipeline);
		wire.cut[0] = cut;
		wire.cut[1] = cut + (cut * 7) % (n - cut + 1);
		serve();
		bad += !span_eq(answers(part_buf), whole) ||
		       strcmp(names(), log) != 0;
	}
	OK(bad == 0, "input split at every byte: the same answers");
}

static void
test_trickles(struct span whole, const char *log)
{
	static const struct {
		const char *why;
		size_t read_most, write_most;
		int interrupts;
		int64_t wait_ms;
	} cases[] = {
		{ "one byte a read", 1, 0, 0, 0 },
		{ "one byte a write", 0, 1, 0, 0 },
		{ "two of three calls are interrupted", 0, 0, 3, 0 },
		{ "every call waits first", 0, 0, 0, 1 },
		{ "all of it, seven bytes at a time", 7, 7, 2, 1 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(pipeline);
		wire.read_most = cases[i].read_most;
		wire.write_most = cases[i].write_most;
		wire.interrupts = cases[i].interrupts;
		wire.wait_ms = cases[i].wait_ms;
		serve();
		OK(span_eq(answers(part_buf), whole) &&
			strcmp(names(), log) == 0,
		    "%s: the same answers", cases[i].why);
	}
}

/* The peer goes away after each possible number of bytes of output. */
static void
test_gone(void)
{
	size_t bad = 0, all;

	begin(pipeline);
	serve();
	all = wire.out_n;
	for (size_t i = 0; i < all; i += i < 4000 || i > all - 300 ? 1 : 97) {
		const char *log;

		begin(pipeline);
		wire.gone_at = i;
		serve();
		log = names();
		bad += wire.out_n != i || strlen(log) < 9 ||
		       strcmp(log + strlen(log) - 9, "peer-gone") != 0;
	}
	OK(bad == 0, "peer gone after any byte of the answers: peer-gone");
}

static void
test_breaks(void)
{
	static const struct {
		const char *why, *request, *log;
		size_t read_most, write_most;
		int64_t wait_ms;
		bool stalls;
		int status; /* of the last answer, 0 for none */
	} cases[] = {
		{ "silence on a new connection ends it without a word", "", "",
		    0, 0, 0, true, 0 },
		{ "silence after an answer ends it without a word",
		    "GET /small HTTP/1.1\r\nHost: a\r\n\r\n", "-", 0, 0, 0,
		    true, 200 },
		{ "a head that stops is 408", "GET / HTTP/1.1\r\nHost:",
		    "head-slow", 0, 0, 0, true, 408 },
		{ "a head that dribbles is 408, however alive it is",
		    "GET /small HTTP/1.1\r\nHost: a\r\n\r\n", "head-slow", 1, 0,
		    1000, false, 408 },
		{ "a body that stops is 408",
		    "GET /small HTTP/1.0\r\nContent-Length: 9\r\n\r\nabc",
		    "body-slow", 0, 0, 0, true, 408 },
		{ "a body below the rate is 408, however alive it is",
		    "GET /small HTTP/1.0\r\nContent-Length: 300\r\n\r\n"
		    "01234567890123456789012345678901234567890123456789"
		    "01234567890123456789012345678901234567890123456789",
		    "body-slow", 44, 0, 8000, false, 408 },
		{ "an answer read below the rate is cut off",
		    "GET /large HTTP/1.0\r\n\r\n", "send-slow", 0, 300, 1000,
		    false, 200 },
		{ "an answer read above the rate is not",
		    "GET /large HTTP/1.0\r\n\r\n", "-", 0, 600, 1000, false,
		    200 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int status = 0;

		begin(cases[i].request);
		wire.read_most = cases[i].read_most;
		wire.write_most = cases[i].write_most;
		wire.wait_ms = cases[i].wait_ms;
		wire.stalls = cases[i].stalls;
		serve();
		if (wire.out_n > 12)
			status = atoi(wire.out + 9);
		OK(strcmp(names(), cases[i].log) == 0 &&
			status == cases[i].status,
		    "%s (%s, %d)", cases[i].why, names(), status);
	}
}

/* Speed earns credit, but for a peer that stops the server waits one grace. */
static void
test_stall(void)
{
	static char request[100100];
	int n = snprintf(request, sizeof request,
	    "GET /small HTTP/1.0\r\nContent-Length: 1000000\r\n\r\n");

	memset(request + n, 'x', sizeof request - (size_t)n - 1);
	begin(request);
	wire.stalls = true;
	serve();
	OK(strcmp(names(), "body-slow") == 0 &&
		wire.now_ms == FAKE_START_MS + (int64_t)conf.body_timeout_ms,
	    "a body that came fast and then stops is waited for once");
}

/*
 * A socket has room only when a third of its buffer is free, for which a
 * slow peer may take longer than the grace; what it has read counts.
 */
static void
test_buffered(void)
{
	uint64_t rate = conf.send_min_rate;

	conf.send_min_rate = 100;
	begin("GET /large HTTP/1.0\r\n\r\n");
	wire.buffer = 30000;
	wire.ms_a_byte = 5; /* 200 bytes a second, and 50 s for a third */
	serve();
	OK(strcmp(names(), "-") == 0 && wire.out_n > LARGE,
	    "a slow reader behind a large buffer is not cut off (%s)", names());
	begin("GET /large HTTP/1.0\r\n\r\n");
	wire.buffer = 30000;
	wire.ms_a_byte = 20; /* 50 a second */
	serve();
	OK(strcmp(names(), "send-slow") == 0,
	    "one below the rate is, whatever lies in the buffer (%s)", names());
	conf.send_min_rate = rate;
}

static void
test_shrinks(void)
{
	char path[128];

	make_file("shrinks", LARGE);
	snprintf(path, sizeof path, "%s/shrinks", dir);
	begin("GET /shrinks HTTP/1.1\r\nHost: a\r\n\r\n"
	      "GET /small HTTP/1.1\r\nHost: a\r\n\r\n");
	wire.shrink_fd = open(path, O_RDWR);
	serve();
	OK(strcmp(names(), "file-shrank") == 0 && wire.out_n < LARGE,
	    "a file cut short in mid-send ends the connection (%s)", names());
	close(wire.shrink_fd);
}

static void
test_persistence(void)
{
	static const struct {
		const char *why, *request, *log;
	} cases[] = {
		{ "HTTP/1.1 persists", "GET /small HTTP/1.1\r\nHost: a\r\n\r\n",
		    "- -" },
		{ "unless it says close (9112 9.3)",
		    "GET /small HTTP/1.1\r\nHost: a\r\nConnection: TE, Close"
		    "\r\n\r\n",
		    "-" },
		{ "HTTP/1.0 does not", "GET /small HTTP/1.0\r\n\r\n", "-" },
		{ "unless it says keep-alive",
		    "GET /small HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
		    "- -" },
		{ "a 404 persists", "GET /absent HTTP/1.1\r\nHost: a\r\n\r\n",
		    "not-found -" },
		{ "an invalid URL persists, its end is certain",
		    "GET x HTTP/1.1\r\nHost: a\r\n\r\n", "invalid-url -" },
		{ "a framing error does not",
		    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
		    "length" },
	};
	char request[512];

	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(request, sizeof request, "%s%s", cases[i].request,
		    "GET /small HTTP/1.0\r\n\r\n");
		begin(request);
		serve();
		OK(strcmp(names(), cases[i].log) == 0, "%s (%s)", cases[i].why,
		    names());
	}
}

int
main(void)
{
	char log[256];
	struct span whole;

	conf_init(&conf);
	if (mkdtemp(dir) == NULL || docroot_open_root(&root, dir) < 0)
		return perror(dir), 1;
	make_file("small", 100);
	make_file("large", LARGE);
	let_a_tick_pass();
	access_log.fd = memfd_create("log", 0);

	begin(pipeline);
	serve();
	whole = answers(whole_buf);
	strcpy(log, names());
	OK(strcmp(log, "- method-off - method-off - -") == 0,
	    "a pipeline of six requests, bodies and all (%s)", log);
	test_splits(whole, log);
	test_trickles(whole, log);
	test_gone();
	test_breaks();
	test_stall();
	test_buffered();
	test_shrinks();
	test_persistence();
	OK(sizeof conn - LIMIT_BULK < 256 * 1024, "a connection is %zu bytes",
	    sizeof conn);
	for (size_t i = 0; i < 3; i++) {
		static const char *const name[] = { "small", "large",
			"shrinks" };

		unlinkat(root.fd, name[i], 0);
	}
	rmdir(dir);
	return DONE();
}
