#define _GNU_SOURCE
#include "daemon/tls_words.h"

#include "config/listen.h"
#include "os/beside.h"

#include <stdio.h>
#include <string.h>

/*
 * The most handshakes at a time, which is also the most that minihttp-tls
 * accepts.
 */
#define HANDSHAKES_MOST 1024

/* The places of the words in the command line. */
enum { PROGRAM, MODE, LIMITS, STRICT, FIRST };

/* in place of --strict: the default time, which changes nothing */
#define LENIENT "--timeout=10"

const char *
tls_words_make(struct tls_service *t, const struct conf *conf)
{
	uint64_t most = conf->max_connections;
	struct text room = TEXT(t->text);

	const char *wrong = listen_wrong(conf);

	if (wrong != NULL)
		return wrong;
	if (conf->certificates.n == 0) /* -l, and not Listen, is for tls */
		return LISTEN_NO_CERTIFICATE;
	if (beside_find("minihttp-tls", t->program, sizeof t->program) < 0)
		return LISTEN_NO_PROGRAM;
	(void)snprintf(t->limits, sizeof t->limits, "%ju,%ju,%ju,%ju",
	    (uintmax_t)(most < HANDSHAKES_MOST ? most : HANDSHAKES_MOST),
	    (uintmax_t)most, (uintmax_t)conf->max_connections_per_source,
	    (uintmax_t)conf->connections_per_process);
	t->word[PROGRAM] = t->program;
	t->word[MODE] = "--service";
	t->word[LIMITS] = t->limits;
	t->word[STRICT] = LENIENT;
	t->word[FIRST + listen_words(conf, &room, t->word + FIRST)] = NULL;
	return text_fits(&room) ? NULL : "its paths are too long";
}

void
tls_words_strict(const char **word, bool strict)
{
	word[STRICT] = strict ? "--strict" : LENIENT;
}

/*
 * Reads a line, without its newline.  Returns true if it was about a
 * certificate.
 */
static bool
read_date(struct span line, struct counters_certificate *c)
{
	const char *space = memchr(line.p, ' ', line.n);
	struct span digits, file;

	if (line.n == 0 || *line.p != '@' || space == NULL)
		return false;
	digits = (struct span){ line.p + 1, (size_t)(space - line.p - 1) };
	file = (struct span){ space + 1, line.n - digits.n - 2 };
	if (file.n >= sizeof c->file || !span_u64(digits, &c->until_s))
		return false;
	memcpy(c->file, file.p, file.n);
	return true;
}

/*
 * Adds a certificate.  If two have one name, the one that expires first is
 * kept, since Prometheus accepts a name once.
 */
static void
add_date(struct counters_certificate *certificate,
    const struct counters_certificate *c)
{
	size_t i = 0;

	while (i < LIMIT_CERTIFICATES && certificate[i].until_s > 0 &&
	       strcmp(certificate[i].file, c->file) != 0)
		i++;
	if (i < LIMIT_CERTIFICATES && (certificate[i].until_s == 0 ||
					  c->until_s < certificate[i].until_s))
		certificate[i] = *c;
}

void
tls_words_dates(struct hearing *h,
    struct counters_certificate certificate[LIMIT_CERTIFICATES])
{
	char *line = h->text, *end = NULL, *to = h->text;
	struct counters_certificate read;

	memset(certificate, 0, LIMIT_CERTIFICATES * sizeof *certificate);
	for (; line < h->text + h->n; line = end) {
		end = memchr(line, '\n', (size_t)(h->text + h->n - line));
		end = end == NULL ? h->text + h->n : end + 1;
		read = (struct counters_certificate){ .until_s = 0 };
		if (end[-1] == '\n' &&
		    read_date((struct span){ line, (size_t)(end - line - 1) },
			&read)) {
			add_date(certificate, &read);
			continue;
		}
		memmove(to, line, (size_t)(end - line));
		to += end - line;
	}
	h->n = (size_t)(to - h->text);
}
