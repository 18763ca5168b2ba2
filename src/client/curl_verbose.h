/*
 * curl_verbose -- shows each line of the protocol on standard error, for
 * --curl -v.
 *
 * libcurl calls curl_verbose_tell by its CURLOPT_DEBUGFUNCTION.  The control
 * characters of a server are shown as "\\x1b", and a line erases a bar first.
 */
#ifndef CLIENT_CURL_VERBOSE_H
#define CLIENT_CURL_VERBOSE_H

#include <curl/curl.h>

int curl_verbose_tell(CURL *, curl_infotype, char *, size_t, void *);

#endif
