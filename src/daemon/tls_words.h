/*
 * tls_words -- the command line of minihttp-tls for a configuration, and what
 * that reports.
 *
 *	minihttp-tls --service 256,256,64 [--strict] -C PATH [-K FILE] ...
 */
#ifndef DAEMON_TLS_WORDS_H
#define DAEMON_TLS_WORDS_H

#include "daemon/tls_service.h"

/* Sets t->word.  Returns NULL, or the sentence that says what is missing. */
const char *tls_words_make(struct tls_service *t, const struct conf *);

/* Makes the words say that each certificate has to be good, or not. */
void tls_words_strict(const char **word, bool strict);

/*
 * Takes the line "@SECONDS" out of the report: when the first certificate
 * expires, or 0.
 */
int64_t tls_words_until(struct hearing *);

#endif
