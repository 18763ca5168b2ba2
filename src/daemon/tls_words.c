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
	(void)snprintf(t->limits, sizeof t->limits, "%ju,%ju,%ju",
	    (uintmax_t)(most < HANDSHAKES_MOST ? most : HANDSHAKES_MOST),
	    (uintmax_t)most, (uintmax_t)conf->max_connections_per_source);
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

int64_t
tls_words_until(struct hearing *h)
{
	char *at = memchr(h->text, '@', h->n), *end;
	struct span digits;
	uint64_t n = 0;

	while (at != NULL && at > h->text && at[-1] != '\n')
		at = memchr(at + 1, '@', (size_t)(h->text + h->n - at - 1));
	if (at == NULL)
		return 0;
	end = memchr(at, '\n', (size_t)(h->text + h->n - at));
	if (end == NULL)
		return 0;
	digits = (struct span){ at + 1, (size_t)(end - at - 1) };
	if (!span_u64(digits, &n))
		n = 0;
	end++;
	memmove(at, end, (size_t)(h->text + h->n - end));
	h->n -= (size_t)(end - at);
	return (int64_t)n;
}
