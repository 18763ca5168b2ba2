#define _GNU_SOURCE
#include "daemon/reach.h"

#include "http/authority.h"
#include "http/target.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static bool
is_private(const struct sockaddr *sa)
{
	const struct sockaddr_in *in = (const void *)sa;
	const struct sockaddr_in6 *in6 = (const void *)sa;
	uint32_t a;

	if (sa->sa_family == AF_INET6)
		return (in6->sin6_addr.s6_addr[0] & 0xfe) == 0xfc;
	a = ntohl(in->sin_addr.s_addr);
	return a >> 24 == 10 || a >> 20 == 0xac1 || a >> 16 == 0xc0a8 ||
	       a >> 16 == 0xa9fe;
}

/* Appends the address, unless it is useless in a URL. */
static void
add(struct reach *r, const struct sockaddr *sa, enum reach_which which)
{
	const struct sockaddr_in *in = (const void *)sa;
	const struct sockaddr_in6 *in6 = (const void *)sa;
	char ip[INET6_ADDRSTRLEN];

	if (r->n == REACH_MOST || (which == REACH_PRIVATE && !is_private(sa)))
		return;
	if (sa->sa_family == AF_INET6) {
		if (IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) ||
		    inet_ntop(AF_INET6, &in6->sin6_addr, ip, sizeof ip) == NULL)
			return;
		(void)snprintf(r->at[r->n++], REACH_ROOM, "[%s]", ip);
	} else if (inet_ntop(AF_INET, &in->sin_addr, ip, sizeof ip) != NULL) {
		(void)snprintf(r->at[r->n++], REACH_ROOM, "%s", ip);
	}
}

/* Finds addresses, those of IPv4 first, since they are shorter to type. */
void
reach_find(struct reach *r, enum reach_which which)
{
	static const int family[] = { AF_INET, AF_INET6 };
	struct ifaddrs *all;

	r->n = 0;
	if (getifaddrs(&all) < 0)
		return;
	for (size_t i = 0; i < 2; i++)
		for (const struct ifaddrs *a = all; a != NULL; a = a->ifa_next)
			if (a->ifa_addr != NULL &&
			    a->ifa_addr->sa_family == family[i] &&
			    (a->ifa_flags & IFF_UP) &&
			    !(a->ifa_flags & IFF_LOOPBACK))
				add(r, a->ifa_addr, which);
	freeifaddrs(all);
}

/* The parts of a socket's name, such as "192.0.2.1:80", "80" or "443 tls". */
struct place {
	struct span host; /* empty if the socket has all addresses */
	struct span port, file;
	bool tls;
};

static struct place
cut(const char *name, struct span file)
{
	struct place p = { .port = sockets_address(name), .file = file };
	size_t colon;

	p.tls = name[p.port.n] != '\0';
	for (colon = p.port.n; colon > 0 && p.port.p[colon - 1] != ':';)
		colon--;
	p.host = (struct span){ name, colon > 0 ? colon - 1 : 0 };
	p.port = span_from(p.port, colon);
	return p;
}

static void
put_url(struct text *t, const struct place *p, struct span host)
{
	text_put(t, p->tls ? SPAN("https://") : SPAN("http://"));
	text_put(t, host);
	if (!span_eq(p->port, p->tls ? SPAN("443") : SPAN("80"))) {
		text_char(t, ':');
		text_put(t, p->port);
	}
	text_char(t, '/');
	target_put_path(t, p->file);
}

static bool
is_any(const struct place *p)
{
	return p->host.n == 0 || span_eq(p->host, SPAN("0.0.0.0")) ||
	       span_eq(p->host, SPAN("[::]"));
}

/* Returns true if the place is a wildcard for addresses of that family. */
static bool
covers(const struct place *p, struct span host)
{
	return p->host.n == 0 ||
	       authority_is_literal(p->host) == authority_is_literal(host);
}

static struct span
local(const struct place *p)
{
	return authority_is_literal(p->host) ? SPAN("[::1]")
					     : SPAN("127.0.0.1");
}

void
reach_put(struct text *t, const char *name, bool given, struct span file)
{
	struct place p = cut(name, file);
	struct reach r;

	if (given || strncmp(name, "unix:", 5) == 0) {
		text_put(t, span_str(name));
		return;
	}
	put_url(t, &p, is_any(&p) ? local(&p) : p.host);
	if (!is_any(&p))
		return;
	reach_find(&r, REACH_ALL);
	for (size_t i = 0; i < r.n; i++)
		if (covers(&p, span_str(r.at[i]))) {
			text_put(t, SPAN(", "));
			put_url(t, &p, span_str(r.at[i]));
		}
}

static bool
is_loopback(struct span host)
{
	return span_starts(host, SPAN("127.")) ||
	       span_eq(host, SPAN("[::1]")) || span_eq(host, SPAN("localhost"));
}

/* Puts a URL for other machines, if there is one. */
static bool
put_outer(struct text *t, const struct place *p)
{
	struct reach r = { .n = 0 };

	if (!is_any(p)) {
		if (!is_loopback(p->host))
			put_url(t, p, p->host);
		return !is_loopback(p->host);
	}
	reach_find(&r, REACH_ALL);
	for (size_t i = 0; i < r.n; i++)
		if (covers(p, span_str(r.at[i]))) {
			put_url(t, p, span_str(r.at[i]));
			return true;
		}
	return false;
}

void
reach_put_best(struct text *t, const struct sockets *s, struct span file)
{
	struct place p, first = { .file = file };

	for (unsigned i = 0; i < s->n && !s->given; i++) {
		if (strncmp(s->name[i], "unix:", 5) == 0)
			continue;
		p = cut(s->name[i], file);
		if (put_outer(t, &p))
			return;
		if (first.port.n == 0)
			first = p;
	}
	if (first.port.n > 0)
		put_url(t, &first, is_any(&first) ? local(&first) : first.host);
}
