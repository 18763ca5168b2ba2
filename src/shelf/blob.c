#define _GNU_SOURCE
#include "shelf/blob.h"

#include "base/crc32c.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAGIC "mhblob1\n"
#define HEAD 20
#define CRC_BYTES 4

static uint64_t
get(const char *p, size_t bytes)
{
	uint64_t v = 0;

	for (size_t i = 0; i < bytes; i++)
		v |= (uint64_t)(unsigned char)p[i] << (8 * i);
	return v;
}

static void
put(char *p, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		p[i] = (char)(v >> (8 * i));
}

/* Computes the value that the checksum of a piece starts from. */
static uint32_t
seed(uint64_t id, uint64_t i)
{
	char place[16];

	put(place, id, 8);
	put(place + 8, i, 8);
	return crc32c(0, (struct span){ place, sizeof place });
}

/* Writes both parts, in one call if the kernel accepts them together. */
static int
write_two(int fd, struct span a, struct span b)
{
	while (a.n + b.n > 0) {
		struct iovec v[2] = {
			{ (void *)(uintptr_t)a.p, a.n },
			{ (void *)(uintptr_t)b.p, b.n },
		};
		ssize_t n = writev(fd, v, 2);
		size_t of_a;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		of_a = (size_t)n < a.n ? (size_t)n : a.n;
		a = span_from(a, of_a);
		b = span_from(b, (size_t)n - of_a);
	}
	return 0;
}

int
blob_begin(struct blob *b, int fd, struct span note)
{
	char head[HEAD] = MAGIC;

	*b = (struct blob){ .fd = fd, .id = store_random() };
	b->at = HEAD + note.n;
	b->crc = seed(b->id, 0);
	put(head + 8, b->id, 8);
	put(head + 16, note.n, 4);
	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	return write_two(fd, (struct span){ head, sizeof head }, note);
}

int
blob_append(struct blob *b, struct span s)
{
	while (s.n > 0) {
		size_t left = LIMIT_CHUNK - (size_t)(b->n % LIMIT_CHUNK);
		struct span piece = { s.p, s.n < left ? s.n : left };
		char crc[CRC_BYTES];
		int err;

		b->crc = crc32c(b->crc, piece);
		put(crc, b->crc, sizeof crc);
		err = write_two(b->fd, piece,
		    (struct span){ crc, piece.n == left ? sizeof crc : 0 });
		if (err < 0)
			return err;
		b->n += piece.n;
		if (piece.n == left)
			b->crc = seed(b->id, b->n / LIMIT_CHUNK);
		s = span_from(s, piece.n);
	}
	return 0;
}

int
blob_pause(struct blob *b)
{
	char crc[CRC_BYTES];

	if (b->n % LIMIT_CHUNK == 0)
		return 0;
	put(crc, b->crc, sizeof crc);
	return write_two(
	    b->fd, (struct span){ crc, sizeof crc }, (struct span){ "", 0 });
}

static off_t
piece_at(uint64_t at, uint64_t i)
{
	return (off_t)(at + i * (LIMIT_CHUNK + CRC_BYTES));
}

static ssize_t
read_at(int fd, char *buf, size_t n, off_t at)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got = pread(fd, buf + have, n - have, at + (off_t)have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

/* Returns true if a piece of n bytes exists and matches its checksum. */
static ssize_t
read_piece(int fd, uint64_t id, uint64_t at, uint64_t i, size_t n, char *buf)
{
	ssize_t got = read_at(fd, buf, n + CRC_BYTES, piece_at(at, i));

	if (got < 0)
		return got;
	if ((size_t)got != n + CRC_BYTES ||
	    crc32c(seed(id, i), (struct span){ buf, n }) !=
		get(buf + n, CRC_BYTES))
		return -EBADMSG;
	return (ssize_t)n;
}

ssize_t
blob_read(int fd, uint64_t id, uint64_t at, uint64_t n, uint64_t i,
    char buf[BLOB_ROOM])
{
	uint64_t left;

	if (i > n / LIMIT_CHUNK)
		return -EBADMSG;
	left = n - i * LIMIT_CHUNK;
	return read_piece(fd, id, at, i,
	    left < LIMIT_CHUNK ? (size_t)left : LIMIT_CHUNK, buf);
}

/*
 * Truncates the file behind the last intact piece.  Writing continues over the
 * checksum at its end, which stays until then, so that everything written can
 * be read at any time.
 */
static int
settle(struct blob *b, uint64_t whole, size_t rest)
{
	off_t end = piece_at(b->at, whole) + (off_t)rest;

	b->n = whole * LIMIT_CHUNK + rest;
	if (ftruncate(b->fd, end + (rest > 0 ? CRC_BYTES : 0)) < 0 ||
	    lseek(b->fd, end, SEEK_SET) < 0)
		return -errno;
	return b->n == 0 ? -ENOMSG : 0;
}

static int
find_end(struct blob *b, char *buf)
{
	struct stat st;
	uint64_t i = 0;
	off_t left;
	size_t rest = 0;

	if (fstat(b->fd, &st) < 0)
		return -errno;
	while ((left = st.st_size - piece_at(b->at, i)) >=
		   (off_t)(LIMIT_CHUNK + CRC_BYTES) &&
	       read_piece(b->fd, b->id, b->at, i, LIMIT_CHUNK, buf) > 0)
		i++;
	b->crc = seed(b->id, i);
	if (left > CRC_BYTES && left < (off_t)(LIMIT_CHUNK + CRC_BYTES) &&
	    read_piece(b->fd, b->id, b->at, i, (size_t)left - CRC_BYTES, buf) >
		0) {
		rest = (size_t)left - CRC_BYTES;
		b->crc = (uint32_t)get(buf + rest, CRC_BYTES);
	}
	return settle(b, i, rest);
}

int
blob_resume(struct blob *b, int fd, char *note, size_t room, size_t *note_n)
{
	static char buf[BLOB_ROOM];
	char head[HEAD];
	uint64_t n;

	*b = (struct blob){ .fd = fd };
	if (read_at(fd, head, sizeof head, 0) != sizeof head ||
	    memcmp(head, MAGIC, 8) != 0)
		return -ENOMSG;
	n = get(head + 16, 4);
	if (n > room || read_at(fd, note, (size_t)n, HEAD) != (ssize_t)n)
		return -ENOMSG;
	b->id = get(head + 8, 8);
	b->at = HEAD + n;
	*note_n = (size_t)n;
	return find_end(b, buf);
}

int
blob_commit(struct blob *b, const struct store *s, const struct store_key *key)
{
	char suffix[STORE_BLOB_SUFFIX];
	int err = blob_pause(b);

	if (err < 0)
		return err;
	store_blob_suffix(b->id, suffix);
	return store_link(s, key, ".lock", suffix);
}

int
blob_open(const struct store *s, const struct store_key *key, uint64_t id)
{
	char suffix[STORE_BLOB_SUFFIX];

	store_blob_suffix(id, suffix);
	return store_open(s, key, suffix, O_RDONLY);
}
