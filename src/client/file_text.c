#define _GNU_SOURCE
#include "client/file_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Returns the number of bytes read, or -1. */
static ssize_t
read_most(int fd, char *p, size_t most)
{
	size_t n = 0;
	ssize_t got = 1;

	while (got > 0 && n < most) {
		got = read(fd, p + n, most - n);
		n += got > 0 ? (size_t)got : 0;
	}
	return got < 0 ? -1 : (ssize_t)n;
}

char *
file_text_read(const char *path, size_t most)
{
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO
					: open(path, O_RDONLY | O_CLOEXEC);
	char *p = fd < 0 ? NULL : malloc(most + 2);
	ssize_t n = p == NULL ? -1 : read_most(fd, p, most + 1);
	int err = errno;

	if (n > (ssize_t)most) {
		n = -1;
		err = EFBIG;
	}
	if (fd > STDIN_FILENO)
		close(fd);
	if (n < 0) {
		free(p);
		errno = err;
		return NULL;
	}
	p[n] = '\0';
	return p;
}
