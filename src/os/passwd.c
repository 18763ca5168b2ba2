#define _GNU_SOURCE
#include "os/passwd.h"

#include "base/bcrypt.h"
#include "base/shacrypt.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int
passwd_open(const char *path)
{
	int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char start[2];

	if (fd < 0)
		return -errno;
	if (pread(fd, start, sizeof start, 0) == sizeof start &&
	    utf8_is_utf16((struct span){ start, sizeof start })) {
		close(fd);
		return -EILSEQ;
	}
	return fd;
}

const char *
passwd_reason(int err)
{
	return err == -EILSEQ ? UTF8_NOT_16 : strerror(-err);
}

/* The longest hash: $6$rounds=999999999$ salt $ 86 letters. */
#define PASSWD_HASH 160

/* The whole file; false if it cannot be had. */
static bool
read_all(int fd, struct text *t)
{
	ssize_t got = 1;

	while (t->n < t->room && got > 0) {
		got = pread(fd, t->p + t->n, t->room - t->n, (off_t)t->n);
		if (got < 0 && errno != EINTR)
			return false;
		t->n += got > 0 ? (size_t)got : 0;
		got = got < 0 ? 1 : got;
	}
	return t->n < t->room; /* or there may be more */
}

static bool
is_bcrypt(struct span hash)
{
	return span_starts(hash, SPAN("$2"));
}

/* One that we compute: neither traditional DES nor MD5. */
static bool
is_known(struct span hash)
{
	return is_bcrypt(hash) || span_starts(hash, SPAN("$5$")) ||
	       span_starts(hash, SPAN("$6$"));
}

/*
 * Of two lines of one user the first counts.  Without one, *found is a hash
 * of somebody else, to spend the same time on.
 */
static bool
find(struct span file, struct span user, struct span *found)
{
	struct span any = { file.p, 0 }, line, name, hash;
	bool is_there = false;

	*found = any;
	file = utf8_behind_mark(file);
	while (file.n > 0) {
		(void)span_cut(file, '\n', &line, &file);
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (line.n == 0 || *line.p == '#' ||
		    !span_cut(line, ':', &name, &hash))
			continue;
		(void)span_cut(hash, ':', &hash, &line);
		if (!is_known(hash))
			continue;
		if (any.n == 0)
			any = hash;
		if (!is_there && span_eq(name, user)) {
			*found = hash;
			is_there = true;
		}
	}
	if (!is_there)
		*found = any;
	return is_there;
}

/* The time does not tell how much of it is right. */
static bool
same(struct span a, struct span b)
{
	unsigned char differs = a.n != b.n;

	for (size_t i = 0; i < a.n && i < b.n; i++)
		differs |= (unsigned char)(a.p[i] ^ b.p[i]);
	return differs == 0;
}

enum passwd_answer
passwd_check(int fd, const char *user, const char *password, struct text room)
{
	struct span key = span_str(password), hash;
	char buf[PASSWD_HASH];
	struct text got = TEXT(buf);
	bool good;

	room.n = 0;
	if (!read_all(fd, &room))
		return PASSWD_BROKEN;
	good = find(TEXT_SPAN(room), span_str(user), &hash);
	if (is_bcrypt(hash))
		good = bcrypt_put(&got, key, hash) && good;
	else
		good = shacrypt_put(&got, key, hash) && good;
	good = text_fits(&got) && same(TEXT_SPAN(got), hash) && good;
	return good ? PASSWD_YES : PASSWD_NO;
}

bool
passwd_has_any(int fd, struct text room)
{
	struct span hash;

	room.n = 0;
	if (!read_all(fd, &room))
		return false;
	(void)find(TEXT_SPAN(room), SPAN(""), &hash);
	return hash.n > 0;
}
