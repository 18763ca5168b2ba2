#include "server/unsized.h"

#include "server/failure.h"
#include "server/stream.h"

#include <errno.h>

/* Sends the file after the response head.  Returns 0 or -errno. */
static int
send_all(struct stream *s, int fd)
{
	struct text *t = s->text;

	for (uint64_t at = 0; at < LIMIT_UNSIZED;) {
		int err = stream_reserve(s, LIMIT_UNSIZED_PIECE);
		ssize_t got;

		if (err < 0)
			return err;
		got =
		    docroot_read_some(fd, t->p + t->n, LIMIT_UNSIZED_PIECE, at);
		if (got < 0)
			return -EIO;
		if (got == 0)
			return stream_end(s);
		t->n += (size_t)got;
		at += (uint64_t)got;
	}
	return -EIO;
}

enum refusal
unsized_send(struct conn *c)
{
	struct text t = TEXT(c->out.buf);
	struct stream s;
	int err;

	wire_begin(c->wire);
	reply_head(&t, &c->plan.reply);
	stream_begin(&s, c->wire, &t, c->plan.reply.chunked);
	err = send_all(&s, c->fd);
	c->content = s.content;
	return failure_of_send(err);
}
