/*
 * curl_options -- translates the settings of a request into libcurl's options.
 *
 * Only client/curl uses it; no other module knows libcurl.
 */
#ifndef CLIENT_CURL_OPTIONS_H
#define CLIENT_CURL_OPTIONS_H

#include "client/transport.h"

#include <curl/curl.h>

/* The functions of libcurl that are used, as the loader found them. */
struct curl_lib {
	CURL *easy;
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

/* Lists that have to live as long as the transfer. */
struct curl_held {
	struct curl_slist *fields, *proxy_fields, *resolve, *connect_to;
	curl_mime *form;
	struct span form_input; /* the part that uses it empties it */
};

/*
 * Sets the options of the request.  Returns NULL, or what is wrong.  The lists
 * in struct curl_held belong to the caller then, who frees them by
 * curl_options_free.
 */
const char *curl_options_set(const struct curl_lib *,
    const struct transport_request *, struct curl_held *);
void curl_options_free(const struct curl_lib *, struct curl_held *);

/*
 * Appends a line to a list, which begins as NULL.  Returns false if there is no
 * memory.
 */
bool curl_options_append(
    const struct curl_lib *, struct curl_slist **, const char *line);

#endif
