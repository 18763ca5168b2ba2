#define _GNU_SOURCE
#include "client/fence_once.h"

#include "client/follow.h"
#include "os/fence.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_FLAGS (O_PATH | O_CLOEXEC)

/*
 * The most paths: the cache, /dev/null, and for each file its directory and the
 * file itself.
 */
#define FILES 260
#define WRITES (2 + 2 * FILES)

static struct {
	int write[WRITES];
	size_t used;
	bool done;
} fence = { .used = 2 };

/*
 * Opens the directory in which the file is created, but not that of a device or
 * FIFO.
 */
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
fence_allow(const char *path)
{
	char target[FOLLOW_ROOM];

	if (path == NULL || strcmp(path, "-") == 0 || fence.done ||
	    fence.used + 2 > WRITES)
		return;
	if (follow_links(path, target))
		path = target;
	fence.write[fence.used++] = open_directory(path);
	fence.write[fence.used++] =
	    /* a link leads to the file in another directory */
	    open(path, PATH_FLAGS);
}

void
fence_once(const struct store *store)
{
	if (fence.done)
		return;
	fence.done = true;
	fence.write[0] = -1;
	/*
	 * The directory of the cache exists if anything is to be stored: see
	 * shelf/flight.
	 */
	if (store != NULL)
		fence.write[0] = open(store->root, PATH_FLAGS | O_DIRECTORY);
	/* a refresh in the background writes to it */
	fence.write[1] = open("/dev/null", PATH_FLAGS);
	(void)fence_enter(FENCE_WRITE | FENCE_EXECUTE, fence.write, fence.used);
	for (size_t i = 0; i < fence.used; i++)
		if (fence.write[i] >= 0)
			close(fence.write[i]);
}
