#define _GNU_SOURCE
#include "shelf/store.h"

#include "os/clock.h"
#include "shelf/blob.h"
#include "shelf/flight.h"
#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

/*
 * How often a writer is killed by kill -9 at a random moment; STORE_KILLS=1000
 * asks for 1000 and more.
 */
#define CROWD_TURNS 2000
#define KILLS 100

static struct store store;
static struct store_key key;
static char root[64];

static void
begin(void)
{
	snprintf(root, sizeof root, "/tmp/store_test.XXXXXX");
	if (mkdtemp(root) == NULL)
		printf("Bail out! no directory\n");
	store_init(&store, root);
	store_key_of(SPAN("http://a/"), &key);
}

static void
end(void)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", root);
	if (system(command) != 0)
		printf("# %s stays\n", root);
}

static void
test_entries(void)
{
	char buf[64];
	struct store bad;

	begin();
	OK(store_read(&store, &key, 0, buf, sizeof buf) == -ENOENT,
	    "nothing is there");
	OK(store_write(&store, &key, 0, SPAN("one")) == 0 &&
		store_read(&store, &key, 0, buf, sizeof buf) == 3 &&
		memcmp(buf, "one", 3) == 0,
	    "what is written is read");
	OK(store_write(&store, &key, 0, SPAN("three")) == 0 &&
		store_read(&store, &key, 0, buf, sizeof buf) == 5,
	    "a later one takes its place");
	OK(store_read(&store, &key, 1, buf, sizeof buf) == -ENOENT,
	    "slots are apart");
	OK(store_read(&store, &key, 0, buf, 5) == -EFBIG,
	    "one that has no room is not cut");
	OK(store_remove(&store, &key, 0) == 0 &&
		store_read(&store, &key, 0, buf, sizeof buf) == -ENOENT,
	    "what is removed is gone");
	OK(!store_init(&bad, ""), "no root");
	end();
}

/* A file of another user is not read: it could hold anything. */
static void
test_foreign(void)
{
	char buf[64], path[128];

	begin();
	store_write(&store, &key, 0, SPAN("one"));
	snprintf(path, sizeof path, "%s/%s.0", root, key.name);
	OK(chmod(path, 0666) == 0 &&
		store_read(&store, &key, 0, buf, sizeof buf) == -EPERM,
	    "one that others may write is not there");
	unlink(path);
	OK(symlink("/etc/passwd", path) == 0 &&
		store_read(&store, &key, 0, buf, sizeof buf) < 0,
	    "nor is a link");
	unlink(path);
	OK(mkfifo(path, 0600) == 0 &&
		store_read(&store, &key, 0, buf, sizeof buf) < 0,
	    "nor a FIFO, and nobody waits for it");
	OK(chmod(root, 0777) == 0 && store_make(&store) == -EPERM,
	    "nor is a root that others may write used");
	end();
}

static size_t
fill(struct blob *b, size_t n)
{
	static char bytes[1000];
	size_t i;

	for (i = 0; i < n; i += sizeof bytes) {
		memset(bytes, (int)('a' + i / sizeof bytes % 26), 1000);
		if (blob_append(b, (struct span){ bytes, sizeof bytes }) < 0)
			break;
	}
	return i;
}

static bool
reads(int fd, const struct blob *b, uint64_t i)
{
	static char buf[BLOB_ROOM];

	return blob_read(fd, b->id, b->at, b->n, i, buf) > 0;
}

/* Each piece has a checksum that binds it to its place and its file. */
static void
test_blob(void)
{
	struct flight f = FLIGHT_NONE;
	struct blob b;
	char other[LIMIT_CHUNK + 4], suffix[STORE_BLOB_SUFFIX], c;
	size_t bad = 0;
	int fd;

	begin();
	OK(flight_take(&store, &key, 0, &f) == FLIGHT_HELD &&
		blob_begin(&b, f.fd, SPAN("note")) == 0 &&
		fill(&b, 600000) == 600000 &&
		blob_commit(&b, &store, &key) == 0,
	    "a blob of three pieces");
	flight_drop(&f, &store, &key, FLIGHT_KEEP);
	fd = blob_open(&store, &key, b.id);
	OK(reads(fd, &b, 0) && reads(fd, &b, 1) && reads(fd, &b, 2) &&
		!reads(fd, &b, 3),
	    "is read back");
	close(fd);
	store_blob_suffix(b.id, suffix);
	fd = store_open(&store, &key, suffix, O_RDWR);
	for (off_t at = (off_t)b.at + 524296; at < (off_t)b.at + 600012;
	     at += 97) {
		(void)!pread(fd, &c, 1, at);
		c ^= 1;
		(void)!pwrite(fd, &c, 1, at);
		bad += reads(fd, &b, 2);
		c ^= 1;
		(void)!pwrite(fd, &c, 1, at);
	}
	OK(bad == 0 && reads(fd, &b, 2), "a flipped bit is found");
	(void)!pread(fd, other, sizeof other, (off_t)b.at);
	(void)!pwrite(fd, other, sizeof other, (off_t)b.at + LIMIT_CHUNK + 4);
	OK(reads(fd, &b, 0) && !reads(fd, &b, 1),
	    "a good piece in another's place is found");
	for (size_t cut = 1; cut < 40; cut++) {
		(void)!ftruncate(fd, (off_t)(b.at + 600012 - cut));
		bad += reads(fd, &b, 2);
	}
	OK(bad == 0, "and one that is cut short");
	close(fd);
	end();
}

static void
test_resume(void)
{
	struct flight f = FLIGHT_NONE;
	struct blob b, again;
	char note[16];
	size_t n = 0;

	begin();
	flight_take(&store, &key, 0, &f);
	blob_begin(&b, f.fd, SPAN("note"));
	fill(&b, 600000);
	blob_pause(&b);
	flight_drop(&f, &store, &key, FLIGHT_KEEP);
	OK(flight_take(&store, &key, 0, &f) == FLIGHT_HELD &&
		blob_resume(&again, f.fd, note, sizeof note, &n) == 0 &&
		again.n == 600000 && n == 4 && memcmp(note, "note", 4) == 0,
	    "what was left is found, and its note");
	OK(fill(&again, 100000) == 100000 && blob_pause(&again) == 0 &&
		reads(f.fd, &again, 0) && reads(f.fd, &again, 1) &&
		reads(f.fd, &again, 2) && again.n == 700000,
	    "and goes on");
	flight_drop(&f, &store, &key, FLIGHT_KEEP);
	flight_take(&store, &key, 0, &f);
	(void)!ftruncate(f.fd, (off_t)b.at + 550000);
	OK(blob_resume(&again, f.fd, note, sizeof note, &n) == 0 &&
		again.n == 2 * LIMIT_CHUNK,
	    "of one cut short without a checksum, the whole pieces");
	(void)!ftruncate(f.fd, 10);
	OK(blob_resume(&again, f.fd, note, sizeof note, &n) == -ENOMSG,
	    "of less, nothing");
	flight_drop(&f, &store, &key, FLIGHT_REMOVE);
	end();
}

/*
 * Starts a child that takes the flight, says so, and lives until it is told to
 * end.
 */
static pid_t
holder(int *say, int *tell)
{
	int up[2], down[2];
	pid_t pid;

	if (pipe(up) < 0 || pipe(down) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		struct flight f = FLIGHT_NONE;
		char c;

		close(up[0]);
		close(down[1]);
		(void)flight_take(&store, &key, 0, &f);
		(void)!write(up[1], "x", 1);
		if (read(down[0], &c, 1) == 1 && c == 'p')
			flight_pass(&f, &store, &key);
		_exit(0);
	}
	close(up[1]);
	close(down[0]);
	*say = up[0];
	*tell = down[1];
	return pid;
}

static void
test_flight(void)
{
	struct flight f = FLIGHT_NONE;
	int say, tell;
	char c;
	pid_t pid;

	begin();
	pid = holder(&say, &tell);
	(void)!read(say, &c, 1);
	OK(flight_take(&store, &key, 0, &f) == FLIGHT_BUSY,
	    "one that is held is busy");
	OK(flight_take(&store, &key, 30, &f) == FLIGHT_BUSY,
	    "and waiting is bounded");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	OK(flight_take(&store, &key, 0, &f) == FLIGHT_HELD,
	    "a lock dies with its process");
	flight_drop(&f, &store, &key, FLIGHT_REMOVE);
	close(say);
	close(tell);

	pid = holder(&say, &tell);
	(void)!read(say, &c, 1);
	if (fork() == 0) { /* a process that already waits */
		enum flight_answer a = flight_take(&store, &key, 5000, &f);

		_exit(a == FLIGHT_BUSY || a == FLIGHT_BROKEN);
	}
	(void)!write(tell, "p", 1);
	waitpid(pid, NULL, 0);
	{
		int status = -1;

		wait(&status);
		OK(status == 0, "one who waits learns that it is over");
	}
	close(say);
	close(tell);
	end();
}

/*
 * Makes the i-th entry of a writer; its first bytes tell its length and
 * content.
 */
static size_t
make(char *buf, unsigned i)
{
	size_t n = 16 + i % 20000;

	memset(buf, 'a' + (int)(i % 26), n);
	memcpy(buf, &n, sizeof n);
	return n;
}

static bool
is_whole(const char *buf, ssize_t n)
{
	size_t want;

	if (n < 16)
		return false;
	memcpy(&want, buf, sizeof want);
	for (ssize_t i = sizeof want + 1; i < n; i++)
		if (buf[i] != buf[sizeof want])
			return false;
	return want == (size_t)n;
}

/*
 * One process of many, which reads four times of five.  Returns how many
 * entries were not whole.
 */
static int
crowd(unsigned seed)
{
	static char buf[32768];
	int bad = 0;

	for (unsigned i = 0; i < CROWD_TURNS; i++) {
		char name[] = "http://example.org/0";
		struct store_key k;
		ssize_t n;

		seed = seed * 1103515245 + 12345;
		name[sizeof name - 2] = (char)('0' + (seed >> 16) % 10);
		store_key_of(span_str(name), &k);
		if ((seed >> 20) % 5 == 0) {
			n = (ssize_t)make(buf, seed >> 8);
			bad += store_write(&store, &k, 0,
				   (struct span){ buf, (size_t)n }) < 0;
		} else if ((seed >> 20) % 97 == 1) {
			(void)store_remove(&store, &k, 0);
		} else {
			n = store_read(&store, &k, 0, buf, sizeof buf);
			bad += n >= 0 ? !is_whole(buf, n) : n != -ENOENT;
		}
	}
	return bad;
}

/* 16 processes on ten keys find whole entries or none, and no call fails. */
static void
test_crowd(void)
{
	int failed = 0;

	begin();
	store_make(&store);
	for (unsigned i = 0; i < 16; i++)
		if (fork() == 0)
			_exit(crowd(i) != 0);
	for (unsigned i = 0; i < 16; i++) {
		int status = -1;

		wait(&status);
		failed += status != 0;
	}
	OK(failed == 0, "16 processes that read, write and remove");
	end();
}

/* Writers are killed at any moment; a reader finds whole entries or none. */
static void
test_kill(void)
{
	static char buf[32768];
	const char *env = getenv("STORE_KILLS");
	uint64_t kills = KILLS;
	size_t bad = 0, seen = 0;

	if (env != NULL)
		(void)span_u64(span_str(env), &kills);
	begin();
	store_make(&store);
	for (uint64_t i = 0; i < kills; i++) {
		pid_t pid = fork();
		int64_t until;

		if (pid == 0) {
			for (unsigned k = (unsigned)i;; k += 7)
				store_write(&store, &key, k % 8,
				    (struct span){ buf, make(buf, k) });
		}
		until = clock_mono_ns() + (int64_t)(store_random() % 3000000);
		do
			for (unsigned s = 0; s < 8; s++) {
				ssize_t n = store_read(
				    &store, &key, s, buf, sizeof buf);

				seen += n >= 0;
				bad += n >= 0 && !is_whole(buf, n);
			}
		while (clock_mono_ns() < until);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	OK(bad == 0 && seen > 0, "%zu killed, %zu read, %zu bad", (size_t)kills,
	    seen, bad);
	end();
}

/* On a full disk an entry is not stored, and no other is damaged. */
static void
test_full(void)
{
	static char buf[32768];
	size_t good = 0, bad = 0;
	int err = 0;

	begin();
	if (mount("none", root, "tmpfs", 0, "size=256k,mode=700") < 0) {
		OK(true, "no small disk to be had here # skip a small file "
			 "system needs root: "
			 "sudo make test");
		end();
		return;
	}
	store_make(&store);
	for (unsigned i = 0; i < 200 && err == 0; i++) {
		char name[16];
		size_t n = (size_t)snprintf(name, sizeof name, "%u", i);

		store_key_of((struct span){ name, n }, &key);
		err = store_write(
		    &store, &key, 0, (struct span){ buf, make(buf, 5000 + i) });
		good += err == 0;
	}
	for (unsigned i = 0; i <= good; i++) {
		char name[16];
		size_t n = (size_t)snprintf(name, sizeof name, "%u", i);
		ssize_t got;

		store_key_of((struct span){ name, n }, &key);
		got = store_read(&store, &key, 0, buf, sizeof buf);
		bad += i < good ? !is_whole(buf, got) : got != -ENOENT;
	}
	OK(err == -ENOSPC && good > 0, "a full disk says so");
	OK(bad == 0, "what was there before is whole, what was not is not");
	umount(root);
	end();
}

int
main(void)
{
	test_entries();
	test_foreign();
	test_blob();
	test_resume();
	test_flight();
	test_crowd();
	test_kill();
	test_full();
	return DONE();
}
