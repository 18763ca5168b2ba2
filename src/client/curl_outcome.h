/*
 * curl_outcome -- reads the times and facts of a transfer that has ended, and
 * writes its cookies to the jar of -c.
 */
#ifndef CLIENT_CURL_OUTCOME_H
#define CLIENT_CURL_OUTCOME_H

#include "client/curl_options.h"

/* Fills in *outcome, except for `why`. */
void curl_outcome_read(
    const struct curl_lib *, CURLcode, struct transport_outcome *outcome);

/*
 * Writes all cookies to the file of -c.  If the transfer failed and brought
 * none, the file stays as it was.  Returns 0 or -errno.
 */
int curl_outcome_jar(const struct curl_lib *, const char *jar, bool failed);

#endif
