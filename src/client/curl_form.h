/*
 * curl_form -- makes the body of -F with libcurl's mime.
 *
 * Only client/curl_options uses it.
 */
#ifndef CLIENT_CURL_FORM_H
#define CLIENT_CURL_FORM_H

#include "client/curl_options.h"

/*
 * Adds a part for the value of -F or --form-string.  Returns NULL, or an error.
 */
const char *curl_form_add(const struct curl_lib *,
    const struct transport_setting *, struct curl_held *);

#endif
