/*
 * sni -- tells whether a name in a certificate stands for the host that a
 * client asks for.  Pure.
 *
 * RFC 9525 6.3: letters are compared without case, and "*" stands for exactly
 * one label, which is the first and has no other character.
 *
 *	sni_matches(SPAN("www.example.org"), SPAN("*.example.org"))
 */
#ifndef TLS_SNI_H
#define TLS_SNI_H

#include "base/span.h"

bool sni_matches(struct span host, struct span pattern);

#endif
