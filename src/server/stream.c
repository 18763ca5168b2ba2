#include "server/stream.h"

#include "base/limits.h"

/* The size of a chunk, with leading zeros, is filled in when it is known. */
#define DIGITS 5
#define SIZE_N (DIGITS + 2) /* as in "00abc\r\n" */
#define AFTER_N 7 /* CRLF behind a chunk, and the last chunk, "0\r\n\r\n" */

_Static_assert(LIMIT_OUT >> 4 * DIGITS == 0, "the size of a chunk fits");

static void
open_chunk(struct stream *s)
{
	if (s->chunked)
		text_put(s->text, SPAN("00000\r\n"));
	s->head = s->text->n;
}

void
stream_begin(struct stream *s, struct wire *w, struct text *t, bool chunked)
{
	s->wire = w;
	s->text = t;
	s->chunked = chunked;
	s->content = 0;
	open_chunk(s);
}

static size_t
close_chunk(struct stream *s)
{
	size_t n = s->text->n - s->head;
	char *size = s->text->p + s->head - SIZE_N;

	if (!s->chunked)
		return n;
	if (n == 0) { /* an empty chunk would be the last one */
		s->text->n -= SIZE_N;
		return 0;
	}
	for (size_t i = 0; i < DIGITS; i++)
		size[i] = "0123456789abcdef"[n >> 4 * (DIGITS - 1 - i) & 15];
	text_put(s->text, SPAN("\r\n"));
	return n;
}

static int
flush(struct stream *s, size_t n, enum wire_more more)
{
	int err;

	LIMIT_CHECK(text_fits(s->text));
	err = wire_write(s->wire, s->text->p, s->text->n, more);
	s->text->n = 0;
	if (err == 0)
		s->content += n;
	return err;
}

int
stream_reserve(struct stream *s, size_t n)
{
	int err;

	if (s->text->room - s->text->n >= n + AFTER_N)
		return 0;
	err = flush(s, close_chunk(s), WIRE_MORE);
	open_chunk(s);
	return err;
}

int
stream_end(struct stream *s)
{
	size_t n = close_chunk(s);

	if (s->chunked)
		text_put(s->text, SPAN("0\r\n\r\n"));
	return flush(s, n, WIRE_LAST);
}
