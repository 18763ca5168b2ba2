/*
 * The file of counters: it is made once, by any of the processes, and is never
 * spoiled.
 */
#define _GNU_SOURCE
#include "os/counters_file.h"

#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

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

static off_t
size_of(void)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : -1;
}

/* Opening the file is refused and changes nothing. */
static void
check_left_alone(
    const char *why, const void *bytes, size_t n, off_t size, int want)
{
	struct stat before, after;
	struct counters *table = NULL;
	int err;

	put_file(bytes, n, size);
	(void)stat(path, &before);
	err = counters_file_open(path, &table);
	(void)stat(path, &after);
	OK(err == want && table == NULL && before.st_size == after.st_size &&
		before.st_blocks == after.st_blocks &&
		before.st_mtim.tv_nsec == after.st_mtim.tv_nsec,
	    "%s: %d", why, err);
}

static void
test_making(void)
{
	struct counters *a, *b;
	const struct counters *r;
	struct counters_event e = { SPAN("/a"), 200, 1, 1795255200, 0 };
	struct counters_totals totals;
	struct stat st;

	OK(counters_file_open_reading(path, &r) == -ENOENT && size_of() < 0,
	    "reading makes nothing");
	OK(counters_file_open(path, &a) == 0 &&
		size_of() == (off_t)COUNTERS_SIZE,
	    "made when it is not there");
	OK(stat(path, &st) == 0 && st.st_blocks * 512 >= (off_t)COUNTERS_SIZE,
	    "with every block: a full disk must not kill who counts");
	OK((st.st_mode & 0777) == 0640, "not for everybody to read");
	counters_count(a, &e);
	OK(counters_file_open(path, &b) == 0 && a != b, "opened again");
	counters_count(b, &e);
	OK(counters_file_open_reading(path, &r) == 0, "and read");
	counters_read(r, e.time_s, &totals);
	OK(totals.all.requests == 2, "it is one table");
	counters_file_close(r);
	(void)unlink(path);
	put_file("", 0, 0);
	OK(counters_file_open(path, &a) == 0, "killed after making the file");
	put_file("", 0, COUNTERS_SIZE);
	OK(counters_file_open_reading(path, &r) == -ENODATA,
	    "reading one that is being made");
	OK(counters_file_open(path, &a) == 0 &&
		counters_check(&a->head) == COUNTERS_GOOD,
	    "killed before writing its head");
	(void)unlink(path);
}

/*
 * A child can read the list but not write it, and cannot reach its parent's
 * writable mapping.
 */
static void
test_limited(void)
{
	struct limited_list *list = NULL;
	struct limited_row row[LIMITED_ROWS];
	struct counters *table;
	int status = 0;

	OK(counters_file_open_limited(path, &list) == -ENOENT && size_of() < 0,
	    "the list of limited sources makes no file");
	put_file("", 0, 0);
	OK(counters_file_open_limited(path, &list) == -ENODATA,
	    "nor completes one");
	OK(counters_file_open(path, &table) == 0 &&
		counters_file_open_limited(path, &list) == 0,
	    "it is in the file");
	limited_note(list, 7, LIMITED_REQUESTS, 1000);
	OK(limited_read(&table->limited, 1000, row) == 1 && row[0].source == 7,
	    "and all who count read it");
	if (fork() == 0) {
		limited_note(list, 8, LIMITED_REQUESTS, 1000);
		_exit(0);
	}
	(void)wait(&status);
	OK(WIFSIGNALED(status), "a child cannot write it: %x", status);
	if (fork() == 0) {
		limited_note(&table->limited, 8, LIMITED_REQUESTS, 1000);
		_exit(0);
	}
	(void)wait(&status);
	OK(WIFSIGNALED(status) && limited_read(&table->limited, 1000, row) == 1,
	    "nor where it reads it: %x", status);
	(void)unlink(path);
}

static void
test_others(void)
{
	struct counters_head h;
	struct counters *table = NULL;

	check_left_alone("some other file", "root:x:0:0", 10, 10, -EBADMSG);
	check_left_alone(
	    "of the right size", "root:x:0:0", 10, COUNTERS_SIZE, -EBADMSG);
	check_left_alone("zeros of another size", "", 0, 4096, -EBADMSG);
	counters_head_make(&h, 1);
	check_left_alone(
	    "cut short: no SIGBUS", &h, sizeof h, COUNTERS_SIZE - 1, -EBADMSG);
	h.version = COUNTERS_VERSION + 1;
	check_left_alone(
	    "another version", &h, sizeof h, COUNTERS_SIZE, -EPROTONOSUPPORT);
	check_left_alone("another version of another size", &h, sizeof h, 100,
	    -EPROTONOSUPPORT);
	(void)unlink(path);
	(void)mkfifo(path, 0600);
	OK(counters_file_open(path, &table) < 0 && table == NULL,
	    "a FIFO, without waiting");
	(void)unlink(path);
	(void)mkdir(path, 0700);
	OK(counters_file_open(path, &table) == -EISDIR, "a directory");
	(void)rmdir(path);
	OK(counters_file_open("/nowhere/x", &table) == -ENOENT, "no directory");
}

/* An update of the program starts a new table and keeps the old file. */
static void
test_older(void)
{
	enum { PROCESSES = 8 };
	char aside[sizeof path + sizeof COUNTERS_FILE_ASIDE];
	char target[sizeof path + 8];
	struct counters_head h, kept;
	struct counters *table = NULL;
	const struct counters *r = NULL;
	int fd, newer = 0, status;

	counters_head_make(&h, 1);
	h.version--;
	put_file(&h, sizeof h, 8192);
	(void)snprintf(aside, sizeof aside, "%s%s", path, COUNTERS_FILE_ASIDE);
	OK(counters_file_open_reading(path, &r) == -ESTALE && size_of() == 8192,
	    "reading leaves an older one as it is");
	for (int p = 0; p < PROCESSES; p++)
		if (fork() == 0)
			_exit(counters_file_open(path, &table) & 127);
	while (wait(&status) > 0)
		newer += WEXITSTATUS(status) == COUNTERS_FILE_NEWER;
	OK(newer >= 1 && counters_file_open(path, &table) == 0,
	    "several find an older one at once: %d say so", newer);
	fd = open(aside, O_RDONLY);
	OK(fd >= 0 && read(fd, &kept, sizeof kept) == sizeof kept &&
		memcmp(&h, &kept, sizeof h) == 0 &&
		lseek(fd, 0, SEEK_END) == 8192,
	    "the older one is kept under another name");
	(void)close(fd);
	(void)unlink(aside);
	put_file(&h, sizeof h, 8192);
	(void)snprintf(target, sizeof target, "%s.there", path);
	if (rename(path, target) < 0 || symlink(target, path) < 0)
		puts("Bail out! no link");
	OK(counters_file_open(path, &table) == COUNTERS_FILE_NEWER &&
		access(aside, F_OK) == 0 && access(target, F_OK) == 0,
	    "a link to an older one is kept, and what it leads to");
	(void)unlink(target);
	(void)unlink(aside);
	(void)unlink(path);
}

/* Many processes count at once, and none of their counts is lost. */
static void
test_at_once(void)
{
	enum { ROUNDS = 20, PROCESSES = 8 };
	struct counters_event e = { SPAN("/a"), 200, 1, 1795255200, 0 };
	uint64_t sum = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct counters_totals totals;
		const struct counters *r;

		(void)unlink(path);
		for (int p = 0; p < PROCESSES; p++)
			if (fork() == 0) {
				struct counters *table;
				int err = counters_file_open(path, &table);

				if (err == 0)
					counters_count(table, &e);
				_exit(err != 0);
			}
		while (wait(NULL) > 0)
			continue;
		if (counters_file_open_reading(path, &r) == 0) {
			counters_read(r, e.time_s, &totals);
			sum += totals.all.requests;
			counters_file_close(r);
		}
	}
	OK(sum == ROUNDS * PROCESSES, "made by several at once: %llu counted",
	    (unsigned long long)sum);
	(void)unlink(path);
}

int
main(void)
{
	char directory[] = "/tmp/counters_test.XXXXXX";

	if (mkdtemp(directory) == NULL)
		return 1;
	snprintf(path, sizeof path, "%s/counters", directory);
	(void)umask(022);
	test_making();
	test_limited();
	test_others();
	test_older();
	test_at_once();
	(void)rmdir(directory);
	return DONE();
}
