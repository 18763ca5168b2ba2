#define _GNU_SOURCE
#include "client/messages.h"

#include "base/escape.h"
#include "base/visible.h"
#include "os/write_all.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool
messages_write(int fd, struct span s)
{
	return write_all(fd, s) == 0;
}

static const atomic_bool *bar_drawn;

void
messages_over(const atomic_bool *drawn)
{
	bar_drawn = drawn;
}

/* Room for a line, and for the characters that erase the bar before it. */
#define LINE 1024
#define CLEAR "\r\033[K"

/*
 * Each line is written in one call, so that lines of other processes do not
 * split it.
 */
void
messages_line(struct text *t)
{
	char whole[LINE + sizeof CLEAR];
	struct text w = TEXT(whole);

	if (!text_fits(t)) {
		t->n = t->room;
		t->p[t->n - 1] = '\n';
	}
	if (bar_drawn != NULL && *bar_drawn)
		text_put(&w, SPAN(CLEAR));
	text_put(&w, TEXT_SPAN(*t));
	/* an error is ignored, since it cannot be reported */
	(void)messages_write(STDERR_FILENO, TEXT_SPAN(w));
}

/* The most of a name that a message repeats, so that it reaches its end. */
#define NAME 600

/* Puts a name, such as a URL, and "..." in place of what is too much. */
static void
put_name(struct text *t, struct span name)
{
	char shown[NAME];
	struct text s = TEXT(shown);

	visible_put(&s, name);
	if (text_fits(&s)) {
		text_put(t, TEXT_SPAN(s));
		return;
	}
	text_put(t, (struct span){ shown, sizeof shown });
	text_put(t, SPAN("..."));
}

void
messages_error(struct span what, const char *why)
{
	char line[LINE];
	struct text t = TEXT(line);

	text_put(&t, SPAN("minihttp-client: "));
	if (what.n > 0) {
		put_name(&t, what);
		text_put(&t, SPAN(": "));
	}
	visible_put(&t, span_str(why));
	text_char(&t, '\n');
	messages_line(&t);
}

void
messages_about(const char *what, const char *where)
{
	char line[LINE];
	struct text t = TEXT(line);

	visible_put(&t, span_str(what));
	text_put(&t, SPAN(": "));
	visible_put(&t, span_str(where));
	text_char(&t, '\n');
	messages_line(&t);
}

bool
messages_flush(struct messages *s)
{
	if (!s->failed)
		s->failed = !messages_write(
		    STDOUT_FILENO, (struct span){ s->buf, s->n });
	s->n = 0;
	return !s->failed;
}

void
messages_put(struct messages *s, struct span bytes)
{
	while (bytes.n > 0) {
		size_t left = sizeof s->buf - s->n;
		size_t take = bytes.n < left ? bytes.n : left;

		memcpy(s->buf + s->n, bytes.p, take);
		s->n += take;
		bytes = span_from(bytes, take);
		if (s->n == sizeof s->buf)
			/* `failed` remembers an error */
			(void)messages_flush(s);
	}
}

void
messages_str(struct messages *s, const char *string)
{
	messages_put(s, span_str(string));
}

void
messages_visible(struct messages *s, struct span bytes)
{
	while (bytes.n > 0) {
		size_t n = visible_length(bytes);
		char escape[4];
		struct text t = TEXT(escape);

		if (n == 0) {
			escape_x(&t, *bytes.p);
			messages_put(s, TEXT_SPAN(t));
			n = 1;
		} else {
			messages_put(s, (struct span){ bytes.p, n });
		}
		bytes = span_from(bytes, n);
	}
}

void
messages_number(struct messages *s, int64_t v)
{
	char digit[21];
	struct text t = TEXT(digit);

	if (v < 0)
		text_char(&t, '-');
	text_u64(&t, v < 0 ? -(uint64_t)v : (uint64_t)v);
	messages_put(s, TEXT_SPAN(t));
}

void
messages_json(struct messages *s, struct span bytes)
{
	messages_str(s, "\"");
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = (unsigned char)bytes.p[i];
		char escape[6];
		struct text t = TEXT(escape);

		if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
			messages_put(s, (struct span){ bytes.p + i, 1 });
			continue;
		}
		escape_u(&t, (char)c);
		messages_put(s, TEXT_SPAN(t));
	}
	messages_str(s, "\"");
}
