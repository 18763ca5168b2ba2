/*
 * connection -- one connection through conn_serve, over a wire of memory,
 * and what must hold of it whatever came in.
 *
 *	- Each answer is valid HTTP to a strict reader (strict.h), and where the
 *	  request has an end that anybody could find there is one answer to it.
 *	- A request whose end is not certain is refused, and nothing after it
 *	  is read as one.  Nothing follows an answer that closes.
 *	- The same bytes in other pieces get the same answers, but for 100,
 *	  which is not sent to who did not wait for it.
 *	- There is a line in the log for each answer.
 *	- No descriptor is left open.
 *
 * The clock stands still, so that even dates are the same.
 */
#ifndef FUZZ_CONNECTION_H
#define FUZZ_CONNECTION_H

#include "http/date.h"
#include "os/clock.h"
#include "server/conn.h"

#include "fuzz/fuzz.h"
#include "fuzz/strict.h"
#include "unit/server/fake_wire.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define NOW_S INT64_C(1795000000)
#define MOST_ANSWERS 512

/* These replace the functions of os/clock, for the linker meets them first. */
void
clock_often(void)
{
}

int64_t
clock_wall_ns(void)
{
	return NOW_S * 1000000000;
}

int64_t
clock_mono_ns(void)
{
	return 0;
}

int64_t
clock_mono_ms(void)
{
	return 0;
}

/* How the bytes come and go. */
enum pieces { WHOLE, BYTES, RANDOM, PIECES };

/* The outcome of serving an input once. */
struct serving {
	struct fake_wire wire;
	enum pieces pieces;
	uint32_t random;
	char log[1 << 18];
	size_t log_n;
};

static struct serving servings[PIECES];
static struct conf conf;
static struct docroot root;
static struct log access_log;
static char site[64];

static size_t
deal(struct fake_wire *f)
{
	struct serving *s = (struct serving *)f;

	switch (s->pieces) {
	case WHOLE:
		return 0;
	case RANDOM:
		s->random ^= s->random << 13;
		s->random ^= s->random >> 17;
		s->random ^= s->random << 5;
		return 1 + s->random % (s->random & 64 ? 7 : 200);
	case BYTES:
	case PIECES:
		break;
	}
	return 1;
}

static ssize_t
deal_read(struct wire *w, void *buf, size_t n)
{
	struct fake_wire *f = (struct fake_wire *)w;

	f->read_most = deal(f);
	return fake_read(w, buf, n);
}

/* Writes single bytes only for short outputs; longer ones would be slow. */
static ssize_t
deal_write(struct wire *w, const void *buf, size_t n, bool more)
{
	struct fake_wire *f = (struct fake_wire *)w;

	f->write_most = n > 2000 ? 0 : deal(f);
	return fake_write(w, buf, n, more);
}

/* The harness never lets the server wait. */
static int
never_wait(struct wire *w, bool to_write, int64_t deadline_ms)
{
	(void)w;
	(void)to_write;
	(void)deadline_ms;
	MUST(false);
	return 0;
}

/* Makes the site once, in memory if there is such a file system. */
static void
open_site(void)
{
	(void)snprintf(site, sizeof site, "%s/minihttp-fuzz-XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	MUST(mkdtemp(site) != NULL && docroot_open_root(&root, site) == 0);
	access_log = (struct log){ .fd = memfd_create("log", MFD_CLOEXEC) };
	MUST(access_log.fd >= 0);
}

static size_t
count_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	MUST(d != NULL);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

/* Serves the bytes once, and puts the outcome into *s. */
static void
serve(struct serving *s, enum pieces pieces, uint32_t seed, struct span in)
{
	static const struct wire_ops ops = { deal_read, deal_write,
		fake_send_file, never_wait, fake_now_ms, fake_queued };
	static const struct address peer = { .family = ADDRESS_IPV4,
		.byte = { 127, 0, 0, 1 } };
	static struct conn conn;
	static struct statuspage status;
	struct service service = { .conf = &conf,
		.root = &root,
		.access = &access_log,
		.error = &access_log,
		.status = &status,
		.passwords = -1 };
	struct pace pace = { -1, 1000, 1 };
	ssize_t n;

	fake_init(&s->wire, in, &pace);
	s->wire.wire.ops = &ops;
	s->pieces = pieces;
	s->random = seed | 1;
	MUST(ftruncate(access_log.fd, 0) == 0 &&
	     lseek(access_log.fd, 0, SEEK_SET) == 0);
	conn_serve(&conn, &service, &s->wire.wire, &peer);
	n = pread(access_log.fd, s->log, sizeof s->log, 0);
	MUST(n >= 0 && n < (ssize_t)sizeof s->log);
	s->log_n = (size_t)n;
}

/* One answer, and the request that it answers. */
struct turn {
	enum strict_view view;
	struct strict_request req;
	struct strict_answer ans;
	struct span all; /* the final answer, without interim ones */
};

struct dialogue {
	struct turn at[MOST_ANSWERS];
	size_t n;
};

/* True if nothing after this turn can be answered. */
static bool
is_end(const struct turn *t)
{
	return t->view != STRICT_WHOLE || t->ans.closes;
}

/*
 * Checks the reason for which a connection that could go on has ended: the
 * configuration ended it, or the request was answered before its body had been
 * read, or refused for its size or because another server might read it
 * differently.
 */
static void
check_end(const struct turn *t, size_t served)
{
	int status = t->ans.head.status;

	if (t->view != STRICT_WHOLE || !t->ans.closes || !t->req.persists)
		return;
	MUST(!conf.keep_alive || served >= conf.keep_alive_requests ||
	     (t->req.has_body && (status >= 400 || t->req.expects)) ||
	     status == 400 || status == 431);
}

/*
 * Checks a request whose end is ambiguous: it is refused, and the connection
 * ends (9112 6.3).  A body whose sender waits to be asked may stay unread (9110
 * 10.1.1).
 */
static void
check_uncertain(const struct turn *t)
{
	MUST(t->ans.closes);
	MUST(t->ans.head.status >= 400 || (t->req.known && t->req.expects));
}

/* Reads requests and answers side by side. */
static void
follow(struct dialogue *d, struct span in, struct span out)
{
	d->n = 0;
	for (;;) {
		struct turn *t = &d->at[d->n];
		const char *wrong;

		MUST(d->n < MOST_ANSWERS);
		t->view = strict_request(in, &t->req);
		if (out.n == 0) {
			/* A peer that sends nothing gets no answer. */
			MUST(t->view == STRICT_NONE);
			return;
		}
		MUST(t->view != STRICT_NONE);
		wrong = strict_answer(out, &t->req, &t->ans);
		if (wrong != NULL) {
			fprintf(stderr, "answer %zu: %s\n%.*s\n", d->n, wrong,
			    (int)(out.n < 1000 ? out.n : 1000), out.p);
			MUST(wrong == NULL);
		}
		t->all = (struct span){ out.p + t->ans.interim * 25,
			t->ans.n - t->ans.interim * 25 };
		out = (struct span){ out.p + t->ans.n, out.n - t->ans.n };
		d->n++;
		check_end(t, d->n);
		if (t->view != STRICT_WHOLE)
			check_uncertain(t);
		if (is_end(t)) {
			MUST(out.n == 0);
			return;
		}
		in = (struct span){ in.p + t->req.n, in.n - t->req.n };
	}
}

static struct span
cut_log(struct span *log)
{
	const char *lf = log->n > 0 ? memchr(log->p, '\n', log->n) : NULL;
	struct span line;

	MUST(lf != NULL && lf - log->p < LIMIT_LOG_LINE);
	line = (struct span){ log->p, (size_t)(lf - log->p) };
	*log = (struct span){ lf + 1, log->n - line.n - 1 };
	return line;
}

static bool
same(struct span a, struct span b)
{
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static struct span
last_word(struct span line)
{
	size_t n = 0;

	while (n < line.n && line.p[line.n - 1 - n] != ' ')
		n++;
	return (struct span){ line.p + line.n - n, n };
}

/*
 * Checks that there is a log line for each answer, and that both servings have
 * the same lines.  If a head was refused before it was complete, its line holds
 * as much of it as had arrived, and only the reasons must be the same.
 */
static void
check_logs(
    const struct dialogue *d, const struct serving *a, const struct serving *b)
{
	struct span log = { a->log, a->log_n }, other = { b->log, b->log_n };

	for (size_t i = 0; i < d->n; i++) {
		struct span line = cut_log(&log), like = cut_log(&other);

		MUST(same(last_word(line), last_word(like)));
		MUST(!d->at[i].req.known || same(line, like));
	}
	MUST(log.n == 0 && other.n == 0);
}

static void
check_same(const struct turn *a, const struct turn *b,
    bool (*alike)(const struct turn *, const struct turn *))
{
	if (same(a->all, b->all) || (alike != NULL && alike(a, b)))
		return;
	fprintf(stderr, "one answer:\n%.*s\nand the other:\n%.*s\n",
	    (int)a->all.n, a->all.p, (int)b->all.n, b->all.p);
	MUST(same(a->all, b->all));
}

/*
 * Serves the input in every way. before prepares the site for each serving;
 * alike may excuse two answers that differ in their bytes.  Returns NULL if the
 * wire cannot hold the answers.
 */
static const struct dialogue *
converse(struct span in, uint32_t seed, void (*before)(void),
    bool (*alike)(const struct turn *, const struct turn *))
{
	static struct dialogue first, other;

	for (enum pieces p = WHOLE; p < PIECES; p++) {
		struct dialogue *d = p == WHOLE ? &first : &other;
		struct serving *s = &servings[p];
		size_t descriptors = count_descriptors();

		if (before != NULL)
			before();
		serve(s, p, seed, in);
		MUST(count_descriptors() == descriptors);
		if (s->wire.out_n == sizeof s->wire.out)
			return NULL;
		follow(d, in, (struct span){ s->wire.out, s->wire.out_n });
		check_logs(d, s, s);
		if (p == WHOLE)
			continue;
		MUST(d->n == first.n);
		for (size_t i = 0; i < d->n; i++)
			check_same(&d->at[i], &first.at[i], alike);
		check_logs(d, s, &servings[WHOLE]);
	}
	return &first;
}

#endif
