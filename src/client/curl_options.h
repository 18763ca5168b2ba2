/*
 * curl_options -- translates the settings of a request into libcurl's options.
 *
 * Only client/curl uses it; no other module knows libcurl.
 */
#ifndef CLIENT_CURL_OPTIONS_H
#define CLIENT_CURL_OPTIONS_H

#include "client/curl_load.h"

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
