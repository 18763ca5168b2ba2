#define _GNU_SOURCE
#include "os/ratetable_file.h"

#include "os/shared_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns 0, -ENODATA if the table has to begin anew, or another -errno. */
static int
judge(int fd)
{
	union ratetable_page page;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EBADMSG;
	if (st.st_size < (off_t)RATETABLE_SIZE ||
	    pread(fd, &page, sizeof page, 0) != sizeof page ||
	    !ratetable_check(&page))
		return -ENODATA;
	return 0;
}

/*
 * Writes the head of a new table: cleared first and written last, so that no
 * process uses a table that is half made.
 */
static int
make(int fd)
{
	union ratetable_page page;
	uint64_t secret[2];
	int err;

	if (getrandom(secret, sizeof secret, 0) != sizeof secret)
		return -EIO;
	err = shared_file_zero(fd, RATETABLE_SIZE);
	if (err < 0)
		return err;
	ratetable_make(&page, secret);
	return pwrite(fd, &page, sizeof page, 0) == sizeof page ? 0 : -EIO;
}

/*
 * Maps the table, and makes its head read-only for good, since the sandbox has
 * no mprotect.  Where pages are larger that fails, as it should: the places
 * would become read-only as well.
 */
static int
map(int fd, struct ratetable **table)
{
	void *at = mmap(
	    NULL, RATETABLE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (at == MAP_FAILED)
		return -errno;
	(void)mprotect(at, RATETABLE_PAGE, PROT_READ);
	*table = at;
	return 0;
}

int
ratetable_file_open(const char *path, struct ratetable **table)
{
	struct shared_file file = { RATETABLE_SIZE, 0600, O_NOFOLLOW, judge,
		make };
	int fd, err = shared_file_open(path, &file, &fd);

	if (err == 0)
		err = map(fd, table);
	if (fd >= 0)
		close(fd);
	return err;
}
