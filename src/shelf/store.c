#define _GNU_SOURCE
#include "shelf/store.h"

#include "base/sha2.h"
#include "os/clock.h"
#include "os/write_all.h"
#include "shelf/store_path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAG "CACHEDIR.TAG"

/* The resolution of the times that eviction uses, in seconds. */
#define TOUCH_S 60

bool
store_init(struct store *s, const char *root)
{
	size_t n = strlen(root);

	if (n == 0 || n >= sizeof s->root)
		return false;
	memcpy(s->root, root, n + 1);
	return true;
}

void
store_key_of(struct span bytes, struct store_key *key)
{
	unsigned char digest[SHA2_256_BYTES];
	struct text t = TEXT(key->name);
	struct sha2 h;

	sha2_init(&h, SHA2_256);
	sha2_feed(&h, bytes);
	(void)sha2_end(&h, digest);
	text_hex_bytes(&t, digest, 1);
	text_char(&t, '/');
	text_hex_bytes(&t, digest + 1, (STORE_KEY - 3) / 2);
	text_char(&t, '\0');
}

static void
slot_suffix(unsigned slot, char suffix[3])
{
	suffix[0] = '.';
	suffix[1] = (char)('0' + slot % 10);
	suffix[2] = '\0';
}

void
store_blob_suffix(uint64_t id, char suffix[STORE_BLOB_SUFFIX])
{
	struct text t = { suffix, STORE_BLOB_SUFFIX, 0 };

	text_char(&t, '.');
	for (int shift = 60; shift >= 0; shift -= 4)
		text_hex(&t, id >> shift & 15);
	text_put(&t, SPAN(".blob"));
	text_char(&t, '\0');
}

uint64_t
store_random(void)
{
	uint64_t v = 0;

	/*
	 * Without randomness names may clash, which O_EXCL and linkat notice.
	 */
	if (getrandom(&v, sizeof v, GRND_NONBLOCK) != sizeof v)
		v = (uint64_t)getpid();
	return v;
}

/* Makes the directory and the directories above it that are missing. */
static int
make_path(const char *path)
{
	char part[STORE_PATH];
	size_t n = strlen(path);

	if (mkdir(path, STORE_DIRECTORIES) == 0 || errno == EEXIST)
		return 0;
	if (errno != ENOENT || n >= sizeof part)
		return -errno;
	memcpy(part, path, n + 1);
	for (size_t i = 1; i <= n; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		part[i] = '\0';
		if (mkdir(part, STORE_DIRECTORIES) < 0 && errno != EEXIST)
			return -errno;
		part[i] = path[i];
	}
	return 0;
}

static void
write_tag(const struct store *s)
{
	static const char text[] =
	    "Signature: 8a477f597d28d172789f06886806bc55\n"
	    "# Cache of minihttp-client(1): it may be removed at any time.\n";
	struct store_path path;
	int fd = open(store_join(&path, s, TAG, ""),
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, STORE_FILES);

	if (fd < 0)
		return;
	/* without the tag, backups may include the cache */
	(void)!write(fd, text, sizeof text - 1);
	close(fd);
}

int
store_make(const struct store *s)
{
	struct stat st;
	int err = make_path(s->root);

	if (err < 0)
		return err;
	if (stat(s->root, &st) < 0)
		return -errno;
	if (!S_ISDIR(st.st_mode))
		return -ENOTDIR;
	if (st.st_uid != geteuid() || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return -EPERM;
	write_tag(s);
	return 0;
}

/* Returns true for a regular file that only this user can have written. */
static int
check_ours(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return -EPERM;
	return 0;
}

/*
 * Opens the directory of a key.  The path of the root may contain links; below
 * the root none is followed.
 */
static int
open_shard(const struct store *s, const struct store_key *key)
{
	char shard[3] = { key->name[0], key->name[1], '\0' };
	struct store_path path;
	int fd = open(store_join(&path, s, shard, ""),
	    O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int
store_open(const struct store *s, const struct store_key *key,
    const char *suffix, int flags)
{
	int dir = open_shard(s, key), fd, err;
	char name[STORE_KEY + STORE_BLOB_SUFFIX];
	struct text t = TEXT(name);

	if (dir < 0)
		return dir;
	text_put(&t, span_str(key->name + 3));
	text_put(&t, span_str(suffix));
	text_char(&t, '\0');
	fd = openat(dir, name,
	    flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
	    STORE_FILES);
	err = fd < 0 ? -errno : check_ours(fd);
	close(dir);
	if (fd < 0)
		return err;
	if (err == 0)
		return fd;
	close(fd);
	return err;
}

static ssize_t
read_all(int fd, char *buf, size_t room)
{
	size_t n = 0;

	while (n < room) {
		ssize_t got = read(fd, buf + n, room - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			return (ssize_t)n;
		n += (size_t)got;
	}
	return -EFBIG;
}

ssize_t
store_read(const struct store *s, const struct store_key *key, unsigned slot,
    char *buf, size_t room)
{
	char suffix[3];
	ssize_t n;
	int fd;

	slot_suffix(slot, suffix);
	fd = store_open(s, key, suffix, O_RDONLY);
	if (fd < 0)
		return fd;
	n = read_all(fd, buf, room);
	close(fd);
	return n;
}

/* Puts a temporary name, such as "ab/tmp.0123456789abcdef". */
static const char *
temporary(struct store_path *path, const struct store *s, const char *shard)
{
	char name[STORE_BLOB_SUFFIX + 8] = "/tmp";

	store_blob_suffix(store_random(), name + 4);
	name[4 + 17] = '\0';
	return store_join(path, s, shard, name);
}

/*
 * Puts a file in place of another.  linkat cannot replace a file, so the new
 * one first gets a temporary name and is then renamed.
 */
static int
link_over(int fd, const char *temp, const char *final)
{
	char self[32] = "/proc/self/fd/";
	struct text t = { self, sizeof self, strlen(self) };

	text_u64(&t, (uint64_t)fd);
	text_char(&t, '\0');
	if (linkat(AT_FDCWD, self, AT_FDCWD, final, AT_SYMLINK_FOLLOW) == 0)
		return 0;
	if (errno != EEXIST)
		return -errno;
	if (linkat(AT_FDCWD, self, AT_FDCWD, temp, AT_SYMLINK_FOLLOW) < 0)
		return -errno;
	return rename(temp, final) < 0 ? -errno : 0;
}

/*
 * Writes a file that has no name until it is complete.  Returns -EOPNOTSUPP if
 * the file system has no such files.
 */
static int
write_unnamed(
    const char *shard, const char *temp, const char *final, struct span bytes)
{
	int fd = open(shard, O_TMPFILE | O_WRONLY | O_NOFOLLOW | O_CLOEXEC,
		STORE_FILES),
	    err;

	if (fd < 0)
		return errno == EISDIR || errno == EINVAL ? -EOPNOTSUPP
							  : -errno;
	err = write_all(fd, bytes);
	if (err == 0) {
		err = link_over(fd, temp, final);
		if (err == -ENOENT) /* /proc is missing */
			err = -EOPNOTSUPP;
	}
	close(fd);
	return err;
}

static int
write_named(const char *temp, const char *final, struct span bytes)
{
	int fd =
	    open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, STORE_FILES);
	int err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, bytes);
	close(fd);
	if (err == 0 && rename(temp, final) < 0)
		err = -errno;
	if (err < 0)
		/* if this fails, the sweep removes the file */
		(void)unlink(temp);
	return err;
}

int
store_write(const struct store *s, const struct store_key *key, unsigned slot,
    struct span bytes)
{
	char shard[3] = { key->name[0], key->name[1], '\0' }, suffix[3];
	struct store_path dir, temp, final;
	int err;

	slot_suffix(slot, suffix);
	store_join(&final, s, key->name, suffix);
	store_join(&dir, s, shard, "");
	temporary(&temp, s, shard);
	err = write_unnamed(dir.s, temp.s, final.s, bytes);
	if (err == -ENOENT &&
	    (mkdir(dir.s, STORE_DIRECTORIES) == 0 || errno == EEXIST))
		err = write_unnamed(dir.s, temp.s, final.s, bytes);
	if (err == -EOPNOTSUPP)
		err = write_named(temp.s, final.s, bytes);
	return err;
}

int
store_unlink(
    const struct store *s, const struct store_key *key, const char *suffix)
{
	struct store_path path;

	return unlink(store_join(&path, s, key->name, suffix)) < 0 ? -errno : 0;
}

int
store_remove(const struct store *s, const struct store_key *key, unsigned slot)
{
	char suffix[3];

	slot_suffix(slot, suffix);
	return store_unlink(s, key, suffix);
}

void
store_touch(const struct store *s, const struct store_key *key, unsigned slot)
{
	struct store_path path;
	struct stat st;
	int64_t now = clock_wall_ns() / 1000000000;
	char suffix[3];

	slot_suffix(slot, suffix);
	store_join(&path, s, key->name, suffix);
	if (stat(path.s, &st) < 0)
		return;
	if (st.st_mtime <= now && now - st.st_mtime < TOUCH_S)
		return;
	/*
	 * Errors are ignored: a cache that cannot be written keeps its old
	 * times.
	 */
	(void)utimensat(AT_FDCWD, path.s, NULL, 0);
}

int
store_link(const struct store *s, const struct store_key *key, const char *from,
    const char *to)
{
	struct store_path a, b;

	return link(store_join(&a, s, key->name, from),
		   store_join(&b, s, key->name, to)) < 0
		   ? -errno
		   : 0;
}
