#define _GNU_SOURCE
#include "os/passwd.h"

#include "base/bcrypt.h"
#include "base/limits.h"
#include "base/shacrypt.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
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

/* Reads the whole file.  Returns false if that fails. */
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
	return t->n < t->room; /* the file may be longer than the room */
}

static bool
is_bcrypt(struct span hash)
{
	return span_starts(hash, SPAN("$2"));
}

/*
 * Returns true for hashes that are supported: neither traditional DES nor MD5.
 */
static bool
is_known(struct span hash)
{
	return is_bcrypt(hash) || span_starts(hash, SPAN("$5$")) ||
	       span_starts(hash, SPAN("$6$"));
}

/*
 * The most different costs in one file; with more, the time may reveal whether
 * a user exists.
 */
#define PASSWD_COSTS 8

/* One hash of each cost, and the index of the user's own hash, or SIZE_MAX. */
struct hashes {
	struct span at[PASSWD_COSTS + 1];
	size_t n, own;
};

/*
 * Returns the part of a hash that decides its cost: "$2y$12", "$6$",
 * "$6$rounds=5000".
 */
static struct span
cost_of(struct span hash)
{
	size_t n = 3;

	if (is_bcrypt(hash) || span_starts(span_from(hash, n), SPAN("rounds=")))
		for (n = is_bcrypt(hash) && hash.n > 4 ? 4 : n;
		     n < hash.n && hash.p[n] != '$'; n++)
			;
	return (struct span){ hash.p, n < hash.n ? n : hash.n };
}

static bool
costs_the_same(struct span a, struct span b)
{
	if (is_bcrypt(a) && is_bcrypt(b) && a.n > 3 && b.n > 3)
		return span_eq(span_from(cost_of(a), 3),
		    span_from(cost_of(b), 3)); /* $2a$ and $2y$ cost the same */
	return span_eq(cost_of(a), cost_of(b));
}

/* Returns the index of this cost, or the next free index. */
static size_t
place_of(const struct hashes *h, struct span hash)
{
	size_t i = 0;

	while (i < h->n && !costs_the_same(h->at[i], hash))
		i++;
	return i;
}

static void
take(struct hashes *h, struct span hash, bool is_own)
{
	size_t place = place_of(h, hash);

	if (is_own && h->own == SIZE_MAX) {
		h->own = place;
		h->at[place] = hash;
	} else if (place == h->n && place < PASSWD_COSTS)
		h->at[place] = hash;
	else
		return;
	if (place == h->n)
		h->n++;
}

/* If a user has two lines, the first is used. */
static void
find(struct span file, struct span user, struct hashes *h)
{
	struct span line, name, hash;

	h->n = 0;
	h->own = SIZE_MAX;
	file = utf8_behind_mark(file);
	while (file.n > 0) {
		(void)span_cut(file, '\n', &line, &file);
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (line.n == 0 || *line.p == '#' ||
		    !span_cut(line, ':', &name, &hash))
			continue;
		(void)span_cut(hash, ':', &hash, &line);
		if (is_known(hash))
			take(h, hash, span_eq(name, user));
	}
}

/*
 * Compares in constant time, so that the time does not tell how many bytes are
 * equal.
 */
static bool
same(struct span a, struct span b)
{
	unsigned char differs = a.n != b.n;

	for (size_t i = 0; i < a.n && i < b.n; i++)
		differs |= (unsigned char)(a.p[i] ^ b.p[i]);
	return differs == 0;
}

/* Returns true if the key has this hash. */
static enum passwd_answer
compare(struct span key, struct span hash, const struct patience *patience)
{
	char buf[PASSWD_HASH];
	struct text got = TEXT(buf);
	bool good = is_bcrypt(hash) ? bcrypt_put(&got, key, hash, patience)
				    : shacrypt_put(&got, key, hash, patience);

	if (good && text_fits(&got) && same(TEXT_SPAN(got), hash))
		return PASSWD_YES;
	return good || patience_lasts(patience) ? PASSWD_NO : PASSWD_LEFT;
}

enum passwd_answer
passwd_check(int fd, const char *user, const char *password, struct text room,
    const struct patience *patience)
{
	struct span key = span_str(password);
	enum passwd_answer answer = PASSWD_NO;
	struct hashes h;

	room.n = 0;
	if (!read_all(fd, &room))
		return PASSWD_BROKEN;
	find(TEXT_SPAN(room), span_str(user), &h);
	/* fails if the priority is low already, which is as good */
	(void)setpriority(PRIO_PROCESS, 0, LIMIT_CHECK_NICE);
	if (h.own < h.n)
		answer = compare(key, h.at[h.own], patience);
	for (size_t i = 0; i < h.n && answer == PASSWD_NO; i++)
		if (i != h.own &&
		    compare(key, h.at[i], patience) == PASSWD_LEFT)
			answer = PASSWD_LEFT;
	return answer;
}

bool
passwd_has_any(int fd, struct text room)
{
	struct hashes h;

	room.n = 0;
	if (!read_all(fd, &room))
		return false;
	find(TEXT_SPAN(room), SPAN(""), &h);
	return h.n > 0;
}
