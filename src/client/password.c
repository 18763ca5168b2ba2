#define _GNU_SOURCE
#include "client/password.h"

#include "client/messages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LONGEST 1024

/* Reads a line without its end.  Returns false if the terminal is closed. */
static bool
read_line(int fd, struct text *line)
{
	char c;
	ssize_t got;

	for (;;) {
		do
			got = read(fd, &c, 1);
		while (got < 0 && errno == EINTR);
		if (got <= 0)
			return false;
		if (c == '\n' || c == '\r')
			return true;
		text_char(line, c);
	}
}

/*
 * Asks, and reads a line that the terminal does not show.  Words that
 * were typed before the question are not the answer.
 */
static bool
ask_hidden(int fd, struct span question, struct text *line)
{
	struct termios old, hidden;
	bool known = tcgetattr(fd, &old) == 0, good;

	if (known) {
		hidden = old;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(fd, TCSAFLUSH, &hidden);
	}
	good = messages_write(fd, question) && read_line(fd, line);
	if (known)
		(void)tcsetattr(fd, TCSAFLUSH, &old);
	(void)messages_write(fd, SPAN("\n"));
	return good && text_fits(line);
}

static void
put_question(struct text *t, const char *whose, const char *name)
{
	text_put(t, SPAN("Enter "));
	text_put(t, span_str(whose));
	text_put(t, SPAN(" password for user '"));
	text_put(t, span_str(name));
	text_put(t, SPAN("': "));
}

/* Returns NAME:PASSWORD, or NULL. */
static const char *
ask(int fd, const char *whose, const char *name)
{
	char question[LONGEST];
	struct text q = TEXT(question);
	size_t n = strlen(name);
	struct text pair = { malloc(n + LONGEST + 2), n + LONGEST + 1, 0 };

	if (pair.p == NULL)
		return NULL;
	put_question(&q, whose, name);
	text_put(&pair, span_str(name));
	text_char(&pair, ':');
	if (!text_fits(&q) || !ask_hidden(fd, TEXT_SPAN(q), &pair)) {
		free(pair.p);
		return NULL;
	}
	pair.p[pair.n] = '\0';
	return pair.p;
}

/* Completes *value, if it is there and has no password. */
static bool
complete(const char **value, const char *whose)
{
	int fd;
	const char *pair;

	if (*value == NULL || **value == '\0' || strchr(*value, ':') != NULL)
		return true;
	fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return true;
	pair = ask(fd, whose, *value);
	close(fd);
	if (pair == NULL)
		messages_error(span_str(*value), "no password was typed");
	else
		*value = pair;
	return pair != NULL;
}

bool
password_ask(struct options *o)
{
	bool good = complete(&o->user, "host");

	for (size_t i = 0; i < o->nsettings && good; i++)
		if (o->setting[i].key == TRANSPORT_PROXY_USER)
			good = complete(&o->setting[i].value, "proxy");
	return good;
}
