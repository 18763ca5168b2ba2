#define _GNU_SOURCE
#include "client/heads.h"

#include "client/messages.h"
#include "http/date.h"
#include "http/uri.h"
#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The longest wait that a server can ask for. */
#define WAIT_MOST_S 3600

static void
copy_field(const struct message *m, struct span name, char *out, size_t room)
{
	struct text t = { out, room, 0 };
	struct span value = SPAN("");

	(void)field_only(&m->fields, name, &value);
	text_put(&t, value);
	text_char(&t, '\0');
	if (!text_fits(&t))
		*out = '\0';
}

static int dump_fd = -1;

static int
open_file(const char *path, int how)
{
	return strcmp(path, "-") == 0
		   ? STDOUT_FILENO
		   : open(path, O_WRONLY | O_CREAT | O_CLOEXEC | how, 0666);
}

/* Returns false after reporting an error. */
static bool
opened(const char *path, int fd)
{
	if (fd < 0)
		messages_error(span_str(path), strerror(errno));
	return fd >= 0;
}

bool
heads_open_dump(const struct options *o)
{
	if (o->dump == NULL)
		return true;
	dump_fd = open_file(o->dump, O_TRUNC);
	return opened(o->dump, dump_fd);
}

bool
heads_check_tag_file(const struct options *o)
{
	int fd;

	if (o->etag_save == NULL)
		return true;
	fd = open_file(o->etag_save, O_APPEND);
	if (fd > STDERR_FILENO)
		close(fd);
	return opened(o->etag_save, fd);
}

/*
 * Writes the head to the file of -D as it came, without the client's own
 * Cache-Status.  It is written at once, since with -Z another process may write
 * one too.
 */
static int
dump_head(const struct options *o, struct span lines)
{
	static char room[LIMIT_MESSAGE + 1024];
	struct text t = TEXT(room);

	if (o->dump == NULL)
		return 0;
	text_put(&t, cachestatus_cut(lines));
	text_put(&t, SPAN("\r\n"));
	if (!text_fits(&t))
		return -EMSGSIZE;
	return messages_write(dump_fd, TEXT_SPAN(t)) ? 0 : -errno;
}

/*
 * Returns the seconds that Retry-After gives as a number or a date (9110
 * 10.2.3), or 0.
 */
static int64_t
read_wait(const struct message *m)
{
	int64_t now = clock_wall_ns() / 1000000000, at, wait = 0;
	struct span value;
	uint64_t seconds;

	if (!field_only(&m->fields, SPAN("Retry-After"), &value))
		return 0;
	if (span_u64(value, &seconds))
		wait = seconds < WAIT_MOST_S ? (int64_t)seconds : WAIT_MOST_S;
	else if (date_parse(value, now, &at) && at > now)
		wait = at - now < WAIT_MOST_S ? at - now : WAIT_MOST_S;
	return wait;
}

static char last_head[LIMIT_MESSAGE];

/* Keeps the head as it came, for -w. */
static size_t
keep_head(struct span lines)
{
	struct text t = TEXT(last_head);

	text_put(&t, cachestatus_cut(lines));
	return text_fits(&t) ? t.n : 0;
}

int
heads_take_head(
    struct heads *f, const struct options *o, const struct fetch_head *h)
{
	struct message m;

	f->redirects += !h->last;
	if (o->write_out != NULL)
		f->head_n = keep_head(h->lines);
	if (message_parse(h->lines, &m)) {
		copy_field(&m, SPAN("Content-Type"), f->type, sizeof f->type);
		copy_field(&m, SPAN("ETag"), f->tag, sizeof f->tag);
		copy_field(&m, SPAN("Location"), f->next, sizeof f->next);
		f->wait_s = read_wait(&m);
	}
	return dump_head(o, h->lines);
}

bool
heads_save_tag(const struct heads *f, const struct options *o, int status)
{
	bool tagged = *f->tag != '\0', good;
	int fd;

	if (o->etag_save == NULL || (!tagged && status / 100 != 2))
		return true;
	fd = open_file(o->etag_save, O_TRUNC);
	good = fd >= 0 && messages_write(fd, span_str(f->tag)) &&
	       messages_write(fd, tagged ? SPAN("\n") : SPAN(""));
	if (!good)
		messages_error(span_str(o->etag_save), strerror(errno));
	if (fd > STDERR_FILENO)
		close(fd);
	return good;
}

void
heads_write_out(const struct heads *f, const char *format, struct writeout *w)
{
	static char room[2 * LIMIT_MESSAGE + 4 * LIMIT_URI];
	static char room_err[2 * LIMIT_MESSAGE + 4 * LIMIT_URI];
	char next[LIMIT_URI + 1] = "";
	struct text t = TEXT(room), err = TEXT(room_err);
	struct text n = { next, LIMIT_URI, 0 };
	struct writeout_to to = { .out = &t, .err = &err };

	w->content_type = span_str(f->type);
	/* the last of too many is not followed */
	w->redirects = f->redirects;
	if (w->result->code == FETCH_TOO_MANY_REDIRECTS)
		w->redirects--;
	w->head = (struct span){ last_head, f->head_n };
	if (*f->next != '\0' && w->result->status / 100 == 3 &&
	    uri_resolve(span_str(w->result->url), span_str(f->next), &n) ==
		URI_GOOD)
		w->redirect = TEXT_SPAN(n);
	writeout_put(&to, format, w);
	if (to.unknown.n > 0)
		messages_error(to.unknown, "no variable of -w has this name");
	if (!text_fits(&t) || !text_fits(&err)) {
		messages_error(SPAN("-w"), "the text is too long");
		return;
	}
	/* if this fails, nobody reads it */
	(void)messages_write(STDOUT_FILENO, TEXT_SPAN(t));
	(void)messages_write(STDERR_FILENO, TEXT_SPAN(err));
}

bool
heads_is_untimely(const struct options *o, const struct fetch_head *h)
{
	if (o->time_at == 0 || h->status != 200 || h->modified < 0)
		return false;
	return o->time_before ? h->modified >= o->time_at
			      : h->modified <= o->time_at;
}

/* The statuses after which curl --retry tries again (curl(1)). */
static bool
is_passing(int status)
{
	return status == 408 || status == 429 || status == 500 ||
	       status == 502 || status == 503 || status == 504;
}

bool
heads_is_retried(const struct options *o, int status)
{
	return is_passing(status) ||
	       (status >= 400 && (o->flags & FLAG_RETRY_ALL) &&
		   (o->flags & (FLAG_FAIL | FLAG_FAIL_BODY)));
}

bool
heads_may_pass(const struct options *o, const struct fetch_result *r)
{
	if (r->end == FETCH_NETWORK_FAILED)
		return (o->flags & FLAG_RETRY_ALL) ||
		       r->times.hope == TRANSPORT_PASSING ||
		       (r->times.hope == TRANSPORT_REFUSED &&
			   (o->flags & FLAG_RETRY_REFUSED));
	return (r->end == FETCH_DONE || r->end == FETCH_REFUSED) &&
	       heads_is_retried(o, r->status);
}

bool
heads_has_time(
    const struct heads *f, const struct options *o, int64_t elapsed_ms)
{
	int64_t left_ms = o->retry_most * 1000 - elapsed_ms;

	return o->retry_most == 0 ||
	       (left_ms > 0 && f->wait_s <= left_ms / 1000);
}

void
heads_wait(const struct heads *f, const struct options *o, unsigned n)
{
	struct timespec t = { .tv_sec = n < 9 ? 1 << n : 600 };

	if (o->retry_delay != OPTIONS_NONE)
		t.tv_sec = o->retry_delay;
	if (f->wait_s > 0)
		t.tv_sec = f->wait_s;
	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		continue;
}
