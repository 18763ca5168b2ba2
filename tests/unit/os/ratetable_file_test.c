/*
 * The file of rates: it is made once, by any of the processes, and made anew if
 * it is not valid.
 */
#define _GNU_SOURCE
#include "os/ratetable_file.h"

#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[64];

static void
put_file(const void *bytes, size_t n, off_t size)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n ||
	    ftruncate(fd, size) < 0)
		puts("Bail out! no file");
	close(fd);
}

/* Takes a token of a burst of five, always at the same moment. */
static uint64_t
take(struct ratetable *t)
{
	static const struct bucket five = { 5, BUCKET_MINUTE, 5 };
	struct rates_key key = { 9, 0 };
	int64_t wait_ns;

	return ratetable_take(
	    t, BUCKET_MINUTE, &key, &five, 1, 1, 100 * BUCKET_MINUTE, &wait_ns);
}

static void
test_making(void)
{
	struct ratetable *a = NULL, *b = NULL;
	struct stat st;
	uint64_t n = 0;

	OK(ratetable_file_open(path, &a) == 0, "made when it is not there");
	OK(stat(path, &st) == 0 && st.st_size == (off_t)RATETABLE_SIZE &&
		st.st_blocks * 512 >= (off_t)RATETABLE_SIZE,
	    "with every block: a full disk must not kill who counts");
	OK((st.st_mode & 0777) == 0600, "for nobody else to read");
	OK(ratetable_file_open(path, &b) == 0 && a != b &&
		a->rates.secret[0] == b->rates.secret[0] &&
		a->rates.secret[0] != 0,
	    "opened again, with its key");
	for (int i = 0; i < 4; i++)
		n += take(a) + take(b);
	OK(n == 5, "it is one table");
	(void)unlink(path);
}

/* A file with any other content is made anew. */
static void
check_anew(const char *why, const void *bytes, size_t n, off_t size)
{
	struct ratetable *table = NULL;
	uint64_t tokens = 0;
	int err;

	put_file(bytes, n, size);
	err = ratetable_file_open(path, &table);
	OK(err == 0 && table->head.version == RATETABLE_VERSION &&
		table->rates.place[RATES_PLACES - 1].source == 0,
	    "%s: it is a table, and empty", why);
	for (int i = 0; err == 0 && i < 8; i++)
		tokens += take(table);
	OK(err == 0 && tokens == 5, "%s: %d, %d tokens", why, err, (int)tokens);
	(void)unlink(path);
}

static void
test_anew(void)
{
	static char noise[2 * RATETABLE_SIZE];
	struct ratetable *table = NULL;
	union ratetable_page page;
	struct stat st;
	const uint64_t secret[2] = { 1, 2 };

	for (size_t i = 0; i < sizeof noise; i++)
		noise[i] = (char)random();
	check_anew("killed after making the file", "", 0, 0);
	check_anew("killed before writing its head", "", 0, RATETABLE_SIZE);
	check_anew("another file", "root:x:0:0", 10, 10);
	check_anew("of its size", noise, RATETABLE_SIZE, RATETABLE_SIZE);
	check_anew("a larger one", noise, sizeof noise, sizeof noise);
	ratetable_make(&page, secret);
	check_anew("cut short", &page, sizeof page, RATETABLE_SIZE - 1);
	check_anew("with holes", &page, sizeof page, RATETABLE_SIZE);
	page.head.version++;
	check_anew("another version", &page, sizeof page, RATETABLE_SIZE);
	put_file(noise, sizeof noise, sizeof noise);
	OK(ratetable_file_open(path, &table) == 0 && stat(path, &st) == 0 &&
		st.st_size == sizeof noise,
	    "a file is never cut: others may have it mapped");
	(void)unlink(path);
}

static void
test_others(void)
{
	struct ratetable *table = NULL;

	(void)mkfifo(path, 0600);
	OK(ratetable_file_open(path, &table) == -EBADMSG, "a FIFO");
	(void)unlink(path);
	(void)symlink("/dev/null", path);
	OK(ratetable_file_open(path, &table) == -ELOOP, "a symbolic link");
	(void)unlink(path);
	(void)mkdir(path, 0700);
	OK(ratetable_file_open(path, &table) == -EISDIR, "a directory");
	(void)rmdir(path);
	OK(ratetable_file_open("/nowhere/x", &table) == -ENOENT &&
		table == NULL,
	    "no directory");
}

/*
 * A process that was taken over can change the table, but not its protection.
 */
static void
test_sealed(void)
{
	struct ratetable *table = NULL;
	int status = 0;

	OK(ratetable_file_open(path, &table) == 0, "made");
	if (fork() == 0) {
		table->head.magic[0] ^= 1;
		_exit(0);
	}
	(void)wait(&status);
	OK(WIFSIGNALED(status), "the head is read-only: %x", status);
	if (fork() == 0) {
		table->rates.secret[1] ^= 1;
		_exit(0);
	}
	(void)wait(&status);
	OK(WIFSIGNALED(status), "and so is the key: %x", status);
	(void)unlink(path);
}

/* Many processes make the file at once, from nothing and from a damaged one. */
static void
test_at_once(void)
{
	enum { ROUNDS = 20, PROCESSES = 8 };
	unsigned tokens = 0, failed = 0;

	for (int round = 0; round < ROUNDS; round++) {
		int status;

		(void)unlink(path);
		if (round % 2 == 1)
			put_file("damaged", 7, RATETABLE_SIZE);
		for (int p = 0; p < PROCESSES; p++)
			if (fork() == 0) {
				struct ratetable *table;
				int err = ratetable_file_open(path, &table);

				_exit(err != 0 ? 2 : take(table) == 1);
			}
		while (wait(&status) > 0) {
			tokens += WEXITSTATUS(status) == 1;
			failed += !WIFEXITED(status) || WEXITSTATUS(status) > 1;
		}
	}
	/* two that meet at a new source may give one token too many */
	OK(tokens >= ROUNDS * 5 && tokens <= ROUNDS * 6 && failed == 0,
	    "made by several at once: %u tokens, %u failed", tokens, failed);
	(void)unlink(path);
}

int
main(void)
{
	char directory[] = "/tmp/ratetable_test.XXXXXX";

	if (mkdtemp(directory) == NULL)
		return 1;
	snprintf(path, sizeof path, "%s/rates", directory);
	test_making();
	test_anew();
	test_others();
	test_sealed();
	test_at_once();
	(void)rmdir(directory);
	return DONE();
}
