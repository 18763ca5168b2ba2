#define _GNU_SOURCE
#include "os/store.h"

#include "base/sha256.h"
#include "os/clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAG "CACHEDIR.TAG"
#define FILES 0600
#define DIRECTORIES 0700

/* Times are only written once in so many seconds: it is eviction's clock. */
#define TOUCH_S 60

struct path {
	char s[STORE_PATH + 128];
};

/* root "/" a b; it fits, since the root does. */
static const char *
join(struct path *out, const struct store *s, const char *a, const char *b)
{
	struct text t = TEXT(out->s);

	text_put(&t, span_str(s->root));
	text_char(&t, '/');
	text_put(&t, span_str(a));
	text_put(&t, span_str(b));
	text_char(&t, '\0');
	out->s[sizeof out->s - 1] = '\0';
	return out->s;
}

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
	unsigned char digest[SHA256_BYTES];
	struct text t = TEXT(key->name);
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, bytes);
	sha256_done(&h, digest);
	sha256_put(&t, digest, 1);
	text_char(&t, '/');
	sha256_put(&t, digest + 1, (STORE_KEY - 3) / 2);
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

	/* Without it names may clash, which O_EXCL and linkat notice. */
	if (getrandom(&v, sizeof v, GRND_NONBLOCK) != sizeof v)
		v = (uint64_t)getpid();
	return v;
}

/* The directory and those above it that are missing. */
static int
make_path(const char *path)
{
	char part[STORE_PATH];
	size_t n = strlen(path);

	if (mkdir(path, DIRECTORIES) == 0 || errno == EEXIST)
		return 0;
	if (errno != ENOENT || n >= sizeof part)
		return -errno;
	memcpy(part, path, n + 1);
	for (size_t i = 1; i <= n; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		part[i] = '\0';
		if (mkdir(part, DIRECTORIES) < 0 && errno != EEXIST)
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
	struct path path;
	int fd = open(join(&path, s, TAG, ""),
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILES);

	if (fd < 0)
		return;
	(void)!write(fd, text, sizeof text - 1); /* backups may then have it */
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

/* A regular file that only we can have written. */
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

int
store_open(const struct store *s, const struct store_key *key,
    const char *suffix, int flags)
{
	struct path path;
	int fd, err;

	fd = open(join(&path, s, key->name, suffix),
	    flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, FILES);
	if (fd < 0)
		return -errno;
	err = check_ours(fd);
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

static int
write_all(int fd, struct span s)
{
	while (s.n > 0) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		s = span_from(s, (size_t)n);
	}
	return 0;
}

/* "ab/tmp.0123456789abcdef" */
static const char *
temporary(struct path *path, const struct store *s, const char *shard)
{
	char name[STORE_BLOB_SUFFIX + 8] = "/tmp";

	store_blob_suffix(store_random(), name + 4);
	name[4 + 17] = '\0';
	return join(path, s, shard, name);
}

/* linkat cannot replace, so a name of its own comes first, then rename. */
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

/* A file without a name until it is whole; -EOPNOTSUPP where that is not. */
static int
write_unnamed(
    const char *shard, const char *temp, const char *final, struct span bytes)
{
	int fd = open(shard, O_TMPFILE | O_WRONLY | O_CLOEXEC, FILES), err;

	if (fd < 0)
		return errno == EISDIR || errno == EINVAL ? -EOPNOTSUPP
							  : -errno;
	err = write_all(fd, bytes);
	if (err == 0) {
		err = link_over(fd, temp, final);
		if (err == -ENOENT) /* no /proc here */
			err = -EOPNOTSUPP;
	}
	close(fd);
	return err;
}

static int
write_named(const char *temp, const char *final, struct span bytes)
{
	int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILES);
	int err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, bytes);
	close(fd);
	if (err == 0 && rename(temp, final) < 0)
		err = -errno;
	if (err < 0)
		(void)unlink(temp); /* the sweep finds what stays */
	return err;
}

int
store_write(const struct store *s, const struct store_key *key, unsigned slot,
    struct span bytes)
{
	char shard[3] = { key->name[0], key->name[1], '\0' }, suffix[3];
	struct path dir, temp, final;
	int err;

	slot_suffix(slot, suffix);
	join(&final, s, key->name, suffix);
	join(&dir, s, shard, "");
	temporary(&temp, s, shard);
	err = write_unnamed(dir.s, temp.s, final.s, bytes);
	if (err == -ENOENT && mkdir(dir.s, DIRECTORIES) == 0)
		err = write_unnamed(dir.s, temp.s, final.s, bytes);
	if (err == -EOPNOTSUPP)
		err = write_named(temp.s, final.s, bytes);
	return err;
}

int
store_unlink(
    const struct store *s, const struct store_key *key, const char *suffix)
{
	struct path path;

	return unlink(join(&path, s, key->name, suffix)) < 0 ? -errno : 0;
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
	struct path path;
	struct stat st;
	int64_t now = clock_wall_ns() / 1000000000;
	char suffix[3];

	slot_suffix(slot, suffix);
	join(&path, s, key->name, suffix);
	if (stat(path.s, &st) < 0)
		return;
	if (st.st_mtime <= now && now - st.st_mtime < TOUCH_S)
		return;
	/* A cache that cannot be written keeps the times that it has. */
	(void)utimensat(AT_FDCWD, path.s, NULL, 0);
}

int
store_rename(const struct store *s, const struct store_key *key,
    const char *from, const char *to)
{
	struct path a, b;

	return rename(
		   join(&a, s, key->name, from), join(&b, s, key->name, to)) < 0
		   ? -errno
		   : 0;
}

/* Numbers of the machine's own order: the file never leaves it. */
int64_t
store_account(const struct store *s, int64_t bytes)
{
	int64_t delta[512], sum = 0;
	struct path path;
	ssize_t n;
	int fd = open(join(&path, s, "usage", ""),
	    O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILES);

	if (fd < 0)
		return -1;
	(void)!write(fd, &bytes, sizeof bytes); /* an estimate */
	n = pread(fd, delta, sizeof delta, 0);
	close(fd);
	if (n < 0 || (size_t)n == sizeof delta)
		return INT64_MAX; /* full: time to count again */
	for (size_t i = 0; i < (size_t)n / sizeof *delta; i++)
		if (__builtin_add_overflow(sum, delta[i], &sum))
			return INT64_MAX;
	return sum;
}

void
store_set_usage(const struct store *s, int64_t bytes)
{
	struct path path;
	int fd = open(join(&path, s, "usage", ""),
	    O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILES);

	if (fd < 0)
		return;
	(void)!write(fd, &bytes, sizeof bytes);
	close(fd);
}

int
store_lock_sweep(const struct store *s)
{
	struct path path;
	int fd = open(join(&path, s, "sweep", ""),
	    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILES);

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

/* Fills in what the name says; false if it is no file of ours. */
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
	int fd = openat(root, shard, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
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
	struct path full;

	return unlink(join(&full, s, path, "")) < 0 ? -errno : 0;
}
