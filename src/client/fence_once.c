#define _GNU_SOURCE
#include "client/fence_once.h"

#include "os/fence.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_FLAGS (O_PATH | O_CLOEXEC)

/* The cache, the output's directory and itself, and /dev/null. */
#define WRITES (2 + 2 * FENCE_FILES)

/* The directory that the file is made in; not that of a device or FIFO. */
static int
open_directory(const char *path)
{
	char dir[STORE_PATH];
	const char *slash = strrchr(path, '/');
	size_t n = slash != NULL ? (size_t)(slash - path) + 1 : 0;
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return -1;
	if (slash == NULL)
		return open(".", PATH_FLAGS | O_DIRECTORY);
	if (n >= sizeof dir)
		return -1;
	memcpy(dir, path, n);
	dir[n] = '\0';
	return open(dir, PATH_FLAGS | O_DIRECTORY);
}

void
fence_once(const struct store *store, const char *const *file, size_t n)
{
	static bool done;
	int write[WRITES];
	size_t used = 2;

	if (done)
		return;
	done = true;
	write[0] = write[1] = -1;
	/* It is there if anything is to be stored: see shelf/flight. */
	if (store != NULL)
		write[0] = open(store->root, PATH_FLAGS | O_DIRECTORY);
	write[1] = open("/dev/null", PATH_FLAGS); /* of a refresh */
	for (size_t i = 0; i < n && i < FENCE_FILES; i++) {
		if (file[i] == NULL)
			continue;
		write[used++] = open_directory(file[i]);
		write[used++] = open(file[i], PATH_FLAGS); /* where it leads */
	}
	(void)fence_enter(FENCE_WRITE | FENCE_EXECUTE, write, used);
	for (size_t i = 0; i < used; i++)
		if (write[i] >= 0)
			close(write[i]);
}
