/*
 * curl_verbose -- shows each line of the protocol on standard error, for
 * --curl -v.
 *
 * libcurl calls curl_verbose_tell by its CURLOPT_DEBUGFUNCTION.  Control
 * characters that a server sends are shown as "\x1b" (base/visible).  A line
 * erases the progress bar first.  The function returns 0.
 */
#ifndef CLIENT_CURL_VERBOSE_H
#define CLIENT_CURL_VERBOSE_H

#include <curl/curl.h>

int curl_verbose_tell(CURL *, curl_infotype, char *, size_t, void *);

#endif
