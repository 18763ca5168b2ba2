#define _GNU_SOURCE
#include "os/sums_file.h"

#include "os/shared_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE sizeof(struct sums)

/* Returns 0, -ENODATA if the file is empty, or another -errno. */
static int
judge(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EBADMSG;
	if (st.st_size == 0)
		return -ENODATA;
	return st.st_size == (off_t)SIZE ? 0 : -EBADMSG;
}

static int
make(int fd)
{
	return shared_file_reserve(fd, SIZE);
}

int
sums_file_open(const char *path, struct sums **table)
{
	struct shared_file file = { SIZE, 0600, O_NOFOLLOW, judge, make };
	int fd, err = shared_file_open(path, &file, &fd);
	void *at;

	if (err == 0) {
		at =
		    mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		err = at == MAP_FAILED ? -errno : 0;
	}
	if (err == 0)
		*table = at;
	if (fd >= 0)
		close(fd);
	return err;
}

struct sums *
sums_file_memory(void)
{
	void *at = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}
