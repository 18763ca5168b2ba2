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
	int err = shared_file_lock(fd);

	if (err < 0)
		return err;
	err = judge(fd);
	if (err == -ENODATA) /* no other process has made it meanwhile */
		err = shared_file_reserve(fd, SIZE);
	shared_file_unlock(fd);
	return err;
}

int
sums_file_open(const char *path, struct sums **table)
{
	int fd = openat(AT_FDCWD, path,
	    O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW,
	    0600);
	int err = fd < 0 ? -errno : judge(fd);
	void *at;

	if (err == -ENODATA)
		err = make(fd);
	else if (err == 0)
		err = shared_file_fill(fd, SIZE);
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
