/*
 * rate -- directives that limit rates: RequestRate and ConnectionRate, of
 * requests and connections; SendRate, SendRatePerSource and ReceiveRate, of
 * bytes.
 *
 * Each line adds to one list, conf.rate.
 */
#ifndef CONFIG_RATE_H
#define CONFIG_RATE_H

#include "config/conf.h"

/* Does what value_parse does, but adds the rate to *conf. */
const char *rate_parse(enum conf_rate_kind, const struct span *words, size_t n,
    struct conf *, const struct span **bad);

/* Appends the rate as a line; key is its directive. */
void rate_put(struct text *, struct span key, const struct conf_rate *);

#endif
