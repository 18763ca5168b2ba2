/*
 * option_value -- the values of options.  Pure.  False if it is none of that
 * kind.
 */
#ifndef CLIENT_OPTION_VALUE_H
#define CLIENT_OPTION_VALUE_H

#include "base/sha2.h"

/* "60"; what is more than INT32_MAX is that (RFC 9111 1.2.2). */
bool option_value_seconds(const char *, int64_t *out);

/* "2.5": seconds, as curl has them; what is less than 1 ms is cut. */
bool option_value_milliseconds(const char *, uint64_t *out);

/* "500M": bytes, or with K, M or G. */
bool option_value_size(const char *, uint64_t *out);

/* 64 hexadecimal digits. */
bool option_value_digest(const char *, unsigned char out[SHA2_256_BYTES]);

#endif
