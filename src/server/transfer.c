#include "server/transfer.h"

#include "http/trace.h"
#include "os/docroot.h"
#include "server/failure.h"
#include "site/note.h"

#include <errno.h>

/* Sends head and file; a small file is sent with the head in one packet. */
static int
send_file(struct wire *w, struct text *t, const struct byte_range *r, int fd)
{
	int err;

	if (r->length > t->room - t->n || r->length > LIMIT_SMALL) {
		err = wire_write(w, t->p, t->n, WIRE_MORE);
		return err < 0 ? err
			       : wire_send_file(
				     w, fd, r->first, r->length, WIRE_LAST);
	}
	err = docroot_read(fd, t->p + t->n, (size_t)r->length, r->first);
	t->n += (size_t)r->length;
	return err < 0 ? err : wire_write(w, t->p, t->n, WIRE_LAST);
}

static int
send_parts(struct wire *w, struct text *t, const struct plan *p, int fd)
{
	struct multipart m = plan_multipart(p);

	for (size_t i = 0; i < m.n; i++) {
		int err;

		multipart_put_head(t, &m, i);
		LIMIT_CHECK(text_fits(t));
		err = wire_write(w, t->p, t->n, WIRE_MORE);
		if (err == 0)
			err = wire_send_file(w, fd, m.part[i].first,
			    m.part[i].length, WIRE_MORE);
		if (err < 0)
			return err;
		/* the head of the response went with the first piece */
		t->n = 0;
	}
	multipart_put_tail(t, &m);
	return wire_write(w, t->p, t->n, WIRE_LAST);
}

/* Sends the parts, as many in one write as there is room for. */
static int
send_status(struct wire *w, struct text *t, const struct statuspage *page)
{
	size_t n = statuspage_pieces(page);

	for (size_t i = 0; i < n; i++) {
		int err;

		statuspage_put(t, page, i);
		LIMIT_CHECK(text_fits(t));
		if (i + 1 < n && t->room - t->n >= STATUSPAGE_PIECE)
			continue;
		err = wire_write(
		    w, t->p, t->n, i + 1 < n ? WIRE_MORE : WIRE_LAST);
		if (err < 0)
			return err;
		t->n = 0;
	}
	return 0;
}

enum refusal
transfer_digest(struct outbox *out, struct plan *p, int fd, uint64_t size)
{
	struct sha2 hash;
	int err = 0;

	sha2_init(&hash, p->reply.digest_kind);
	for (uint64_t at = 0; at < size && err == 0;) {
		size_t n = size - at < sizeof out->buf ? (size_t)(size - at)
						       : sizeof out->buf;

		err = docroot_read(fd, out->buf, n, at);
		sha2_feed(&hash, (struct span){ out->buf, n });
		at += n;
	}
	if (err == -ENODATA)
		return REFUSE_CHANGED;
	if (err < 0)
		return REFUSE_BROKEN;
	(void)sha2_end(&hash, p->digest);
	p->reply.digest = p->digest;
	return REFUSE_NOT;
}

enum refusal
transfer_answer(struct wire *w, struct outbox *out, const struct plan *p,
    int fd, uint64_t *content)
{
	struct text t = TEXT(out->buf);
	size_t head;
	int err = 0;

	wire_begin(w);
	reply_head(&t, &p->reply);
	head = t.n;
	LIMIT_CHECK(text_fits(&t));
	switch (p->content) {
	case CONTENT_ECHO:
		trace_put(&t, p->echo);
		LIMIT_CHECK(text_fits(&t));
		err = wire_write(w, t.p, t.n, WIRE_LAST);
		break;
	case CONTENT_TEXT:
		text_put(&t, p->text);
		LIMIT_CHECK(text_fits(&t));
		err = wire_write(w, t.p, t.n, WIRE_LAST);
		break;
	case CONTENT_NOTE:
		note_put(&t, p);
		LIMIT_CHECK(text_fits(&t));
		/* fall through */
	case CONTENT_LISTING: /* by server/listing_send */
	case CONTENT_UNSIZED: /* by server/unsized */
	case CONTENT_SCRIPT:  /* by server/cgi_run */
	case CONTENT_NONE:
		err = wire_write(w, t.p, t.n, WIRE_LAST);
		break;
	case CONTENT_STATUS:
		err = send_status(w, &t, p->status);
		break;
	case CONTENT_FILE:
		err = send_file(w, &t, &p->part[0], fd);
		break;
	case CONTENT_PARTS:
		err = send_parts(w, &t, p, fd);
		break;
	}
	*content = w->sent > head ? w->sent - head : 0;
	return err == 0 ? REFUSE_NOT : failure_of_send(err);
}
