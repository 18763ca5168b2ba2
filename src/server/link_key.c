#define _GNU_SOURCE
#include "server/link_key.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_LEAST 16
#define KEY_MOST 4096

static const char *
read_open(int fd, struct hmac_key *key)
{
	char buf[KEY_MOST + 2];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "is not a file";
	if (st.st_mode & S_IRWXO)
		return "is open to all users; use chmod o= on it";
	n = read(fd, buf, sizeof buf);
	if (n < 0)
		return strerror(errno);
	if (n > 0 && buf[n - 1] == '\n')
		n--;
	if (n < KEY_LEAST || n > KEY_MOST)
		return "has no key of 16 to 4096 bytes";
	hmac_key_make((struct span){ buf, (size_t)n }, key);
	return NULL;
}

const char *
link_key_read(const char *path, struct hmac_key *key)
{
	int fd = openat(
	    AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	const char *why;

	if (fd < 0)
		return strerror(errno);
	why = read_open(fd, key);
	close(fd);
	return why;
}
