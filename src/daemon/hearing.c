#define _GNU_SOURCE
#include "daemon/hearing.h"

#include "os/scoreboard.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/*
 * Takes as much of the text as there is room for.  Returns the news, which the
 * byte that ends the text tells.
 */
static enum hearing_news
take(struct hearing *h, const char *buf, size_t n)
{
	char last = buf[n - 1];
	bool ends = last == HANDED_GOOD || last == HANDED_BROKEN;
	size_t room = sizeof h->text - h->n;

	n -= ends;
	if (n > room)
		n = room;
	memcpy(h->text + h->n, buf, n);
	h->n += n;
	if (!ends)
		return HEARING_MORE;
	return last == HANDED_GOOD ? HEARING_GOOD : HEARING_BROKEN;
}

enum hearing_news
hearing_read(struct hearing *h, int fd)
{
	char buf[512];

	for (;;) {
		ssize_t n = read(fd, buf, sizeof buf);
		enum hearing_news news;

		if (n == 0)
			return HEARING_END;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? HEARING_MORE : HEARING_END;
		news = take(h, buf, (size_t)n);
		if (news != HEARING_MORE)
			return news;
	}
}

void
hearing_tell(
    const struct hearing *h, struct hearing *logged, const struct log *log)
{
	const char *line = h->text, *end;

	while ((end = memchr(line, '\n', h->n - (size_t)(line - h->text)))) {
		size_t n = (size_t)(++end - line);

		if (memmem(logged->text, logged->n, line, n) == NULL) {
			log_named(
			    log, LOG_LEVEL_ERROR, (struct span){ line, n });
			if (n <= sizeof logged->text - logged->n) {
				memcpy(logged->text + logged->n, line, n);
				logged->n += n;
			}
		}
		line = end;
	}
}

struct span
hearing_reason(const struct hearing *h)
{
	size_t end = h->n, begin;

	while (end > 0 && h->text[end - 1] == '\n')
		end--;
	for (begin = end; begin > 0 && h->text[begin - 1] != '\n'; begin--)
		;
	return (struct span){ h->text + begin, end - begin };
}
