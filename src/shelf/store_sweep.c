#define _GNU_SOURCE
#include "shelf/store_path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Adds to the sum of bytes, which is in the byte order of the machine, since
 * the file never leaves it.
 */
int64_t
store_account(const struct store *s, int64_t bytes)
{
	int64_t delta[512], sum = 0;
	struct store_path path;
	ssize_t n;
	int fd = open(store_join(&path, s, "usage", ""),
	    O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, STORE_FILES);

	if (fd < 0)
		return -1;
	/* an error is ignored, since the sum is an estimate */
	(void)!write(fd, &bytes, sizeof bytes);
	n = pread(fd, delta, sizeof delta, 0);
	close(fd);
	if (n < 0 || (size_t)n == sizeof delta)
		/* the file of sums is full, so it is time to count again */
		return INT64_MAX;
	for (size_t i = 0; i < (size_t)n / sizeof *delta; i++)
		if (__builtin_add_overflow(sum, delta[i], &sum))
			return INT64_MAX;
	return sum;
}

void
store_set_usage(const struct store *s, int64_t bytes)
{
	struct store_path path;
	int fd = open(store_join(&path, s, "usage", ""),
	    O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC | O_NOFOLLOW, STORE_FILES);

	if (fd < 0)
		return;
	(void)!write(fd, &bytes, sizeof bytes);
	close(fd);
}

int
store_lock_sweep(const struct store *s)
{
	struct store_path path;
	int fd = open(store_join(&path, s, "sweep", ""),
	    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, STORE_FILES);

	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	return -EWOULDBLOCK;
}

static bool
is_hex(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') ||
			(s[i] >= 'a' && s[i] <= 'f')))
			return false;
	return true;
}

/*
 * Fills in what the name tells.  Returns false for a file that the store has
 * not made.
 */
static bool
name_item(const char *shard, const char *name, struct store_item *item)
{
	size_t digits = STORE_KEY - 3, n = strlen(name);

	item->key.name[0] = '\0';
	item->suffix = name;
	if (strncmp(name, "tmp.", 4) == 0)
		return true;
	if (n < digits + 2 || !is_hex(name, digits) || name[digits] != '.')
		return false;
	memcpy(item->key.name, shard, 2);
	item->key.name[2] = '/';
	memcpy(item->key.name + 3, name, digits);
	item->key.name[STORE_KEY] = '\0';
	item->suffix = name + digits;
	return true;
}

static bool
walk_shard(int root, const char *shard,
    bool (*fn)(void *, const struct store_item *), void *arg)
{
	int fd = openat(
	    root, shard, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	bool more = true;

	if (d == NULL)
		return true;
	while (more && (e = readdir(d)) != NULL) {
		char path[2 + 1 + 256];
		struct text t = TEXT(path);
		struct store_item item;
		struct stat st;

		if (!name_item(shard, e->d_name, &item) ||
		    fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		text_put(&t, span_str(shard));
		text_char(&t, '/');
		text_put(&t, span_str(e->d_name));
		text_char(&t, '\0');
		item.path = path;
		item.size = (uint64_t)st.st_blocks * 512;
		item.mtime = st.st_mtime;
		more = fn(arg, &item);
	}
	closedir(d);
	return more;
}

int
store_walk(const struct store *s,
    bool (*fn)(void *arg, const struct store_item *), void *arg)
{
	int fd = open(s->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d;
	struct dirent *e;

	if (fd < 0)
		return -errno;
	d = fdopendir(fd);
	if (d == NULL) {
		close(fd);
		return -ENOMEM;
	}
	while ((e = readdir(d)) != NULL)
		if (strlen(e->d_name) == 2 && is_hex(e->d_name, 2) &&
		    !walk_shard(fd, e->d_name, fn, arg))
			break;
	closedir(d);
	return 0;
}

int
store_remove_path(const struct store *s, const char *path)
{
	struct store_path full;

	return unlink(store_join(&full, s, path, "")) < 0 ? -errno : 0;
}
