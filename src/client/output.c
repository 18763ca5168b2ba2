#define _GNU_SOURCE
#include "client/output.h"

#include "base/escape.h"
#include "base/visible.h"
#include "client/follow.h"
#include "client/messages.h"
#include "client/output_state.h"
#include "client/part.h"
#include "client/progress.h"
#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY 65536

/*
 * The bytes at the end of the file that -C fetches once more, to compare them.
 */
#define OVERLAP 4096

/*
 * Writes a piece to the descriptor that `o` has now, since it may have been
 * replaced since the start.
 */
static int
write_piece(void *arg, struct span s)
{
	const struct output *o = arg;

	return messages_write(o->fd, s) ? 0 : -errno;
}

void
output_init(struct output *o, const struct output_how *how)
{
	struct stat st;

	o->how = *how;
	o->state = OUTPUT_CLOSED;
	o->fd = -1;
	o->error = NULL;
	o->n = o->have = 0;
	o->part = o->unfit = o->refused = o->kept = o->bodiless = false;
	o->temp[0] = '\0';
	writebehind_init(&o->writer, write_piece, o);
	o->modified = -1;
	o->began_ms = o->drawn_ms = 0;
	if (how->flags & OUTPUT_HASH)
		sha2_init(&o->hash, SHA2_256);
	if ((how->flags & OUTPUT_CONTINUE) && how->path != NULL &&
	    follow_descriptor(how->path) < 0 && stat(how->path, &st) == 0 &&
	    S_ISREG(st.st_mode))
		o->have = (uint64_t)st.st_size;
}

uint64_t
output_from(const struct output *o)
{
	return o->have > OVERLAP ? o->have - OVERLAP : o->have;
}

static void
abandon(const struct output *o)
{
	if (o->temp[0] != '\0')
		(void)unlink(o->temp);
}

bool
output_fail(struct output *o)
{
	o->error = strerror(errno);
	return false;
}

static bool
fail_by(struct output *o, int err)
{
	errno = -err;
	return err == 0 || output_fail(o);
}

static bool
open_temp(struct output *o)
{
	struct stat st;

	o->fd = follow_links(o->how.path, o->target)
		    ? part_create(o->target, o->temp, sizeof o->temp)
		    : -ENAMETOOLONG;
	if (o->fd < 0)
		return fail_by(o, o->fd);
	/* The new file keeps the permissions of the one that it replaces. */
	if (stat(o->target, &st) == 0)
		(void)fchmod(o->fd, st.st_mode & 0777);
	o->state = OUTPUT_TEMP;
	return true;
}

/*
 * The file differs from the content: copies the part that was equal, and
 * continues there.
 */
static bool
differ(struct output *o)
{
	static char buf[COPY];
	int old = o->fd;
	uint64_t left = o->n;

	if (!open_temp(o)) {
		o->fd = old;
		return false;
	}
	for (off_t at = 0; left > 0;) {
		size_t want = left < sizeof buf ? (size_t)left : sizeof buf;
		ssize_t got = pread(old, buf, want, at);

		if (got <= 0 ||
		    !messages_write(o->fd, (struct span){ buf, (size_t)got })) {
			close(old);
			errno = got == 0 ? EIO : errno;
			return output_fail(o);
		}
		at += got;
		left -= (uint64_t)got;
	}
	close(old);
	return true;
}

static bool
open_path(struct output *o, enum fetch_origin from)
{
	struct stat st;
	bool there = stat(o->how.path, &st) == 0;

	if (there && !S_ISREG(st.st_mode)) { /* a device or a FIFO */
		o->state = OUTPUT_STREAM;
		o->fd = open(o->how.path, O_WRONLY | O_CLOEXEC);
	} else if (there && (from == FETCH_SHELF || o->have > 0)) {
		o->state = OUTPUT_SAME;
		o->fd = open(o->how.path, O_RDONLY | O_CLOEXEC);
		if (o->fd < 0)
			return open_temp(o);
	} else {
		return open_temp(o);
	}
	return o->fd >= 0 || output_fail(o);
}

static bool
open_output(struct output *o, enum fetch_origin from)
{
	int number = o->how.path != NULL ? follow_descriptor(o->how.path)
					 : STDOUT_FILENO;
	struct stat st;

	if (number < 0)
		return open_path(o, from);
	o->fd = o->how.path != NULL ? follow_open(number) : number;
	if (o->fd < 0)
		return fail_by(o, o->fd);
	o->state = fstat(o->fd, &st) == 0 && S_ISREG(st.st_mode)
		       ? OUTPUT_FILE
		       : OUTPUT_STREAM;
	return true;
}

static bool
is_behind(const struct output *o)
{
	return o->state == OUTPUT_TEMP || o->state == OUTPUT_FILE;
}

static bool
write_out(struct output *o, struct span s)
{
	if (is_behind(o))
		return fail_by(o, writebehind_put(&o->writer, s));
	return messages_write(o->fd, s) || output_fail(o);
}

/* Continues the file (-C), whose content was right so far. */
static bool
append(struct output *o)
{
	o->state = OUTPUT_STREAM;
	return lseek(o->fd, (off_t)o->n, SEEK_SET) >= 0 || output_fail(o);
}

static bool
put(struct output *o, struct span s)
{
	static char buf[COPY];

	while (o->state == OUTPUT_SAME && s.n > 0) {
		size_t want = s.n < sizeof buf ? s.n : sizeof buf;
		ssize_t got = pread(o->fd, buf, want, (off_t)o->n);

		if (o->part && got == 0) {
			if (!append(o))
				return false;
			break;
		}
		if (o->part &&
		    (got < 0 || memcmp(buf, s.p, (size_t)got) != 0)) {
			o->unfit = true;
			return false;
		}
		if (got <= 0 || memcmp(buf, s.p, (size_t)got) != 0) {
			if (!differ(o))
				return false;
			break;
		}
		o->n += (uint64_t)got;
		s = span_from(s, (size_t)got);
	}
	if (!write_out(o, s))
		return false;
	o->n += s.n;
	return true;
}

/* Writes a head for a person: line ends are its only control characters. */
static bool
put_head(struct output *o, struct span lines)
{
	while (lines.n > 0) {
		char escape[4];
		struct text t = TEXT(escape);
		struct span piece = { lines.p, visible_length(lines) };

		if (piece.n == 0 && span_starts(lines, SPAN("\r\n")))
			piece.n = 2;
		lines = span_from(lines, piece.n > 0 ? piece.n : 1);
		if (piece.n == 0) {
			escape_x(&t, *piece.p);
			piece = TEXT_SPAN(t);
		}
		if (!put(o, piece))
			return false;
	}
	return put(o, SPAN("\r\n"));
}

bool
output_head(void *arg, const struct fetch_head *h)
{
	struct output *o = arg;
	bool heads = (o->how.flags & OUTPUT_INCLUDE) != 0;

	if (!h->last && !heads)
		return true;
	if (h->last && o->have > 0 && h->status != 200)
		return output_continue(o, h);
	if (h->last && o->how.offset > 0 && !output_at_offset(o, h))
		return (o->how.flags & OUTPUT_NO_ERRORS) && h->status >= 400;
	if (o->kept)
		return true;
	if ((o->how.flags & OUTPUT_NO_ERRORS) && h->status >= 400 && !heads)
		return true;
	/*
	 * A 304 answers the caller's own condition: the file stays as it was.
	 */
	o->bodiless |= h->status == 304;
	if (o->bodiless && o->how.path != NULL)
		return true;
	o->whole = h->whole;
	o->modified = h->modified;
	o->began_ms = clock_mono_ms();
	if (o->state == OUTPUT_CLOSED && !open_output(o, h->from))
		return false;
	return !heads || put_head(o, o->how.flags & OUTPUT_AS_SENT
					 ? cachestatus_cut(h->lines)
					 : h->lines);
}

bool
output_body(void *arg, struct span s)
{
	struct output *o = arg;

	if (o->state == OUTPUT_CLOSED)
		return true;
	if (o->how.flags & OUTPUT_HASH)
		sha2_feed(&o->hash, s);
	if (!put(o, s))
		return false;
	if (o->how.flags & OUTPUT_PROGRESS)
		progress_draw(o->n, o->whole, o->began_ms, &o->drawn_ms);
	return true;
}

void
output_drain(struct output *o)
{
	/* output_finish reports the error */
	(void)fail_by(o, writebehind_end(&o->writer));
}

bool
output_restart(void *arg)
{
	struct output *o = arg;

	if (o->how.flags & OUTPUT_INCLUDE)
		return false;
	output_drain(o);
	if (o->state == OUTPUT_TEMP &&
	    (o->error != NULL || ftruncate(o->fd, 0) < 0 ||
		lseek(o->fd, 0, SEEK_SET) < 0))
		return false;
	if (o->state != OUTPUT_TEMP && o->state != OUTPUT_SAME)
		return false;
	o->n = 0;
	sha2_init(&o->hash, SHA2_256);
	return true;
}

static void
set_time(struct output *o)
{
	struct timespec t[2] = { { .tv_nsec = UTIME_OMIT },
		{ .tv_sec = (time_t)o->modified } };

	if ((o->how.flags & OUTPUT_REMOTE_TIME) && o->modified >= 0)
		/* the file system may have no times */
		(void)futimens(o->fd, t);
}

/* Puts the file in its place, or leaves the old one as it was. */
static enum output_answer
settle(struct output *o)
{
	struct stat st;

	if (o->state == OUTPUT_SAME && !o->part &&
	    (fstat(o->fd, &st) < 0 || (uint64_t)st.st_size != o->n) &&
	    !differ(o))
		return OUTPUT_FAILED;
	o->kept |= o->state == OUTPUT_SAME;
	if (o->state == OUTPUT_TEMP || o->have > 0)
		set_time(o);
	if (o->state == OUTPUT_TEMP && rename(o->temp, o->target) < 0) {
		(void)output_fail(o);
		return OUTPUT_FAILED;
	}
	if (o->state == OUTPUT_TEMP)
		o->temp[0] = '\0';
	return OUTPUT_GOOD;
}

enum output_answer
output_finish(struct output *o, enum output_end end)
{
	enum output_answer answer = OUTPUT_GOOD;

	if (o->how.flags & OUTPUT_PROGRESS)
		progress_end(o->drawn_ms);
	output_drain(o);
	if (o->error != NULL)
		answer = OUTPUT_FAILED;
	else if (end == OUTPUT_WHOLE && !output_matches(o))
		answer = OUTPUT_MISMATCH;
	else if (end == OUTPUT_WHOLE && o->state != OUTPUT_CLOSED)
		answer = settle(o);
	abandon(o);
	o->temp[0] = '\0';
	if (o->fd > STDERR_FILENO)
		close(o->fd);
	o->fd = -1;
	o->state = OUTPUT_CLOSED;
	return answer;
}
