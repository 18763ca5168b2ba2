/*
 * curl_load -- loads libcurl, and starts it.
 *
 *	static struct curl_lib lib;
 *	why = curl_load(&lib, &request);	before each request
 */
#ifndef CLIENT_CURL_LOAD_H
#define CLIENT_CURL_LOAD_H

#include "client/transport.h"

#include <curl/curl.h>

/* The functions of libcurl that are used, as the loader found them. */
struct curl_lib {
	CURL *easy;  /* kept, and its connections with it; NULL before */
	bool secure; /* it was started with TLS */
	CURLcode (*global_init)(long);
	void (*global_cleanup)(void);
	CURL *(*init)(void);
	void (*cleanup)(CURL *);
	void (*reset)(CURL *);
	CURLcode (*perform)(CURL *);
	const char *(*strerror)(CURLcode);
	CURLcode (*setopt)(CURL *, CURLoption, ...);
	CURLcode (*getinfo)(CURL *, CURLINFO, ...);
	struct curl_slist *(*append)(struct curl_slist *, const char *);
	void (*free_all)(struct curl_slist *);
	curl_mime *(*mime_init)(CURL *);
	void (*mime_free)(curl_mime *);
	curl_mimepart *(*mime_addpart)(curl_mime *);
	CURLcode (*mime_name)(curl_mimepart *, const char *);
	CURLcode (*mime_data)(curl_mimepart *, const char *, size_t);
	CURLcode (*mime_filedata)(curl_mimepart *, const char *);
	CURLcode (*mime_filename)(curl_mimepart *, const char *);
	CURLcode (*mime_type)(curl_mimepart *, const char *);
	CURLcode (*mime_encoder)(curl_mimepart *, const char *);
	CURLcode (*mime_subparts)(curl_mimepart *, curl_mime *);
	CURLcode (*mime_headers)(curl_mimepart *, struct curl_slist *, int);
};

/*
 * Makes easy ready for the request.  The first call loads libcurl.  TLS is
 * initialised when a request first needs it: it reads a configuration and
 * builds tables, which plain http does not use.  Returns NULL, or an error.
 */
const char *curl_load(struct curl_lib *, const struct transport_request *);

/*
 * Called in a forked process: gives it a handle of its own.  The connections of
 * the other stay with the parent.
 */
void curl_load_forget(struct curl_lib *);

#endif
