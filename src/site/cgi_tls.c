#include "site/cgi_tls.h"

static bool
is_visible(struct span value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] <= ' ' || value.p[i] > '~')
			return false;
	return value.n > 0;
}

static void
put(struct text *t, struct span name, struct span value)
{
	if (!is_visible(value))
		return;
	text_put(t, name);
	text_char(t, '=');
	text_put(t, value);
	text_char(t, '\0');
}

void
cgi_tls_put(struct text *t, const struct proxy_tls *tls)
{
	put(t, SPAN("HTTPS"), SPAN("on"));
	put(t, SPAN("REQUEST_SCHEME"), SPAN("https"));
	put(t, SPAN("SSL_PROTOCOL"), tls->protocol);
	put(t, SPAN("SSL_CIPHER"), tls->cipher);
	put(t, SPAN("SSL_TLS_SNI"), tls->server_name);
}
