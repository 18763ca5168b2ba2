#define _GNU_SOURCE
#include "daemon/share_place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "minihttpd."
#define LETTERS "XXXXXX"
#define LOCK "lock"

/* Returns the directory in which the places are made. */
static const char *
parent(void)
{
	const char *run = getenv("XDG_RUNTIME_DIR");

	if (run == NULL || *run != '/' || strlen(run) > 64 ||
	    run[strspn(run, "/-_.0123456789abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] != '\0' ||
	    access(run, W_OK | X_OK) < 0)
		return "/tmp";
	return run;
}

/* Removes the files of a place.  The lock is the last, since it marks it. */
static void
empty(int dir)
{
	static const char *const file[] = { SHARE_PLACE_HASH, SHARE_PLACE_CHAIN,
		SHARE_PLACE_KEY, LOCK };

	for (size_t i = 0; i < sizeof file / sizeof *file; i++)
		(void)unlinkat(dir, file[i], 0);
}

/*
 * Opens the place and gets its lock.  Returns the directory, or -1 if the place
 * is in use, or of another user, or no place at all.
 */
static int
open_abandoned(int above, const char *name, int *lock)
{
	struct stat st;
	int dir = openat(
	    above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	*lock = -1;
	if (dir >= 0 && fstat(dir, &st) == 0 && st.st_uid == geteuid())
		*lock = openat(
		    dir, LOCK, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*lock >= 0 && flock(*lock, LOCK_EX | LOCK_NB) == 0)
		return dir;
	if (*lock >= 0)
		close(*lock);
	if (dir >= 0)
		close(dir);
	return -1;
}

/* Removes the places of processes that were killed. */
static void
sweep(const char *path)
{
	DIR *all = opendir(path);
	struct dirent *e;

	while (all != NULL && (e = readdir(all)) != NULL) {
		int lock, dir;

		if (strncmp(e->d_name, NAME, strlen(NAME)) != 0 ||
		    strlen(e->d_name) != strlen(NAME LETTERS))
			continue;
		dir = open_abandoned(dirfd(all), e->d_name, &lock);
		if (dir < 0)
			continue;
		empty(dir);
		(void)unlinkat(dirfd(all), e->d_name, AT_REMOVEDIR);
		close(dir);
		close(lock);
	}
	if (all != NULL)
		(void)closedir(all);
}

/*
 * Makes the file and locks it.  Between the two another process could take the
 * place for an abandoned one: then the lock fails, or the file has gone.
 */
static int
make_lock(const char *place)
{
	char path[sizeof((struct share_place *)0)->path + sizeof LOCK];
	struct stat st;
	int fd;

	(void)snprintf(path, sizeof path, "%s/" LOCK, place);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 &&
	    st.st_nlink == 1)
		return fd;
	close(fd);
	errno = EBUSY;
	return -1;
}

bool
share_place_make(struct share_place *p)
{
	const char *above = parent();

	sweep(above);
	p->lock = -1;
	(void)snprintf(p->path, sizeof p->path, "%s/" NAME LETTERS, above);
	if (mkdtemp(p->path) == NULL) {
		p->path[0] = '\0';
		return false;
	}
	p->lock = make_lock(p->path);
	return p->lock >= 0;
}

void
share_place_remove(struct share_place *p)
{
	int dir;

	if (p->path[0] == '\0')
		return;
	dir = open(p->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir >= 0) {
		empty(dir);
		close(dir);
	}
	(void)rmdir(p->path);
	if (p->lock >= 0)
		close(p->lock);
	p->path[0] = '\0';
}
