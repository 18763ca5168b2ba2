/*
 * tls_words -- makes the command line of minihttp-tls for a configuration, and
 * reads what that program reports.
 *
 *	minihttp-tls --service 256,256,64,1 [--strict] -C PATH [-K FILE] ...
 */
#ifndef DAEMON_TLS_WORDS_H
#define DAEMON_TLS_WORDS_H

#include "daemon/tls_service.h"

/* Sets t->word.  Returns NULL, or the sentence that says what is missing. */
const char *tls_words_make(struct tls_service *t, const struct conf *);

/*
 * Puts --strict, with which each certificate has to be good, into the words, or
 * removes it.
 */
void tls_words_strict(const char **word, bool strict);

/*
 * Removes the lines "@SECONDS FILE" from the report, and fills in which
 * certificates there are, and zeros behind the last one.
 */
void tls_words_dates(struct hearing *,
    struct counters_certificate certificate[LIMIT_CERTIFICATES]);

#endif
