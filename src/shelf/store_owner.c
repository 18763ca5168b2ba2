#define _GNU_SOURCE
#include "shelf/store.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_ours(const struct stat *st)
{
	return st->st_uid == geteuid() || st->st_uid == 0;
}

/* Returns true for a link of another user, who decides where it leads. */
static bool
is_strange_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode) && !is_ours(&st);
}

static bool
is_strange_directory(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	return !is_ours(&st) ||
	       ((st.st_mode & S_IWOTH) != 0 && (st.st_mode & S_ISVTX) == 0);
}

int
store_check_owner(const struct store *s)
{
	char path[STORE_PATH];
	size_t n = strlen(s->root), levels = 0;

	memcpy(path, s->root, n + 1);
	for (; n > 0; n--) {
		if (path[n] != '/' && path[n] != '\0')
			continue;
		path[n] = '\0';
		if (is_strange_link(path) ||
		    (levels++ < 2 && is_strange_directory(path)))
			return -EPERM;
	}
	return 0;
}
