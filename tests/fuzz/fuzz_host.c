/* A Host that is a valid authority becomes the name of a directory. */
#define _GNU_SOURCE
#include "site/vhost.h"

#include "base/limits.h"
#include "fuzz/fuzz.h"
#include "http/authority.h"

#include <arpa/inet.h>

/* Checks that the name is one component, a DNS name or an address. */
static void
check_name(struct span name)
{
	char address[64] = "";
	unsigned char bytes[16];
	bool colon = memchr(name.p, ':', name.n) != NULL;

	MUST(name.n > 0 && name.n <= LIMIT_HOST);
	MUST(*name.p != '.' && name.p[name.n - 1] != '.');
	MUST(memmem(name.p, name.n, "..", 2) == NULL);
	for (size_t i = 0; i < name.n; i++)
		MUST((name.p[i] >= 'a' && name.p[i] <= 'z') ||
		     (name.p[i] >= '0' && name.p[i] <= '9') ||
		     memchr(colon ? ":" : ".-_", name.p[i], colon ? 1 : 3));
	if (!colon)
		return;
	memcpy(address, name.p, name.n);
	MUST(inet_pton(AF_INET6, address, bytes) == 1);
}

/* The result is a host again, and the same one (3986 6.2.2). */
static void
check_again(struct span name)
{
	bool colon = memchr(name.p, ':', name.n) != NULL;
	char buf[LIMIT_HOST + 8], out[LIMIT_HOST];
	struct text host = TEXT(buf), t = TEXT(out);

	if (colon)
		text_char(&host, '[');
	text_put(&host, name);
	if (colon)
		text_char(&host, ']');
	MUST(authority_is_valid(TEXT_SPAN(host)));
	text_put(&host, SPAN(":80"));
	MUST(vhost_put(&t, TEXT_SPAN(host)) && text_fits(&t));
	MUST(span_eq(TEXT_SPAN(t), name));
	MUST(span_eq(vhost_port(TEXT_SPAN(host)), SPAN("80")));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };
	char buf[LIMIT_HOST];
	struct text t = TEXT(buf);
	struct span port = vhost_port(in);

	MUST(span_eq(port, SPAN("80")) || inside(port, in));
	if (!vhost_put(&t, in)) {
		MUST(t.n == 0);
		return 0;
	}
	MUST(text_fits(&t));
	check_name(TEXT_SPAN(t));
	check_again(TEXT_SPAN(t));
	return 0;
}
