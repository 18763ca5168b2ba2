#define _GNU_SOURCE
#include "daemon/chain.h"

#include "base/limits.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

/* The most symbolic links on one path: path_resolution(7). */
#define LINKS 40

#define CHANGES                                                                \
	(IN_CREATE | IN_DELETE | IN_MOVE | IN_DELETE_SELF | IN_MOVE_SELF |     \
	    IN_ONLYDIR)

struct way {
	/* a directory, whose path contains no symbolic link */
	char at[PATH_MAX];
	char rest[PATH_MAX]; /* the path from there on */
	unsigned links;
};

bool
chain_has(const char *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i += strlen(names + i) + 1)
		if (strcmp(names + i, name) == 0)
			return true;
	return false;
}

static bool
add_name(char *names, size_t room, size_t *n, const char *name)
{
	size_t len = strlen(name) + 1;

	if (chain_has(names, *n, name))
		return true;
	if (len > room - *n)
		return false;
	memcpy(names + *n, name, len);
	*n += len;
	return true;
}

/* Takes the first name of the rest.  Returns false if there is none. */
static bool
cut(struct way *w, char name[NAME_MAX + 1])
{
	size_t skip = strspn(w->rest, "/");
	size_t len = strcspn(w->rest + skip, "/");

	if (len == 0 || len > NAME_MAX)
		return false;
	memcpy(name, w->rest + skip, len);
	name[len] = '\0';
	memmove(
	    w->rest, w->rest + skip + len, strlen(w->rest + skip + len) + 1);
	return true;
}

/*
 * Continues at the target of the symbolic link.  Returns false if it cannot be
 * followed.
 */
static bool
turn(struct way *w, const char *link)
{
	char to[PATH_MAX], rest[PATH_MAX];
	ssize_t n = readlink(link, to, sizeof to - 1);

	if (n <= 0 || ++w->links > LINKS)
		return false;
	to[n] = '\0';
	memcpy(rest, w->rest, strlen(w->rest) + 1);
	if (*to == '/')
		memcpy(w->at, "/", 2);
	return (size_t)snprintf(w->rest, sizeof w->rest, "%s/%s", to, rest) <
	       sizeof w->rest;
}

/*
 * Continues beneath the name, or at its target.  Returns false if it does not
 * exist.
 */
static bool
step(struct way *w, const char *name)
{
	char next[PATH_MAX];
	struct stat st;
	int n = snprintf(next, sizeof next, "%s%s%s", w->at,
	    strcmp(w->at, "/") == 0 ? "" : "/", name);

	if (n < 0 || (size_t)n >= sizeof next || lstat(next, &st) < 0)
		return false;
	if (S_ISLNK(st.st_mode))
		return turn(w, next);
	memcpy(w->at, next, (size_t)n + 1);
	return true;
}

bool
chain_watch(int inotify, const char *path, char *names, size_t room, size_t *n)
{
	struct way w = { .links = 0 };
	char name[NAME_MAX + 1];

	if (inotify < 0 || strlen(path) >= sizeof w.rest)
		return false;
	memcpy(w.at, *path == '/' ? "/" : ".", 2);
	memcpy(w.rest, path, strlen(path) + 1);
	while (cut(&w, name)) {
		if (inotify_add_watch(inotify, w.at, CHANGES) < 0 &&
		    errno != ENOENT && errno != ENOTDIR)
			return false;
		if (!add_name(names, room, n, name))
			return false;
		if (!step(&w, name))
			return true;
	}
	return true;
}
