#define _GNU_SOURCE
#include "server/archive_send.h"

#include "base/crc32.h"
#include "base/sums.h"
#include "os/clock.h"
#include "os/folder.h"
#include "os/stop.h"
#include "server/failure.h"
#include "site/archive_piece.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>

/* The smallest read that computes a sum. */
#define READ_LEAST 32768

/* A long computation checks after so many bytes whether the peer is there. */
#define LOOK_EVERY (UINT64_C(16) << 20)

/* The bytes that wait to be sent, and the position in the archive. */
struct sending {
	struct conn *conn;
	struct text t;
	struct archive_piece at;
};

bool
archive_send_applies(const struct conn *c)
{
	return c->asked.archive != NULL && c->plan.why == REFUSE_NOT &&
	       (c->plan.content == CONTENT_FILE ||
		   c->plan.content == CONTENT_PARTS);
}

static int
flush(struct sending *s, enum wire_more more)
{
	int err = wire_write(s->conn->wire, s->t.p, s->t.n, more);

	s->t.n = 0;
	return err;
}

static int
reserve(struct sending *s, size_t n)
{
	return s->t.room - s->t.n >= n ? 0 : flush(s, WIRE_MORE);
}

/*
 * Returns true if the open file is in the state that the list notes. *keeps is
 * then true if its sum may be kept, because a later state will differ.
 */
static bool
is_unchanged(const struct sending *s, int fd, bool *keeps)
{
	const struct archive_member *m = &s->at.member;
	struct file_facts facts;
	bool weak = false;

	if (docroot_describe(fd, &facts) < 0 || facts.kind != FILE_REGULAR ||
	    facts.size != m->size ||
	    (archive_state(&facts, s->conn->asked.now_ns, &weak) &
		ARCHIVE_STATE) != m->state)
		return false;
	*keeps = !weak;
	return true;
}

/* Opens the file of the member.  Returns a descriptor, or -errno. */
static int
open_member(struct sending *s)
{
	struct conn *c = s->conn;
	char room[LIMIT_PATH + LIMIT_NAME];
	struct text path = TEXT(room);
	bool keeps;
	int fd;

	text_put(&path, c->req.target.path);
	if (path.n > 0)
		text_char(&path, '/');
	text_put(&path, s->at.member.file);
	text_char(&path, '\0');
	LIMIT_CHECK(text_fits(&path));
	fd = docroot_open_beneath(c->root, room,
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
	    c->service->conf->symlinks);
	if (fd >= 0 && !is_unchanged(s, fd, &keeps))
		docroot_close(&fd);
	return fd < 0 ? -ENODATA : fd;
}

static bool
needs_sum(const struct sending *s)
{
	return s->at.archive->format == ARCHIVE_ZIP && !s->at.member.summed;
}

/* Takes the sum of the member from the table, if it is needed and there. */
static void
find_sum(struct sending *s)
{
	const struct sums *table = s->conn->service->sums;
	uint32_t crc;

	if (table != NULL && needs_sum(s) &&
	    sums_find(table, s->at.member.state, &crc))
		archive_piece_set_sum(&s->at, crc);
}

static void
set_sum(struct sending *s, uint32_t crc, bool keeps)
{
	struct sums *table = s->conn->service->sums;

	archive_piece_set_sum(&s->at, crc);
	if (table != NULL && keeps)
		sums_keep(table, s->at.member.state, crc);
}

/* Returns true if the peer has closed the connection. */
static bool
has_gone(const struct wire *w)
{
	struct pollfd p = { .fd = w->in, .events = POLLRDHUP };

	return w->socket && stop_poll(&p, 0) > 0 &&
	       (p.revents & (POLLERR | POLLHUP)) != 0;
}

/*
 * Makes room for reading the member.  A member that does not fit is read over
 * the bytes that wait, so these are sent first.
 */
static int
make_room(struct sending *s)
{
	return s->at.member.size > s->t.room - s->t.n ? flush(s, WIRE_LAST)
						      : reserve(s, READ_LEAST);
}

/* Reads all of the file.  Returns 0 or -errno. */
static int
compute(struct sending *s, int fd, uint32_t *crc)
{
	uint64_t size = s->at.member.size, look = LOOK_EVERY;
	int err = 0;

	*crc = 0;
	for (uint64_t at = 0; at < size && err == 0;) {
		char *p = s->t.p + s->t.n;
		size_t n = s->t.room - s->t.n;

		n = size - at < n ? (size_t)(size - at) : n;
		err = docroot_read(fd, p, n, at);
		*crc = crc32(*crc, (struct span){ p, n });
		at += n;
		if (at < look)
			continue;
		look += LOOK_EVERY;
		if (has_gone(s->conn->wire))
			return -EPIPE;
	}
	return err;
}

/*
 * Makes the sum of the member known.  The peer is excused for the time of the
 * reading, and not for that in which it has to take what is sent.
 */
static int
make_sum(struct sending *s)
{
	bool keeps = false;
	int64_t began_ms;
	uint32_t crc;
	int fd, err;

	find_sum(s);
	if (!needs_sum(s))
		return 0;
	err = make_room(s);
	if (err < 0)
		return err;
	began_ms = clock_mono_ms();
	fd = open_member(s);
	if (fd < 0)
		return fd;
	err = compute(s, fd, &crc);
	if (err == 0 && !is_unchanged(s, fd, &keeps))
		err = -ENODATA;
	docroot_close(&fd);
	if (err == 0)
		set_sum(s, crc, keeps);
	wire_pause(s->conn->wire, clock_mono_ms() - began_ms);
	return err;
}

/* Sends n bytes of a piece that is made of the list, without the first skip. */
static int
send_made(struct sending *s, uint64_t skip, uint64_t n)
{
	int err = archive_piece_needs_sum(&s->at) ? make_sum(s) : 0;
	size_t before;

	if (err == 0)
		err = reserve(s, ARCHIVE_PIECE);
	if (err < 0)
		return err;
	before = s->t.n;
	archive_piece_put(&s->t, &s->at);
	LIMIT_CHECK(text_fits(&s->t) && s->t.n - before == s->at.length);
	if (skip > 0)
		memmove(s->t.p + before, s->t.p + before + skip, (size_t)n);
	s->t.n = before + (size_t)n;
	return 0;
}

/* Appends bytes of the file, from *at to the end. */
static int
read_on(struct sending *s, int fd, uint64_t *at, uint64_t end, uint32_t *crc)
{
	char *p = s->t.p + s->t.n;
	size_t n = s->t.room - s->t.n;
	int err;

	n = end - *at < n ? (size_t)(end - *at) : n;
	err = docroot_read(fd, p, n, *at);
	if (err < 0)
		return err;
	*crc = crc32(*crc, (struct span){ p, n });
	s->t.n += n;
	*at += n;
	return 0;
}

/*
 * Sends the file through this process, which computes its sum.  The last bytes
 * stay in the text until the file is known not to have changed.
 */
static int
send_summed(struct sending *s, int fd, uint32_t *crc)
{
	uint64_t at = 0, end = s->at.length;
	int err = reserve(s, end < READ_LEAST ? (size_t)end : READ_LEAST);

	*crc = 0;
	while (at < end && err == 0) {
		err = read_on(s, fd, &at, end, crc);
		if (err == 0 && at < end)
			err = flush(s, WIRE_MORE);
	}
	return err;
}

/*
 * Sends n bytes of the file from the offset on, by the kernel; the last of them
 * stay in the text.
 */
static int
send_plain(struct sending *s, int fd, uint64_t offset, uint64_t n)
{
	uint64_t last = n < LIMIT_SMALL ? n : LIMIT_SMALL;
	int err = n > last ? flush(s, WIRE_MORE) : reserve(s, (size_t)last);

	if (err == 0 && n > last)
		err = wire_send_file(
		    s->conn->wire, fd, offset, n - last, WIRE_MORE);
	if (err == 0)
		err = docroot_read(
		    fd, s->t.p + s->t.n, (size_t)last, offset + n - last);
	if (err == 0)
		s->t.n += (size_t)last;
	return err;
}

/* Sends n bytes of the member's file, without the first skip. */
static int
send_data(struct sending *s, uint64_t skip, uint64_t n)
{
	int fd = open_member(s), err;
	bool keeps = false, sums;
	uint32_t crc;

	if (fd < 0)
		return fd;
	find_sum(s);
	sums = needs_sum(s) && skip == 0 && n == s->at.length;
	err = sums ? send_summed(s, fd, &crc) : send_plain(s, fd, skip, n);
	if (err == 0 && !is_unchanged(s, fd, &keeps))
		err = -ENODATA;
	if (err == 0 && sums)
		set_sum(s, crc, keeps);
	docroot_close(&fd);
	return err;
}

/* Appends or sends these bytes of the archive. */
static int
send_range(struct sending *s, const struct byte_range *r)
{
	uint64_t at = r->first, left = r->length;
	int err = 0;

	archive_piece_seek(&s->at, s->conn->archive, at);
	while (err == 0 && left > 0 && archive_piece_next(&s->at)) {
		uint64_t skip = at - s->at.first;
		uint64_t n = s->at.length - skip;

		n = n < left ? n : left;
		err = s->at.part == ARCHIVE_DATA ? send_data(s, skip, n)
						 : send_made(s, skip, n);
		at += n;
		left -= n;
	}
	return err;
}

static int
send_parts(struct sending *s)
{
	const struct plan *p = &s->conn->plan;
	struct multipart m = plan_multipart(p);
	int err = 0;

	if (p->content == CONTENT_FILE)
		return send_range(s, &p->part[0]);
	for (size_t i = 0; i < m.n && err == 0; i++) {
		err = reserve(s, LIMIT_SMALL);
		multipart_put_head(&s->t, &m, i);
		LIMIT_CHECK(text_fits(&s->t));
		if (err == 0)
			err = send_range(s, &m.part[i]);
	}
	if (err == 0)
		err = reserve(s, LIMIT_SMALL);
	multipart_put_tail(&s->t, &m);
	return err;
}

enum refusal
archive_send(struct conn *c)
{
	struct sending s = { .conn = c, .t = TEXT(c->out.buf) };
	struct wire *w = c->wire;
	size_t head;
	int err;

	wire_begin(w);
	reply_head(&s.t, &c->plan.reply);
	LIMIT_CHECK(text_fits(&s.t));
	head = s.t.n;
	err = send_parts(&s);
	if (err == 0)
		err = flush(&s, WIRE_LAST);
	c->content = w->sent > head ? w->sent - head : 0;
	return failure_of_send(err);
}
