#define _GNU_SOURCE
#include "os/beside.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

int
beside_find(const char *name, char *path, size_t room)
{
	size_t length = strlen(name) + 1, n;
	ssize_t got = readlink("/proc/self/exe", path, room);

	if (got < 0)
		return -errno;
	n = (size_t)got;
	while (n > 0 && path[n - 1] != '/')
		n--;
	if (n + length > room)
		return -ENAMETOOLONG;
	memcpy(path + n, name, length);
	return access(path, X_OK) < 0 ? -errno : 0;
}
