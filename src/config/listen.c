#include "config/listen.h"

#include "config/words.h"
#include "http/authority.h"

bool
listen_port(struct span s, uint64_t *port)
{
	struct authority a;

	if (!authority_cut(s, &a) || (a.has_port && a.host.n == 0))
		return false;
	/*
	 * The word is a port alone, or an address with a port; an IPv6 address
	 * needs its brackets.
	 */
	return span_u64(a.has_port ? a.port : s, port) && *port <= 65535;
}

static bool
is_address(struct span s)
{
	uint64_t port;

	if (span_starts(s, SPAN("unix:")))
		return s.n > 5 && s.p[5] == '/';
	return listen_port(s, &port);
}

const char *
listen_parse(const struct span *words, size_t n, struct conf_listens *out,
    const struct span **bad)
{
	bool tls = n == 2 && span_eq_nocase(words[1], SPAN("tls"));

	if (n > 2 || (n == 2 && !tls)) {
		*bad = &words[1];
		return "takes one address, and perhaps tls";
	}
	*bad = &words[0];
	if (!is_address(words[0]))
		return LISTEN_WANTS;
	if (tls && span_starts(words[0], SPAN("unix:")))
		return "wants a port for tls";
	if (out->n == LIMIT_LISTEN)
		return "has too many values";
	out->tls[out->n] = tls;
	out->at[out->n++] = words[0];
	return NULL;
}

const char *
listen_parse_certificate(const struct span *words, size_t n,
    struct conf_certificates *out, const struct span **bad)
{
	if (n > 2) {
		*bad = &words[2];
		return "takes a certificate, and perhaps the file of its key";
	}
	for (size_t i = 0; i < n; i++)
		if (words[i].n == 0 || words[i].p[0] != '/') {
			*bad = &words[i];
			return "wants an absolute path";
		}
	if (out->n == LIMIT_CERTIFICATES)
		return "has too many values";
	out->at[out->n].path = words[0];
	out->at[out->n++].key =
	    n == 2 ? words[1] : span_from(words[0], words[0].n);
	return NULL;
}

void
listen_put(struct text *t, const struct conf *conf)
{
	const struct conf_certificates *list = &conf->certificates;

	for (size_t i = 0; i < conf->listen.n; i++) {
		text_put(t, SPAN("Listen "));
		words_put(t, conf->listen.at[i]);
		text_put(t, conf->listen.tls[i] ? SPAN(" tls\n") : SPAN("\n"));
	}
	for (size_t i = 0; i < list->n; i++) {
		text_put(t, SPAN("Certificate "));
		words_put(t, list->at[i].path);
		if (list->at[i].key.n > 0) {
			text_char(t, ' ');
			words_put(t, list->at[i].key);
		}
		text_char(t, '\n');
	}
}

bool
listen_has_tls(const struct conf_listens *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->tls[i])
			return true;
	return false;
}

static const char *
keep(struct text *t, struct span s)
{
	const char *at = t->p + t->n;

	text_put(t, s);
	text_char(t, '\0');
	return at;
}

const char *
listen_wrong(const struct conf *conf)
{
	if (conf->certificates.n == 0 && listen_has_tls(&conf->listen))
		return LISTEN_NO_CERTIFICATE;
	if (conf->client_ca.n > 0 && conf->client_certificate == CONF_CLIENT_NO)
		return "ClientCA has no effect without ClientCertificate "
		       "require, or ask";
	if (conf->client_ca.n > 0)
		return NULL;
	if (conf->client_certificate != CONF_CLIENT_NO)
		return "ClientCertificate needs ClientCA, which names the file "
		       "of the authorities";
	return conf->client_crl.n > 0 ? "ClientCRL has no effect without "
					"ClientCA"
				      : NULL;
}

static size_t
client_words(const struct conf *conf, struct text *room, const char **word)
{
	size_t n = 0;

	if (conf->client_ca.n == 0)
		return 0;
	word[n++] = "--client-ca";
	word[n++] = keep(room, conf->client_ca);
	word[n++] = "--client-certificate";
	word[n++] =
	    conf->client_certificate == CONF_CLIENT_ASK ? "ask" : "require";
	if (conf->client_crl.n == 0)
		return n;
	word[n++] = "--client-crl";
	word[n++] = keep(room, conf->client_crl);
	return n;
}

size_t
listen_words(const struct conf *conf, struct text *room, const char **word)
{
	const struct conf_certificates *list = &conf->certificates;
	size_t n = client_words(conf, room, word);

	for (size_t i = 0; i < list->n; i++) {
		word[n++] = "-C";
		word[n++] = keep(room, list->at[i].path);
		if (list->at[i].key.n == 0)
			continue;
		word[n++] = "-K";
		word[n++] = keep(room, list->at[i].key);
	}
	return n;
}

uint64_t
listen_tls_port(const struct conf_listens *list)
{
	uint64_t port;

	for (size_t i = 0; i < list->n; i++)
		if (list->tls[i] && listen_port(list->at[i], &port))
			return port;
	return 443;
}
