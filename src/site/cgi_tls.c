#include "site/cgi_tls.h"

/* A subject has spaces, and may have letters of any alphabet. */
static bool
is_text(struct span value)
{
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < ' ' || value.p[i] == 127)
			return false;
	return value.n > 0;
}

static bool
is_visible(struct span value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] <= ' ' || value.p[i] > '~')
			return false;
	return value.n > 0;
}

static void
put_any(struct text *t, struct span name, struct span value)
{
	text_put(t, name);
	text_char(t, '=');
	text_put(t, value);
	text_char(t, '\0');
}

static void
put(struct text *t, struct span name, struct span value)
{
	if (is_visible(value))
		put_any(t, name, value);
}

static void
put_text(struct text *t, struct span name, struct span value)
{
	if (is_text(value))
		put_any(t, name, value);
}

void
cgi_tls_put(struct text *t, const struct proxy_tls *tls)
{
	put(t, SPAN("HTTPS"), SPAN("on"));
	put(t, SPAN("REQUEST_SCHEME"), SPAN("https"));
	put(t, SPAN("SSL_PROTOCOL"), tls->protocol);
	put(t, SPAN("SSL_CIPHER"), tls->cipher);
	put(t, SPAN("SSL_TLS_SNI"), tls->server_name);
	put(t, SPAN("SSL_CLIENT_VERIFY"),
	    tls->verified ? SPAN("SUCCESS") : SPAN("NONE"));
	put_text(t, SPAN("SSL_CLIENT_S_DN"), tls->client_subject);
	put_text(t, SPAN("SSL_CLIENT_S_DN_CN"), tls->client_name);
}
