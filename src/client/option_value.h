/*
 * option_value -- reads the values of options.  Pure.  The functions return
 * false if the value is malformed.
 */
#ifndef CLIENT_OPTION_VALUE_H
#define CLIENT_OPTION_VALUE_H

#include "base/sha2.h"

/*
 * Reads "60".  A number above INT32_MAX is read as INT32_MAX (RFC 9111 1.2.2).
 */
bool option_value_seconds(const char *, int64_t *out);

/* Reads "2.5" seconds, as curl does; fractions of a millisecond are cut off. */
bool option_value_milliseconds(const char *, uint64_t *out);

/* Reads "500M": bytes, perhaps with K, M or G. */
bool option_value_size(const char *, uint64_t *out);

/*
 * Checks the value of -H, "Name: value", "Name:" or "Name;"; returns NULL or an
 * error.  A server may read "Host : x" as Host, which the cache does not, and
 * a line end within the value as the begin of another field.
 */
const char *option_value_field(const char *);

/* Checks the value of -F; returns NULL or an error. */
const char *option_value_form(const char *);

/* Reads 64 hexadecimal digits. */
bool option_value_digest(const char *, unsigned char out[SHA2_256_BYTES]);

#endif
