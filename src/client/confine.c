#define _GNU_SOURCE
#include "client/confine.h"

#include "os/fence.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_FLAGS (O_PATH | O_CLOEXEC)

/* The cache, the output's directory and itself, and /dev/null. */
#define WRITES 4

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
confine_once(const struct store *store, const char *output)
{
	static bool done;
	int write[WRITES] = { -1, -1, -1, -1 };

	if (done)
		return;
	done = true;
	/* It is there if anything is to be stored: see os/flight. */
	if (store != NULL)
		write[0] = open(store->root, PATH_FLAGS | O_DIRECTORY);
	if (output != NULL) {
		write[1] = open_directory(output);
		write[2] = open(output, PATH_FLAGS); /* wherever it leads */
	}
	write[3] = open("/dev/null", PATH_FLAGS); /* of a refresh */
	(void)fence_enter(FENCE_WRITE | FENCE_EXECUTE, write, WRITES);
	for (size_t i = 0; i < WRITES; i++)
		if (write[i] >= 0)
			close(write[i]);
}
